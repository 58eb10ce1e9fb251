import type { Check } from "@ie/contracts";
import { effectiveSize, type Units } from "../../units/index.ts";

/** Effective units an arm needs for its t interval to be trusted under skewed weights. */
const few = 20;
const veryFew = 8;
/** Share of an arm's weight that one unit may carry. */
const heavy = 0.1;

export interface WeightSummary {
  readonly effectiveTreated: number;
  readonly effectiveControl: number;
  /** Largest share of its arm's weight in one unit. */
  readonly largestShare: number;
}

/** `weights`: n, summing to 1 in each arm. */
export function summariseWeights(weights: Float64Array, treated: Uint8Array): WeightSummary {
  return {
    effectiveTreated: effectiveSize(weights, treated, 1),
    effectiveControl: effectiveSize(weights, treated, 0),
    largestShare: weights.reduce((most, weight) => Math.max(most, weight), 0),
  };
}

/** Whether enough units carry the weights. */
export function weightChecks(summary: WeightSummary, units: Units): readonly Check[] {
  const { effectiveTreated, effectiveControl, largestShare } = summary;
  const least = Math.min(effectiveTreated, effectiveControl);
  const [arm, n] = effectiveTreated <= effectiveControl ? ["treated", units.nTreated] : ["untreated", units.nControl];
  return [
    {
      name: "effective_sample_size",
      status: least < veryFew ? "fail" : least < few ? "warn" : "pass",
      message: `the ${n} ${arm} units count for ${least.toFixed(1)} under their weights${
        least < few ? "; so few make the interval unreliable: trim further, or use weights: overlap" : ""
      }`,
      value: least,
    },
    {
      name: "largest_weight",
      status: largestShare > 2 * heavy ? "fail" : largestShare > heavy ? "warn" : "pass",
      message: `one unit carries up to ${(100 * largestShare).toFixed(1)} % of its arm's weight${
        largestShare > heavy ? "; look at that unit, trim further, or use weights: overlap" : ""
      }`,
      value: largestShare,
    },
  ];
}

/** Whether a regression of the outcome, which leans on other assumptions, gives the same. */
export function agreementCheck(value: number, other: number | null, stderr: number): Check {
  const gap = other === null ? null : Math.abs(value - other) / stderr;
  return {
    name: "agreement",
    status: gap === null || gap <= 1 ? "pass" : gap <= 2 ? "warn" : "fail",
    message:
      gap === null
        ? "regression adjustment has no answer here to compare with"
        : `regression adjustment differs by ${gap.toFixed(2)} standard errors${
            gap > 1 ? "; one of the two models is wrong, so try squares and interactions of the covariates in both" : ""
          }`,
    value: gap,
  };
}
