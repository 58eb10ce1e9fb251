/** A sample by its size, mean and variance (divisor n − 1; NaN where n < 2). */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Of the units, not of their mean. */
  readonly variance: number;
}

/**
 * Moments from the sum and the sum of squares of n values. The two nearly cancel where the mean is large beside the spread: shift such
 * values first. RangeError unless `n` is a positive whole number.
 */
export function moments(n: number, sum: number, sumOfSquares: number): Moments {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`moments: n must be a positive whole number; got ${n}`);
  const mean = sum / n;
  return { n, mean, variance: n < 2 ? NaN : Math.max(0, (sumOfSquares - sum * mean) / (n - 1)) };
}
