import type { Check } from "@ie/contracts";

/** Share of an arm's weight that one unit may carry. */
const heavy = 0.1;

/** Whether one unit decides an arm's mean. `weights`: n, summing to 1 in each arm. */
export function largestWeightCheck(
  weights: Float64Array,
  remedy: string,
): { readonly check: Check; readonly share: number } {
  const share = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return {
    share,
    check: {
      name: "largest_weight",
      status: share > 2 * heavy ? "fail" : share > heavy ? "warn" : "pass",
      message: `one unit carries up to ${(100 * share).toFixed(1)} % of its arm's weight${
        share > heavy ? `; look at that unit, or ${remedy}` : ""
      }`,
      value: share,
    },
  };
}
