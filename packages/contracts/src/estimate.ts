import type { Table } from "./table.ts";

/** The kind of evidence: what assigned the treatment, hence how much must be assumed. On disk: `model_type`. */
export type Design = "experiment" | "quasi-experiment" | "time-series" | "observational";
export const designs: readonly Design[] = ["experiment", "quasi-experiment", "time-series", "observational"];

/** Whose average effect: all units (ate), the treated (att), the untreated (atc). */
export type Estimand = "ate" | "att" | "atc";

export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** Nominal coverage, such as 0.95. */
  readonly level: number;
}

/** An effect as a share of what would have been without it. Its p-value is the absolute effect's: both ask for no effect. */
export interface Relative {
  readonly value: number;
  /** Null where the confidence set is no interval, since the baseline itself may be zero (Fieller 1954). */
  readonly interval: Interval | null;
  /** What the effect is divided by, in the outcome's unit. */
  readonly baseline: number;
}

export interface Estimate {
  readonly estimand: Estimand;
  readonly value: number;
  /** Null where the method gives an interval without a standard error. */
  readonly stderr: number | null;
  readonly interval: Interval;
  /** Two-sided, of no effect, from the same inversion as the interval; null where the method gives none. */
  readonly pValue: number | null;
  /** Of `value`, such as "revenue per unit". */
  readonly unit: string;
  readonly relative?: Relative;
}

/** An answer beside the estimate: another arm, metric, shape or intervention, or the total over the dates. */
export interface Effect {
  readonly name: string;
  readonly value: number;
  readonly stderr: number | null;
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** Corrected for the declared family of effects; null where none was declared. */
  readonly adjustedPValue: number | null;
  readonly unit: string;
  readonly relative: Relative | null;
}

/** Measures of fit by snake_case name; always holds `r_squared` or `log_likelihood`. */
export type Diagnostics = Readonly<Record<string, number | string | boolean | null>>;

/** One assumption or property looked at. A failed check does not change the estimate: it says what to doubt. */
export interface Check {
  readonly name: string;
  readonly status: "pass" | "warn" | "fail";
  /** What was found, and for a warning or failure what to do. */
  readonly message: string;
  /** The statistic looked at, where there is one. */
  readonly value: number | null;
}

/** A regression term with its own interval, on the outcome's scale. */
export interface Term {
  readonly name: string;
  readonly value: number;
  readonly stderr: number | null;
  readonly interval: Interval | null;
  readonly pValue: number | null;
}

/** What would have happened without the intervention, beside what did. All arrays have one entry a date; NaN is unknown. */
export interface Counterfactual {
  readonly dates: readonly string[];
  readonly interventionDate: string;
  /** Nominal pointwise coverage of the bands. */
  readonly level: number;
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bands that hold the whole path since the intervention with probability `level`. */
  readonly simultaneous?: { readonly lower: Float64Array; readonly upper: Float64Array };
  /** Sum of observed − expected since the intervention; NaN before it. */
  readonly cumulative: Float64Array;
  readonly cumulativeLower: Float64Array;
  readonly cumulativeUpper: Float64Array;
}

/** What every model returns. */
export interface Fit {
  readonly estimate: Estimate;
  /** Independent units that identify the effect: people, products, periods. */
  readonly sampleSize: number;
  readonly diagnostics: Diagnostics;
  readonly checks: readonly Check[];
  readonly effects?: readonly Effect[];
  readonly series?: Counterfactual;
  readonly terms?: readonly Term[];
  readonly tables?: Readonly<Record<string, Table>>;
}
