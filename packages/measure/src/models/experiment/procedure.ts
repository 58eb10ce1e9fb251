import { studentT } from "@ie/stats";
import type { Contrast, Inferred } from "./contrast.ts";

/** A symmetric test of t statistics: its critical value and its p-value are inverses. */
export interface Procedure {
  /** For a t statistic with `df` degrees of freedom. */
  critical(df: number): number;
  pValue(t: number, df: number): number;
}

/** The test at a single look. */
export function singleLook(level: number): Procedure {
  return {
    critical: (df) => studentT.upperTailQuantile((1 - level) / 2, df),
    pValue: (t, df) => Math.min(1, 2 * studentT.upperTail(Math.abs(t), df)),
  };
}

/** Interval and p-value of a contrast by a symmetric test. */
export function inferBy(procedure: Procedure, { value, stderr, df }: Contrast): Inferred {
  const critical = procedure.critical(df);
  const half = critical * stderr;
  return { lower: value - half, upper: value + half, pValue: procedure.pValue(value / stderr, df), critical };
}

/** As {@link Inferred}, from an interval that need not be symmetric: the critical value is that of the side towards 0. */
export function inferredFrom(
  { value, stderr }: Contrast,
  interval: { readonly lower: number; readonly upper: number },
  pValue: number,
): Inferred {
  const towards = value > 0 ? value - interval.lower : interval.upper - value;
  return { ...interval, pValue, critical: towards / stderr };
}
