import { budgetDocument, budgetFrontier, formatBudgetPlan, optimiseBudget, readBudgetConfig } from "@ie/allocate";
import { encodeJson } from "@ie/contracts";
import { unwrapConfig } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import type { ExitCode } from "../exit-code.ts";
import { UsageError, type Io } from "../io.ts";

export interface BudgetFlags {
  readonly config: string;
  readonly frontier: boolean;
  readonly json: boolean;
}

/** `ie budget`: how to spread money over channels with response curves. */
export async function budgetCommand(flags: BudgetFlags, io: Io): Promise<ExitCode> {
  const { channels, budget, options, currency, frontier } = unwrapConfig(
    readBudgetConfig(unwrapConfig(await openConfigFile(flags.config))),
  );
  const wanted = flags.frontier || frontier;
  if (wanted && budget === null) throw new UsageError("a frontier goes around a budget; the configuration has none");
  const plan = optimiseBudget(channels, budget, options);
  const { goal: _, ...limits } = options;
  const around = wanted ? budgetFrontier(channels, budget!, limits) : null; // checked above
  io.stdout(flags.json ? encodeJson(budgetDocument(plan, currency, around)) : formatBudgetPlan(plan, currency, around));
  return 0;
}
