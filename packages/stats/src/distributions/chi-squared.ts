import * as gamma from "./gamma.ts";
import { positive } from "./check.ts";

/**
 * P(X ≤ x) of the chi-squared distribution with `df` degrees of freedom, not necessarily whole. Relative error below 1e-12 down to
 * 1e-300, for df from 2e-3 to 2e6. NaN gives NaN, x ≤ 0 gives 0, Infinity 1. RangeError unless `df` is positive and finite.
 */
export function cdf(x: number, df: number): number {
  return gamma.cdf(x, positive("chiSquared", "df", df) / 2, 2);
}

/** P(X > x), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, x ≤ 0 gives 1, Infinity 0. */
export function upperTail(x: number, df: number): number {
  return gamma.upperTail(x, positive("chiSquared", "df", df) / 2, 2);
}

/**
 * The x with P(X ≤ x) = p; relative error below 1e-12 while x is a normal double. `p` 0 gives 0, 1 gives Infinity, NaN gives NaN.
 * RangeError when `p` is outside [0, 1] or `df` is not positive and finite.
 */
export function quantile(p: number, df: number): number {
  return gamma.quantile(p, positive("chiSquared", "df", df) / 2, 2);
}

/** The x with P(X > x) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, df: number): number {
  return gamma.upperTailQuantile(q, positive("chiSquared", "df", df) / 2, 2);
}
