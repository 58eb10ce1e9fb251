import { checkProbability } from "../distributions/check.ts";

/** Family-wise error: `bonferroni`, `holm`. False discovery rate: `bh` for independent or positively dependent tests, `by` for any. */
export type Adjustment = "bonferroni" | "holm" | "bh" | "by";

/**
 * P-values corrected for the family that they form, in the order given: Bonferroni; Holm (1979); Benjamini and Hochberg (1995);
 * Benjamini and Yekutieli (2001). NaN stays NaN and is not counted as a test. RangeError when a value lies outside [0, 1].
 */
export function adjustPValues(p: Float64Array, method: Adjustment): Float64Array {
  for (const value of p) checkProbability("adjustPValues", value);
  const order = Array.from(p.keys())
    .filter((i) => !Number.isNaN(p[i]))
    .sort((i, j) => p[i]! - p[j]!);
  const m = order.length;
  const adjusted = new Float64Array(p.length).fill(NaN);
  if (method === "bonferroni") {
    for (const i of order) adjusted[i] = Math.min(1, m * p[i]!);
  } else if (method === "holm") {
    let largest = 0;
    for (const [rank, i] of order.entries()) {
      largest = Math.max(largest, (m - rank) * p[i]!);
      adjusted[i] = Math.min(1, largest);
    }
  } else {
    let factor = m;
    if (method === "by") for (let k = 2; k <= m; k++) factor += m / k;
    let smallest = 1;
    for (let rank = m - 1; rank >= 0; rank--) {
      const i = order[rank]!;
      smallest = Math.min(smallest, (factor / (rank + 1)) * p[i]!);
      adjusted[i] = smallest;
    }
  }
  return adjusted;
}
