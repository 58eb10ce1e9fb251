import type { Interval } from "@ie/contracts";
import { studentT } from "@ie/stats";

/** Interval and two-sided p-value of one coefficient by the same inversion of Student's t. `df` may be fractional. */
export function tInference(
  value: number,
  stderr: number,
  df: number,
  level: number,
): { interval: Interval; pValue: number } {
  const half = studentT.upperTailQuantile((1 - level) / 2, df) * stderr;
  return {
    interval: { lower: value - half, upper: value + half, level },
    pValue: Math.min(1, 2 * studentT.upperTail(Math.abs(value / stderr), df)),
  };
}
