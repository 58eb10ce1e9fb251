import type { AllocationRule } from "@ie/contracts";
import { bayesian, type BayesianOptions } from "./bayesian.ts";
import { cvar, type CvarOptions } from "./cvar.ts";
import { expectedValue, type ExpectedValueOptions } from "./expected-value.ts";
import { greedy, type GreedyOptions } from "./greedy.ts";
import { hurwicz, type HurwiczOptions } from "./hurwicz.ts";
import { maximin, type MaximinOptions } from "./maximin.ts";
import { minimaxRegret, type MinimaxRegretOptions } from "./minimax-regret.ts";

/** The decision rules by the name that configurations use. */
export const rules: {
  readonly minimax_regret: AllocationRule<MinimaxRegretOptions>;
  readonly bayesian: AllocationRule<BayesianOptions>;
  readonly hurwicz: AllocationRule<HurwiczOptions>;
  readonly maximin: AllocationRule<MaximinOptions>;
  readonly expected_value: AllocationRule<ExpectedValueOptions>;
  readonly cvar: AllocationRule<CvarOptions>;
  readonly greedy: AllocationRule<GreedyOptions>;
} = { minimax_regret: minimaxRegret, bayesian, hurwicz, maximin, expected_value: expectedValue, cvar, greedy };
