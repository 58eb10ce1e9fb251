import * as normal from "../distributions/normal.ts";
import { findRoot } from "../power/find-root.ts";

/** Events among n units. */
export interface Proportion {
  readonly events: number;
  readonly n: number;
}

/** A contrast of two proportions with its score interval; a null bound is infinite. */
export interface ProportionContrast {
  /** Null where it is not defined: a ratio to no events. */
  readonly value: number | null;
  readonly lower: number;
  readonly upper: number | null;
  /** Two-sided, of equal proportions: the same for difference and ratio. */
  readonly pValue: number;
}

function check(who: string, arms: readonly Proportion[], level: number): void {
  for (const { events, n } of arms) {
    if (!(n >= 1 && events >= 0 && events <= n))
      throw new RangeError(`${who}: ${events} events of ${n} units; they must satisfy 0 <= events <= n and n >= 1`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must lie between 0 and 1; got ${level}`);
}

/** A score: its distance from the estimate in standard errors under the hypothesis, with Miettinen's N / (N − 1). */
function standardise(distance: number, variance: number, total: number): number {
  if (distance === 0) return 0;
  return distance / Math.sqrt((variance * total) / (total - 1));
}

/** The control's proportion of greatest likelihood where the difference is δ (Miettinen and Nurminen 1985, appendix 1). */
function constrainedByDifference(treated: Proportion, control: Proportion, delta: number): number {
  const total = treated.n + control.n;
  const events = treated.events + control.events;
  const l2 = (treated.n + 2 * control.n) * delta - total - events;
  const l1 = (control.n * delta - total - 2 * control.events) * delta + events;
  const l0 = control.events * delta * (1 - delta);
  const shift = l2 / (3 * total);
  const q = shift ** 3 - (l1 * l2) / (6 * total * total) + l0 / (2 * total);
  const size = Math.sqrt(Math.max(0, shift * shift - l1 / (3 * total)));
  const p = q < 0 ? -size : size;
  const cosine = p === 0 ? 1 : Math.max(-1, Math.min(1, q / p ** 3));
  const low = Math.max(0, -delta);
  const high = Math.min(1, 1 - delta);
  let root = 2 * p * Math.cos((Math.PI + Math.acos(cosine)) / 3) - shift;
  // The arc cosine loses half of the digits beside ±1; Newton on the cubic brings them back.
  for (let pass = 0; pass < 2; pass++) {
    const slope = (3 * total * root + 2 * l2) * root + l1;
    const step = (((total * root + l2) * root + l1) * root + l0) / slope;
    if (Math.abs(step) < 1e-6) root -= step;
  }
  return Math.max(low, Math.min(high, root));
}

function differenceScore(treated: Proportion, control: Proportion, delta: number): number {
  const p0 = constrainedByDifference(treated, control, delta);
  const p1 = Math.max(0, Math.min(1, p0 + delta));
  const variance = (p1 * (1 - p1)) / treated.n + (p0 * (1 - p0)) / control.n;
  return standardise(treated.events / treated.n - control.events / control.n - delta, variance, treated.n + control.n);
}

function ratioScore(treated: Proportion, control: Proportion, ratio: number): number {
  const total = treated.n + control.n;
  const half = ((treated.n + control.events) * ratio + treated.events + control.n) / 2;
  const events = treated.events + control.events;
  const p0 = Math.min(1, 1 / ratio, events / (half + Math.sqrt(Math.max(0, half * half - total * ratio * events))));
  const p1 = Math.min(1, ratio * p0);
  const variance = (p1 * (1 - p1)) / treated.n + (ratio * ratio * p0 * (1 - p0)) / control.n;
  return standardise(treated.events / treated.n - (ratio * control.events) / control.n, variance, total);
}

function scorePValue(treated: Proportion, control: Proportion): number {
  return Math.min(1, 2 * normal.upperTail(Math.abs(differenceScore(treated, control, 0))));
}

/**
 * Risk difference treated − control with the score interval of Miettinen and Nurminen (1985, eq. 8), whose inversion at 0 is the p-value:
 * p < 1 − level exactly where 0 lies outside. RangeError unless 0 ≤ events ≤ n, n ≥ 1 and 0 < level < 1.
 */
export function riskDifference(treated: Proportion, control: Proportion, level = 0.95): ProportionContrast {
  check("riskDifference", [treated, control], level);
  const critical = normal.upperTailQuantile((1 - level) / 2);
  const value = treated.events / treated.n - control.events / control.n;
  const excess = (delta: number, side: number): number => differenceScore(treated, control, delta) - side * critical;
  return {
    value,
    lower: excess(-1, 1) <= 0 ? -1 : findRoot((delta) => excess(delta, 1), -1, value),
    upper: excess(1, -1) >= 0 ? 1 : findRoot((delta) => excess(delta, -1), value, 1),
    pValue: scorePValue(treated, control),
  };
}

/** Risk ratio treated / control with its score interval (Miettinen and Nurminen 1985, eq. 11). Errors as {@link riskDifference}. */
export function riskRatio(treated: Proportion, control: Proportion, level = 0.95): ProportionContrast {
  check("riskRatio", [treated, control], level);
  const pValue = scorePValue(treated, control);
  if (treated.events + control.events === 0) return { value: null, lower: 0, upper: null, pValue };
  const critical = normal.upperTailQuantile((1 - level) / 2);
  const value = control.events === 0 ? null : (treated.events / treated.n) * (control.n / control.events);
  const bound = (side: number): number =>
    Math.exp(findRoot((log) => ratioScore(treated, control, Math.exp(log)) - side * critical, -60, 60));
  return {
    value,
    lower: treated.events === 0 ? 0 : bound(1),
    upper: control.events === 0 ? null : bound(-1),
    pValue,
  };
}
