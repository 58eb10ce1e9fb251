/** c: constant; t: linear trend; n: neither. */
export type Trend = "n" | "c" | "t" | "ct";

/** The course of an effect over the dates since its beginning. */
export type EffectShape = "step" | "slope" | "step_slope" | "pulse" | "decay";

export interface InterventionOptions {
  /** First date, canonical. */
  readonly date: string;
  /** Last date; null is the end of the series, for a pulse the first date itself. */
  readonly end: string | null;
  /** Null takes the option `effect`. */
  readonly effect: EffectShape | null;
  readonly name: string;
}

export interface HolidayOptions {
  /** Canonical dates, or null where a column marks them. */
  readonly dates: readonly string[] | null;
  /** A column with numbers (0 is none) or texts (empty is none). */
  readonly column: string | null;
  /** Dates before and after a holiday with a coefficient of their own. */
  readonly before: number;
  readonly after: number;
}

export interface InterruptedTimeSeriesOptions {
  readonly method: string;
  /** At least one; the first is the one that the estimate is about. */
  readonly interventions: readonly InterventionOptions[];
  readonly effect: EffectShape;
  /** Dates before and from each intervention that count for neither side. */
  readonly anticipation: number;
  readonly washout: number;
  readonly dependentVariable: string;
  readonly dateColumn: string;
  readonly trend: Trend;
  /** Lengths of seasons in dates; "auto" takes the calendar's. */
  readonly seasons: "auto" | readonly number[];
  readonly harmonics: "auto" | number;
  readonly holidays: HolidayOptions | null;
  /** Columns that move the outcome but that the intervention does not move. */
  readonly covariates: readonly string[];
  /** Lags 0 … of each covariate. */
  readonly covariateLags: number;
  /** Order of the regression's autoregressive errors. */
  readonly ar: "auto" | number;
  readonly family: "gaussian" | "poisson";
  /** Column of the exposure whose logarithm enters a count's rate with coefficient 1. */
  readonly offset: string | null;
  /** p, d, q; "auto" by AICc on the dates before the intervention. */
  readonly order: "auto" | readonly [number, number, number];
  /** P, D, Q and the dates of a season. */
  readonly seasonalOrder: readonly [number, number, number, number];
  /** Prior of the structural model's level. */
  readonly priors: "calibrated" | "causal_impact";
  /** Posterior draws kept. */
  readonly draws: number;
  /** Most fake dates tried before the intervention; 0 tries none. */
  readonly placeboDates: number;
  /** What to do with dates without an outcome: refuse, or let the state space bridge them. */
  readonly missing: "error" | "model";
  readonly level: number;
  readonly effectUnit: string | null;
}
