import type { Relative } from "@ie/contracts";
import { fieller } from "@ie/stats";
import type { Contrast } from "./contrast.ts";

/**
 * The effect as a share of the baseline with its confidence set by Fieller (1954), at the critical value of the absolute interval: both
 * leave out 0 or neither does. Null without a baseline; without an interval where the set is unbounded or the baseline has no variance.
 */
export function relativeOf(contrast: Contrast, critical: number, level: number): Relative | null {
  const { value, stderr, baseline } = contrast;
  if (baseline === null || baseline.value === 0 || !Number.isFinite(value / baseline.value)) return null;
  const share = value / baseline.value;
  if (!(baseline.variance >= 0 && critical > 0)) return { value: share, interval: null, baseline: baseline.value };
  const variance = stderr * stderr;
  // A variance of rounding errors alone, as of an arm that does not vary, may break the bound by a little.
  const bound = Math.sqrt(variance) * Math.sqrt(baseline.variance);
  const covariance = Math.max(-bound, Math.min(bound, baseline.covariance));
  const set = fieller(value, baseline.value, variance, baseline.variance, covariance, critical);
  const { lower, upper, kind } = set;
  const bounded = kind === "interval" && lower !== null && upper !== null;
  return {
    value: share,
    interval: bounded ? { lower: Math.min(lower, share), upper: Math.max(upper, share), level } : null,
    baseline: baseline.value,
  };
}
