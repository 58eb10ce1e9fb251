import { productError } from "../special/double-double.ts";
import { gammaTails } from "../special/incomplete-gamma.ts";
import { logGammaOnePlus } from "../special/log-gamma.ts";
import { standardNormalQuantile } from "../special/normal-quantile.ts";
import { solveTail } from "../special/solve-tail.ts";
import type { TailPoint } from "../special/tails.ts";
import { checkProbability, positive } from "./check.ts";

/** Above this, splitting a factor to find a product's rounding error would overflow. */
const SAFE_PRODUCT = 1e290;

function tails(x: number, shape: number, scale: number): TailPoint {
  positive("gamma", "shape", shape);
  positive("gamma", "scale", scale);
  if (Number.isNaN(x)) return { lower: NaN, upper: NaN, density: NaN, logSlope: NaN };
  if (x <= 0) return { lower: 0, upper: 1, density: 0, logSlope: shape };
  // (x − shape·scale) / (shape·scale) without the rounding of x / scale, to which a large shape is sensitive.
  const mean = shape * scale;
  const slip = mean < SAFE_PRODUCT && scale < SAFE_PRODUCT ? productError(shape, scale, mean) : 0;
  return gammaTails(shape, x / scale, (x - mean - slip) / mean);
}

/**
 * P(X ≤ x) of the gamma distribution with mean shape · scale. Relative error below 1e-12 down to 1e-300, for shapes from 1e-3 to 1e6.
 * NaN gives NaN, x ≤ 0 gives 0, Infinity 1. RangeError unless both parameters are positive and finite.
 */
export function cdf(x: number, shape: number, scale: number): number {
  return tails(x, shape, scale).lower;
}

/** P(X > x), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, x ≤ 0 gives 1, Infinity 0. */
export function upperTail(x: number, shape: number, scale: number): number {
  return tails(x, shape, scale).upper;
}

/** The unit-scale x at which a tail is p, 0 < p ≤ 0.5. */
function unitGammaQuantile(p: number, shape: number, upper: boolean): number {
  const z = standardNormalQuantile(p) * (upper ? -1 : 1);
  // Wilson and Hilferty (1931); where it fails, the leading term of the lower tail, or the exponential upper tail.
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  let start = shape * cube ** 3;
  if (cube < 0.2) start = upper ? shape - Math.log(p) : Math.exp((Math.log(p) + logGammaOnePlus(shape)) / shape);
  return solveTail((x) => gammaTails(shape, x, (x - shape) / shape), p, upper, start);
}

/**
 * The x with P(X ≤ x) = p; relative error below 1e-12 while x is a normal double. `p` 0 gives 0, 1 gives Infinity, NaN gives NaN.
 * RangeError when `p` is outside [0, 1] or a parameter is not positive and finite.
 */
export function quantile(p: number, shape: number, scale: number): number {
  checkProbability("gamma.quantile", p);
  positive("gamma", "scale", scale);
  positive("gamma", "shape", shape);
  if (Number.isNaN(p)) return NaN;
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return scale * (p <= 0.5 ? unitGammaQuantile(p, shape, false) : unitGammaQuantile(1 - p, shape, true));
}

/** The x with P(X > x) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, shape: number, scale: number): number {
  checkProbability("gamma.upperTailQuantile", q);
  positive("gamma", "scale", scale);
  positive("gamma", "shape", shape);
  if (Number.isNaN(q)) return NaN;
  if (q === 0) return Infinity;
  if (q === 1) return 0;
  return scale * (q <= 0.5 ? unitGammaQuantile(q, shape, true) : unitGammaQuantile(1 - q, shape, false));
}
