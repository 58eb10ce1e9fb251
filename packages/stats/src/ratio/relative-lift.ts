import { fieller, type RatioSet } from "./fieller.ts";
import type { Moments } from "./moments.ts";

/** (treated − control) / control. */
export interface RelativeLift extends RatioSet {
  /** By the delta method: a scale to compare by. The set does not come from it. */
  readonly stderr: number;
}

/**
 * Relative lift of independent means with its Fieller set, which leaves out 0 exactly where the test of treated − control with the same
 * `critical` rejects. `critical` is, for instance, Student's quantile at Welch's degrees of freedom. Errors as {@link fieller}.
 */
export function relativeLift(treated: Moments, control: Moments, critical: number): RelativeLift {
  const varTreated = treated.variance / treated.n;
  const varControl = control.variance / control.n;
  const set = fieller(
    treated.mean - control.mean,
    control.mean,
    varTreated + varControl,
    varControl,
    -varControl,
    critical,
  );
  const ratio = treated.mean / control.mean;
  return { ...set, stderr: Math.sqrt(varTreated + ratio * ratio * varControl) / Math.abs(control.mean) };
}
