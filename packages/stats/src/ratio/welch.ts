import * as studentT from "../distributions/student-t.ts";
import type { Moments } from "./moments.ts";

/** The difference a − b of two means. */
export interface MeanDifference {
  readonly value: number;
  readonly stderr: number;
  /** Welch–Satterthwaite. */
  readonly df: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, of no difference. */
  readonly pValue: number;
}

/** Welch–Satterthwaite degrees of freedom of the sum of two variances of means (Welch 1947). */
export function welchDf(varianceA: number, nA: number, varianceB: number, nB: number): number {
  const a = varianceA / nA;
  const b = varianceB / nB;
  // In shares of the larger: the squares of tiny variances would underflow.
  const scale = Math.max(a, b);
  const share = a / scale;
  const rest = b / scale;
  return (share + rest) ** 2 / (share ** 2 / (nA - 1) + rest ** 2 / (nB - 1));
}

/**
 * Difference of two independent means, a − b, by Welch (1947): interval of coverage `level` and p-value from one inversion of Student's
 * t. All but `value` are NaN where a variance is unknown or both are 0. RangeError unless 0 < level < 1.
 */
export function welch(a: Moments, b: Moments, level = 0.95): MeanDifference {
  if (!(level > 0 && level < 1)) throw new RangeError(`welch: level must lie between 0 and 1; got ${level}`);
  const value = a.mean - b.mean;
  const stderr = Math.sqrt(a.variance / a.n + b.variance / b.n);
  if (!(stderr > 0)) return { value, stderr: NaN, df: NaN, lower: NaN, upper: NaN, pValue: NaN };
  const df = welchDf(a.variance, a.n, b.variance, b.n);
  const half = stderr * studentT.upperTailQuantile((1 - level) / 2, df);
  const pValue = Math.min(1, 2 * studentT.upperTail(Math.abs(value / stderr), df));
  return { value, stderr, df, lower: value - half, upper: value + half, pValue };
}
