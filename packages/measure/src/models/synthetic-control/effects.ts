import type { Effect, Interval, Relative } from "@ie/contracts";
import type { Answer } from "./answer.ts";

/**
 * An effect over the outcome without it, observed mean less effect; the ends of the interval go the same way, so that it
 * leaves out 0 just where the effect's does. Null where the baseline is zero; no interval where it may change its sign.
 */
export function relativeOf(observedMean: number, value: number, interval: Interval): Relative | null {
  const baseline = observedMean - value;
  const share = (effect: number): number => effect / (observedMean - effect);
  if (!(Math.abs(baseline) > 0)) return null;
  const ends = [share(interval.lower), share(interval.upper)];
  const oneSign = (observedMean - interval.lower) * (observedMean - interval.upper) > 0;
  return {
    value: value / baseline,
    interval: oneSign ? { lower: Math.min(...ends), upper: Math.max(...ends), level: interval.level } : null,
    baseline,
  };
}

function times({ lower, upper, level }: Interval, factor: number): Interval {
  return { lower: lower * factor, upper: upper * factor, level };
}

/** The answer times a known positive number: sums over periods and units. */
export function multiple(
  name: string,
  { value, stderr, interval, pValue }: Pick<Answer, "value" | "stderr" | "interval" | "pValue">,
  factor: number,
  unit: string,
): Effect {
  return {
    name,
    value: value * factor,
    stderr: stderr === null ? null : stderr * factor,
    interval: times(interval, factor),
    pValue,
    adjustedPValue: null,
    unit,
    relative: null,
  };
}

/** A number to compare with, that has no interval of its own. */
export function pointEffect(name: string, value: number, unit: string): Effect {
  return { name, value, stderr: null, interval: null, pValue: null, adjustedPValue: null, unit, relative: null };
}
