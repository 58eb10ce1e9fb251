import { betaRatioQuantile, betaRatioTails } from "../special/beta-ratio.ts";
import { checkProbability, positive } from "./check.ts";

/** P(X ≤ x) as `lower` and P(X > x) as `upper`. */
function tails(x: number, df1: number, df2: number): { lower: number; upper: number } {
  const a = positive("fDistribution", "df1", df1) / 2;
  const b = positive("fDistribution", "df2", df2) / 2;
  if (Number.isNaN(x)) return { lower: NaN, upper: NaN };
  return x <= 0 ? { lower: 0, upper: 1 } : betaRatioTails(a, b, x);
}

/**
 * P(X ≤ x) of the F distribution with `df1` numerator and `df2` denominator degrees of freedom. Relative error below 1e-12 down to
 * 1e-300, for df from 2e-3 to 2e6. NaN gives NaN, x ≤ 0 gives 0, Infinity 1. RangeError unless both are positive and finite.
 */
export function cdf(x: number, df1: number, df2: number): number {
  return tails(x, df1, df2).lower;
}

/** P(X > x), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, x ≤ 0 gives 1, Infinity 0. */
export function upperTail(x: number, df1: number, df2: number): number {
  return tails(x, df1, df2).upper;
}

/**
 * The x with P(X ≤ x) = p; relative error below 1e-12 while x is a normal double. `p` 0 gives 0, 1 gives Infinity, NaN gives NaN.
 * RangeError when `p` is outside [0, 1] or a parameter is not positive and finite.
 */
export function quantile(p: number, df1: number, df2: number): number {
  checkProbability("fDistribution.quantile", p);
  const a = positive("fDistribution", "df1", df1) / 2;
  const b = positive("fDistribution", "df2", df2) / 2;
  if (Number.isNaN(p)) return NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? betaRatioQuantile(a, b, p, false) : betaRatioQuantile(a, b, 1 - p, true);
}

/** The x with P(X > x) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, df1: number, df2: number): number {
  checkProbability("fDistribution.upperTailQuantile", q);
  return 1 / quantile(q, df2, df1);
}
