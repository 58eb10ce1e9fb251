import type { Matrix } from "../linear-algebra/matrix.ts";

/**
 * Event-study estimates of one design, all relative to one reference period: for group-time effects those with a universal base, since
 * differences from the period before are not a path.
 */
export interface EventStudyEstimates {
  /** K coefficients of the event times before the reference period, consecutive, oldest first; the reference (effect 0) is left out. */
  readonly pre: Float64Array;
  /** L coefficients after it, consecutive. */
  readonly post: Float64Array;
  /** Joint covariance, K + L square, in that order. */
  readonly covariance: Matrix;
  /** L weights of the effect of interest over `post`; default equal weights that sum to 1. */
  readonly contrast?: Float64Array;
}

/** Interval for the effect of interest that allows for violations of parallel trends. */
export interface HonestInterval {
  readonly lower: number;
  readonly upper: number;
}

/** Contrast of `estimates`, and its estimate and variance. RangeError, in the name of `who`, when shapes differ or a number is not finite. */
export function effectOfInterest(
  who: string,
  { pre, post, covariance, contrast }: EventStudyEstimates,
): { contrast: Float64Array; value: number } {
  const size = pre.length + post.length;
  if (pre.length === 0 || post.length === 0) {
    throw new RangeError(`${who}: needs coefficients before and after treatment; got ${pre.length} and ${post.length}`);
  }
  if (covariance.rows !== size || covariance.cols !== size) {
    throw new RangeError(`${who}: covariance must be ${size} x ${size}; it is ${covariance.rows} x ${covariance.cols}`);
  }
  if (contrast && contrast.length !== post.length) {
    throw new RangeError(`${who}: contrast must hold ${post.length} weights; got ${contrast.length}`);
  }
  if (![pre, post, covariance.data, contrast ?? pre].every((values) => values.every(Number.isFinite))) {
    throw new RangeError(`${who}: estimates, covariance and contrast must be finite`);
  }
  const weights = contrast ?? new Float64Array(post.length).fill(1 / post.length);
  return { contrast: weights, value: weights.reduce((sum, weight, t) => sum + weight * post[t]!, 0) };
}

/** a′ Σ b for coefficients `a` and `b` of all estimates. */
export function covarianceOf(covariance: Matrix, a: Float64Array, b: Float64Array): number {
  const size = covariance.rows;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (a[i] === 0) continue;
    for (let j = 0; j < size; j++) sum += a[i]! * covariance.data[j * size + i]! * b[j]!;
  }
  return sum;
}

export function checkLevel(who: string, level: number): void {
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must be in (0, 1); got ${level}`);
}

/**
 * Largest size from 0 to `atMost` up to which all intervals exclude 0, on a grid of 100 steps refined by bisection; 0 when the first one
 * does not, `atMost` when all do.
 */
export function breakdownSize(excludesZero: (size: number) => boolean, atMost: number): number {
  if (!excludesZero(0)) return 0;
  const step = atMost / 100;
  let at = 1;
  while (at <= 100 && excludesZero(at * step)) at += 1;
  if (at > 100) return atMost;
  let low = (at - 1) * step;
  let high = at * step;
  for (let pass = 0; pass < 50 && high - low > 1e-9 * atMost; pass++) {
    const middle = (low + high) / 2;
    if (excludesZero(middle)) low = middle;
    else high = middle;
  }
  return low;
}
