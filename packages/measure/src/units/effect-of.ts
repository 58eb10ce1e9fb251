import type { Effect, Estimand, Estimate, Relative } from "@ie/contracts";
import { fieller, studentT, type TwoMeansEffect } from "@ie/stats";
import { tInference } from "../inference.ts";

/** The difference of two means with interval and p-value from one t inversion, and its share of the control mean (Fieller 1954). */
export function estimateOf(effect: TwoMeansEffect, estimand: Estimand, level: number, unit: string): Estimate {
  const { value, stderr, df } = effect;
  const relative = relativeTo(effect, level);
  return {
    estimand,
    value,
    stderr,
    ...tInference(value, stderr, df, level),
    unit,
    ...(relative === null ? {} : { relative }),
  };
}

/** A further answer beside the estimate; null where it has no standard error. */
export function effectOf(name: string, effect: TwoMeansEffect, level: number, unit: string): Effect | null {
  if (!(effect.stderr > 0 && effect.df >= 1)) return null;
  const { value, stderr } = effect;
  const { interval, pValue } = tInference(value, stderr, effect.df, level);
  return { name, value, stderr, interval, pValue, adjustedPValue: null, unit, relative: relativeTo(effect, level) };
}

/** Null without a baseline to divide by; its set leaves out 0 exactly where the absolute interval does. */
function relativeTo(effect: TwoMeansEffect, level: number): Relative | null {
  const { value, stderr, df, controlMean: baseline, controlVariance, controlCovariance } = effect;
  if (baseline === 0 || !Number.isFinite(value / baseline)) return null;
  const share = value / baseline;
  const critical = studentT.upperTailQuantile((1 - level) / 2, df);
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
