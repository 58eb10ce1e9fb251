import { ImpactError, type Effect, type Relative } from "@ie/contracts";
import { fieller, studentT } from "@ie/stats";
import { tInference } from "../../inference.ts";
import type { Matched } from "./matched.ts";
import { who } from "./who.ts";

/** The effect over the mean outcome of the same units without treatment, by the inversion of the absolute one (Fieller 1954). */
function relativeOf({ value, stderr, df, baseline }: Matched, level: number): Relative | null {
  const share = value / baseline.value;
  if (!Number.isFinite(share)) return null;
  const bound = stderr * Math.sqrt(baseline.variance);
  const covariance = Math.max(-bound, Math.min(bound, baseline.covariance));
  const critical = studentT.upperTailQuantile((1 - level) / 2, df);
  const { kind, lower, upper } = fieller(value, baseline.value, stderr ** 2, baseline.variance, covariance, critical);
  const bounded = kind === "interval" && lower !== null && upper !== null;
  return {
    value: share,
    interval: bounded ? { lower: Math.min(lower, share), upper: Math.max(upper, share), level } : null,
    baseline: baseline.value,
  };
}

/** An answer with interval and p-value of Student's t. `data/no-variation` where it has no standard error. */
export function effectOf(
  name: string,
  matched: Matched,
  level: number,
  unit: string,
): Effect & { readonly stderr: number; readonly interval: NonNullable<Effect["interval"]> } {
  const { value, stderr, df } = matched;
  if (!(stderr > 0 && stderr < Infinity && df > 0)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: "the outcomes of matched units give no standard error",
      hint: "look whether the outcome varies, and whether more than one unit has a match and a neighbour in its own arm",
    });
  }
  return {
    name,
    value,
    stderr,
    ...tInference(value, stderr, df, level),
    adjustedPValue: null,
    unit,
    relative: relativeOf(matched, level),
  };
}
