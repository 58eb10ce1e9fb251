import { betaRatioQuantile } from "../special/beta-ratio.ts";
import { betaTails, excessOverMean } from "../special/incomplete-beta.ts";
import { checkProbability, positive } from "./check.ts";

/** P(X ≤ x) as `lower` and P(X > x) as `upper`. */
function tails(x: number, a: number, b: number): { lower: number; upper: number } {
  positive("beta", "a", a);
  positive("beta", "b", b);
  if (Number.isNaN(x)) return { lower: NaN, upper: NaN };
  if (x <= 0) return { lower: 0, upper: 1 };
  return x >= 1 ? { lower: 1, upper: 0 } : betaTails(a, b, x, 1 - x, excessOverMean(x, a, b));
}

/**
 * P(X ≤ x) of the beta distribution with shapes `a` and `b`. Relative error below 1e-12 down to 1e-300, for shapes from 1e-3 to 1e6.
 * NaN gives NaN, x ≤ 0 gives 0, x ≥ 1 gives 1. RangeError unless both shapes are positive and finite.
 */
export function cdf(x: number, a: number, b: number): number {
  return tails(x, a, b).lower;
}

/** P(X > x), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, x ≤ 0 gives 1, x ≥ 1 gives 0. */
export function upperTail(x: number, a: number, b: number): number {
  return tails(x, a, b).upper;
}

/**
 * The x with P(X ≤ x) = p; relative error below 1e-12 while x is a normal double. `p` 0 gives 0, 1 gives 1, NaN gives NaN.
 * RangeError when `p` is outside [0, 1] or a shape is not positive and finite.
 */
export function quantile(p: number, a: number, b: number): number {
  checkProbability("beta.quantile", p);
  positive("beta", "a", a);
  positive("beta", "b", b);
  if (Number.isNaN(p) || p === 0 || p === 1) return p;
  const f = p <= 0.5 ? betaRatioQuantile(a, b, p, false) : betaRatioQuantile(a, b, 1 - p, true);
  const odds = (a / b) * f;
  return odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds);
}

/** The x with P(X > x) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, a: number, b: number): number {
  checkProbability("beta.upperTailQuantile", q);
  positive("beta", "a", a);
  positive("beta", "b", b);
  if (Number.isNaN(q) || q === 0 || q === 1) return 1 - q;
  const f = q <= 0.5 ? betaRatioQuantile(a, b, q, true) : betaRatioQuantile(a, b, 1 - q, false);
  const odds = (a / b) * f;
  return odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds);
}
