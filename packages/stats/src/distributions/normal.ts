import { erfcFrom, expMinusSquare } from "../special/erfc.ts";
import { standardNormalQuantile } from "../special/normal-quantile.ts";
import { checkProbability, positive } from "./check.ts";

function standardise(x: number, mean: number, sd: number): number {
  if (!Number.isFinite(mean)) throw new RangeError(`normal: mean must be finite; got ${mean}`);
  return (x - mean) / positive("normal", "sd", sd);
}

function standardUpperTail(z: number): number {
  if (z < 0) return 1 - standardUpperTail(-z);
  return z === Infinity ? 0 : erfcFrom(z * Math.SQRT1_2, expMinusSquare(z, 0.5)) / 2;
}

function standardLowerTail(z: number): number {
  return standardUpperTail(-z);
}

/** Density of the normal distribution at `x`, per unit of x. NaN gives NaN; ±Infinity gives 0. */
export function pdf(x: number, mean = 0, sd = 1): number {
  return expMinusSquare(standardise(x, mean, sd), 0.5) / (sd * Math.sqrt(2 * Math.PI));
}

/**
 * P(X ≤ x). Relative error below 1e-12 down to 1e-300 (2e-15 for mean 0, sd 1).
 * NaN gives NaN, −Infinity 0, Infinity 1. RangeError unless `mean` is finite and `sd` positive and finite.
 */
export function cdf(x: number, mean = 0, sd = 1): number {
  return standardLowerTail(standardise(x, mean, sd));
}

/** P(X > x), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, −Infinity 1, Infinity 0. */
export function upperTail(x: number, mean = 0, sd = 1): number {
  return standardUpperTail(standardise(x, mean, sd));
}

/**
 * The x with P(X ≤ x) = p (Wichura 1988, AS 241), the same number on every machine. `p` 0 gives −Infinity, 1 gives Infinity, NaN
 * gives NaN. RangeError when `p` is outside [0, 1].
 */
export function quantile(p: number, mean = 0, sd = 1): number {
  checkProbability("normal.quantile", p);
  standardise(0, mean, sd);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  return mean + sd * standardNormalQuantile(p);
}

/** The x with P(X > x) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, mean = 0, sd = 1): number {
  checkProbability("normal.upperTailQuantile", q);
  standardise(0, mean, sd);
  if (q === 0) return Infinity;
  if (q === 1) return -Infinity;
  return mean - sd * standardNormalQuantile(q);
}
