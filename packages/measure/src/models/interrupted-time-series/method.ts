import type {
  Check,
  Context,
  Counterfactual,
  Diagnostics,
  Effect,
  Interval,
  OptionShape,
  Relative,
  Table,
  Term,
} from "@ie/contracts";
import type { Matrix } from "@ie/stats";
import type { Features } from "./features.ts";
import type { InterruptedTimeSeriesOptions, Trend } from "./options.ts";
import type { Series } from "./series.ts";

/** One number with its interval and p-value from one inversion. */
export interface Inference {
  readonly value: number;
  readonly stderr: number;
  readonly interval: Interval;
  readonly pValue: number;
}

/** A quick refit with the orders that the fit has settled on. */
export interface Probe {
  /** m outcomes, NaN where unknown: the series' first m dates, or another outcome on them. */
  readonly y: Float64Array;
  /** m × k in place of the series' background; null without regressors. */
  readonly background: Matrix | null;
  /** m: the regressor whose coefficient is asked for. */
  readonly column: Float64Array;
}

/** What a method knows of a series. */
export interface Answer {
  readonly estimate: Inference;
  readonly relative: Relative | null;
  readonly effects: readonly Effect[];
  readonly path: Counterfactual | null;
  /** Mean difference from the forecast; null where it is unknown, absent where the method has none beside its estimate. */
  readonly forecastAverage?: { readonly value: number; readonly stderr: number } | null;
  /** Standardised one-step errors, n, NaN where unknown; null where the method has none. */
  readonly innovations: Float64Array | null;
  /** The outcome less its seasons and covariates, n; absent where the method does not part them. */
  readonly adjusted?: Float64Array;
  /** Parameters of autocorrelation behind them. */
  readonly autocorrelations: number;
  /** Dates of the longest modelled short season; 0 without one. */
  readonly season: number;
  /** Whether a trend is in the model. */
  readonly trended: boolean;
  readonly diagnostics: Diagnostics;
  readonly terms: readonly Term[];
  /** Checks that only this method makes. */
  readonly checks: readonly Check[];
  readonly tables: Readonly<Record<string, Table>>;
  /** Most fake dates that its refits are cheap enough for. */
  readonly mostPlacebos?: number;
  /** Null where the refit has no answer. */
  readonly probe: (probe: Probe) => Inference | null;
}

/** A way to fit an interrupted series. */
export interface Method {
  /** Options beside those of every method. */
  readonly options: OptionShape;
  /** Trend where the options name none. */
  readonly trend: Trend;
  fit(series: Series, options: InterruptedTimeSeriesOptions, context: Context, features: Features): Answer;
}
