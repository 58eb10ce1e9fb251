import { type Fit, ImpactError, type Table } from "@ie/contracts";
import type { models } from "@ie/measure";
import type { createRng } from "@ie/stats";

export type Rng = ReturnType<typeof createRng>;

/** Fits the design's model with its options, or with `more` of them. */
export type Measure = (table: Table, more?: Readonly<Record<string, unknown>>) => Fit;

/** What one draw of a design gave. */
export interface Observation {
  readonly value: number;
  /** Null where the method has none. */
  readonly stderr: number | null;
  /** Infinite where the confidence set is unbounded. */
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number | null;
  /** Where rejecting is not the same as a small p-value: at any of several looks or metrics. */
  readonly rejected?: boolean;
  /** Of the cumulative effect of a series. */
  readonly cumulativeCovered?: boolean;
  /** Checks that warned or failed. */
  readonly alarms: readonly string[];
}

/** Rates in percent that are asked for. Null: shown, and nothing is asked for. */
export interface Targets {
  /** Of the 95 % interval. */
  readonly coverage: readonly [number, number] | null;
  /** Share of p-values below 0.05 where there is no effect. */
  readonly falseAlarms: readonly [number, number] | null;
  /** A check that has to warn instead, in at least nine of ten draws: the method cannot promise more here, and says so. */
  readonly alarm?: string;
}

/** Families of designs; each is a page of the report. */
export type Family =
  | "experiment"
  | "repeated-looks"
  | "interrupted-time-series"
  | "bsts"
  | "difference-in-differences"
  | "synthetic-control"
  | "regression-discontinuity"
  | "matching"
  | "weighting"
  | "metrics-approximation"
  | "simulator";

/** One simulated situation with a known effect, and how the effect is to be measured. */
export interface Design {
  readonly id: string;
  readonly family: Family;
  /** Heading of its table. */
  readonly group: string;
  readonly what: string;
  readonly model: keyof typeof models;
  readonly options: Readonly<Record<string, unknown>>;
  readonly effect: number;
  readonly targets: Targets;
  /** Share of the study's runs, below 1 where a fit is slow; default 1. */
  readonly share?: number;
  observe(measure: Measure, rng: Rng): Observation;
}

/** What is asked of most designs, by whether there is an effect. */
export function usual(effect: number): Targets {
  return { coverage: [93, 97], falseAlarms: effect === 0 ? [1, 8] : null };
}

/** What can be asked of short or strongly autocorrelated series. */
export function wide(effect: number): Targets {
  return { coverage: [90, 98], falseAlarms: effect === 0 ? [1, 10] : null };
}

export const nothing: Targets = { coverage: null, falseAlarms: null };

const alarmsOf = ({ checks }: Fit): readonly string[] =>
  checks.filter(({ status }) => status !== "pass").map(({ name }) => name);

/** The estimate of a fit, as an observation. `effect`: the true one, a date of a series. */
export function estimateOf(fit: Fit, effect: number): Observation {
  const { estimate, series } = fit;
  const { value, stderr, pValue, interval } = estimate;
  const own = { value, stderr, pValue, lower: interval.lower, upper: interval.upper, alarms: alarmsOf(fit) };
  if (series === undefined) return own;
  const truth = effect * series.dates.filter((date) => date >= series.interventionDate).length;
  const cumulativeCovered = series.cumulativeLower.at(-1)! <= truth && truth <= series.cumulativeUpper.at(-1)!;
  return { ...own, cumulativeCovered };
}

/** The relative effect of a fit; a confidence set that is no interval covers everything. */
export function relativeOf(fit: Fit): Observation {
  const { relative, pValue } = fit.estimate;
  if (relative === undefined) {
    throw new ImpactError({ code: "fit/no-relative", who: "validation", what: "the fit has no relative effect" });
  }
  const { value, interval } = relative;
  const [lower, upper] = interval === null ? [-Infinity, Infinity] : [interval.lower, interval.upper];
  return { value, stderr: null, pValue, lower, upper, alarms: alarmsOf(fit) };
}
