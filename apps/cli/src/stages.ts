import { allocate, toCandidate } from "@ie/allocate";
import { ImpactError } from "@ie/contracts";
import { evaluate, shrinkReturns } from "@ie/evaluate";
import { measurePrepared, type PreparedPlan } from "@ie/measure";
import type { Stages } from "@ie/orchestrator";

/** The built-in stages. `seed` and `version` are what results say of their origin. */
export const builtInStages = (seed: number, version: string): Stages<PreparedPlan> => ({
  measure: ({ initiativeId, config, sampleSize }, context) => {
    if (config === null) {
      throw new ImpactError({
        code: "config/invalid",
        who: initiativeId,
        what: "it has no measure configuration",
        hint: "give it one",
      });
    }
    return measurePrepared(config, { initiativeId, sampleSize, seed, versions: { "@ie/cli": version } }, context);
  },
  evaluate: ({ result, cost, returnMultiplier, currency, scorer, options }, context) =>
    evaluate(
      result,
      { cost, returnMultiplier, currency, options, ...(scorer === null ? {} : { scorer }) },
      { context },
    ),
  shrink: async ({ evaluations, level }) => shrinkReturns(evaluations, level),
  allocate: ({ candidates, budget, currency, rule, options }) =>
    allocate(candidates.map(toCandidate), { budget, currency, options, ...(rule === null ? {} : { rule }) }),
});
