import { ImpactError, type EvaluateResult } from "@ie/contracts";
import { normal } from "@ie/stats";
import { fewestEstimates, shrinkEstimates } from "./shrink-estimates.ts";

/** Half an interval's width as a standard error: the interval holds doubts that the standard error alone leaves out. */
function stderrOf({ returns: { best, worst } }: EvaluateResult, level: number): number {
  return (best - worst) / (2 * normal.quantile((1 + level) / 2));
}

function refuse(what: string, hint: string): never {
  throw new ImpactError({ code: "config/invalid", who: "shrinkage", what, hint });
}

/**
 * The returns of all evaluated initiatives, drawn towards their common mean (see shrinkEstimates), with the returns as they were
 * measured kept in `rawReturns`. All that were measured belong in the cohort, chosen or not: a cohort of winners is no cohort.
 * `level` is that of the intervals behind best and worst. Throws `config/invalid` where returns have no common currency or an
 * interval has no width. Fewer than four initiatives stay as they are, flagged `not_shrunk:few_initiatives`.
 */
export function shrinkReturns(evaluations: readonly EvaluateResult[], level: number): readonly EvaluateResult[] {
  if (evaluations.length < fewestEstimates) {
    return evaluations.map((evaluated) => ({
      ...evaluated,
      flags: [...evaluated.flags, "not_shrunk:few_initiatives"],
    }));
  }
  if (evaluations.some(({ currency }) => currency === null || currency !== evaluations[0]!.currency)) {
    refuse("the returns are in no common currency", "state currency: and each initiative's return_multiplier");
  }
  const stderrs = Float64Array.from(evaluations, (evaluated) => stderrOf(evaluated, level));
  const flat = stderrs.findIndex((stderr) => !(stderr > 0));
  if (flat !== -1) {
    refuse(
      `"${evaluations[flat]!.initiativeId}" has best and worst returns alike`,
      "its interval has no width; measure it by a method that gives one",
    );
  }
  const values = Float64Array.from(evaluations, ({ returns }) => returns.med);
  const { means, lower, upper } = shrinkEstimates({ values, stderrs }, level);
  return evaluations.map((evaluated, j) => ({
    ...evaluated,
    returns: { best: Math.max(upper[j]!, means[j]!), med: means[j]!, worst: Math.min(lower[j]!, means[j]!) },
    rawReturns: evaluated.returns,
  }));
}
