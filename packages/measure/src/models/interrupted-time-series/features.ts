import type { Check, Context, Effect, OptionShape, Table } from "@ie/contracts";

import type { NamedColumn } from "./calendar/holidays.ts";
import type { Answer } from "./method.ts";
import type { averageOrders, ordersBefore } from "./methods/sarimax-orders.ts";
import type { HolidayOptions, InterruptedTimeSeriesOptions } from "./options.ts";
import type { Series } from "./series.ts";

/** A fault of options that each are right but do not go together. */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** Options that a part of the model brings, and what they must not be together with others. */
export interface Part {
  readonly options: OptionShape;
  faults(options: InterruptedTimeSeriesOptions): readonly (Fault | null)[];
}

/** `family: poisson`, counts with an exposure as option `offset`. */
export interface CountsFeature extends Part {
  /** Refuses outcomes that are no counts. */
  requireCounts(y: Float64Array, dates: readonly string[], options: InterruptedTimeSeriesOptions): void;
  /** log of the exposure on each date; null without one. */
  logOffset(
    table: Table,
    options: InterruptedTimeSeriesOptions,
    dates: readonly string[],
    rows: Int32Array,
  ): Float64Array | null;
  fit(series: Series, options: InterruptedTimeSeriesOptions, context: Context): Answer;
}

/** Checks of the model's assumptions beyond those that a fit makes anyway. */
export interface DiagnosticsFeature extends Part {
  ofErrors(series: Series, answer: Answer): readonly Check[];
  /** Refits without outliers, and with each covariate as the outcome. */
  ofEffect(
    series: Series,
    options: InterruptedTimeSeriesOptions,
    answer: Answer,
    unit: string,
  ): { readonly checks: readonly Check[]; readonly effects: readonly Effect[] };
}

/** Option `holidays`. */
export interface HolidaysFeature extends Part {
  columns(options: HolidayOptions, table: Table, dates: readonly string[], rows: Int32Array): readonly NamedColumn[];
}

/** `order: auto` of the method sarimax. */
export interface OrderSearchFeature extends Part {
  readonly before: typeof ordersBefore;
  readonly average: typeof averageOrders;
}

/** Fits at fake dates: option `placebo_dates`. */
export interface PlacebosFeature extends Part {
  run(
    series: Series,
    answer: Answer,
    options: InterruptedTimeSeriesOptions,
  ): { readonly checks: readonly Check[]; readonly tables: Readonly<Record<string, Table>> };
}

/** What a model of interrupted series can do beside its methods; what is left out is not in the bundle either. */
export interface Features {
  readonly counts?: CountsFeature;
  readonly diagnostics?: DiagnosticsFeature;
  readonly holidays?: HolidaysFeature;
  readonly orderSearch?: OrderSearchFeature;
  readonly placebos?: PlacebosFeature;
}
