import type { AllocationRule } from "@ie/contracts";
import { greedy, type GreedyOptions } from "./greedy.ts";
import { minimaxRegret, type MinimaxRegretOptions } from "./minimax-regret.ts";

/** The decision rules by the name that configurations use. */
export const rules: {
  readonly minimax_regret: AllocationRule<MinimaxRegretOptions>;
  readonly greedy: AllocationRule<GreedyOptions>;
} = { minimax_regret: minimaxRegret, greedy };
