import type { Effect, Estimand, Estimate, Interval, Relative } from "@ie/contracts";
import { fieller, studentT, type TwoMeansEffect } from "@ie/stats";
import { tInference } from "../inference.ts";

/** A difference from the mean outcome of the same units without treatment, with what inference needs. */
export type Contrast = Pick<
  TwoMeansEffect,
  "value" | "stderr" | "df" | "controlMean" | "controlVariance" | "controlCovariance"
>;

/** An effect that has its standard error. */
type InferredEffect = Effect & { readonly stderr: number; readonly interval: Interval; readonly pValue: number };

/** An answer with interval and p-value from one t inversion, and its share of the control mean (Fieller 1954). */
export function effectOf(name: string, contrast: Contrast, level: number, unit: string): InferredEffect {
  const { value, stderr, df } = contrast;
  const { interval, pValue } = tInference(value, stderr, df, level);
  return { name, value, stderr, interval, pValue, adjustedPValue: null, unit, relative: relativeTo(contrast, level) };
}

/** A further answer beside the estimate; null where it has no standard error. */
export function companionOf(name: string, contrast: Contrast, level: number, unit: string): InferredEffect | null {
  const { stderr, df } = contrast;
  return stderr > 0 && stderr < Infinity && df >= 1 ? effectOf(name, contrast, level, unit) : null;
}

/** The main answer. */
export function estimateOf(
  contrast: Contrast,
  estimand: Estimand,
  level: number,
  unit: string,
): Estimate & { readonly stderr: number } {
  const { value, stderr, interval, pValue, relative } = effectOf("", contrast, level, unit);
  return { estimand, value, stderr, interval, pValue, unit, ...(relative === null ? {} : { relative }) };
}

/** Null without a baseline to divide by; its set leaves out 0 exactly where the absolute interval does. */
function relativeTo(contrast: Contrast, level: number): Relative | null {
  const { value, stderr, df, controlMean: baseline, controlVariance, controlCovariance } = contrast;
  const share = value / baseline;
  if (!Number.isFinite(share)) return null;
  const critical = studentT.upperTailQuantile((1 - level) / 2, df);
  // A variance of rounding errors alone, as of an arm that does not vary, may break the bound by a little.
  const bound = stderr * Math.sqrt(controlVariance);
  const covariance = Math.max(-bound, Math.min(bound, controlCovariance));
  const { lower, upper, kind } = fieller(value, baseline, stderr * stderr, controlVariance, covariance, critical);
  const bounded = kind === "interval" && lower !== null && upper !== null;
  return {
    value: share,
    interval: bounded ? { lower: Math.min(lower, share), upper: Math.max(upper, share), level } : null,
    baseline,
  };
}
