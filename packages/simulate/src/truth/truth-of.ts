import { metricNames, width, type Metric } from "../demand/metrics.ts";
import type { Tally } from "./tally.ts";

/** Days of a truth, both included; null is no bound. With weekly rows a week belongs to the day it begins. */
export interface Window {
  readonly from?: string | null;
  readonly to?: string | null;
}

/**
 * The true effect on one metric: the difference of both potential outcomes of the very rows that were made, in units of the metric. Null
 * where there is nobody to speak of.
 */
export interface MetricTruth {
  /** Mean over all products and the periods from their start on: what treating everyone does to a row. */
  readonly ate: number | null;
  /** Mean over the treated products and the periods from their start on. */
  readonly att: number | null;
  /** Mean over the products that are not treated. */
  readonly atc: number | null;
  /** Sum over the treated products and their treated periods. */
  readonly cumulative: number;
  /** `cumulative` by treated product. */
  readonly perUnit: number | null;
  /** `cumulative` by period in which anybody is treated: the effect on a series of totals. */
  readonly perPeriod: number | null;
  /** `cumulative` relative to what the treated would have had. */
  readonly relative: number | null;
}

export interface Truth {
  readonly from: string;
  readonly to: string;
  readonly products: number;
  /** Products under treatment at some time in the window. */
  readonly treatedProducts: number;
  /** Periods in the window with a product under treatment. */
  readonly treatedPeriods: number;
  readonly effects: Readonly<Record<Metric, MetricTruth>>;
}

const over = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

/** The truth within a window. `starts`: first treated period of each treated product. RangeError where the window holds no period. */
export function truthOf(
  tally: Tally,
  periods: readonly string[],
  products: number,
  starts: readonly number[],
  { from = null, to = null }: Window = {},
): Truth {
  const within = periods.flatMap((date, period) =>
    (from === null || date >= from) && (to === null || date <= to) ? [period] : [],
  );
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined) {
    throw new RangeError(
      `truthOf: no period from ${from ?? "the start"} to ${to ?? "the end"}; there is ${periods[0]} to ${periods.at(-1)}`,
    );
  }
  const { everyone, treated } = tally;
  const sum = (values: Float64Array, offset: number, step: number): number =>
    within.reduce((total, period) => total + values[period * step + offset]!, 0);
  const [rows, treatedRows] = [sum(everyone.count, 0, 1), sum(treated.count, 0, 1)];
  const treatedProducts = starts.filter((start) => start <= last).length;
  const treatedPeriods = within.filter((period) => treated.count[period]! > 0).length;
  const effects = metricNames.map((name, k): [Metric, MetricTruth] => {
    const unit = name === "revenue" ? 100 : 1;
    const gain = sum(everyone.treatedOutcome, k, width) - sum(everyone.untreatedOutcome, k, width);
    const without = sum(treated.untreatedOutcome, k, width);
    const gained = sum(treated.treatedOutcome, k, width) - without;
    const cumulative = gained / unit;
    return [
      name,
      {
        ate: over(gain / unit, rows),
        att: over(cumulative, treatedRows),
        atc: over((gain - gained) / unit, rows - treatedRows),
        cumulative,
        perUnit: over(cumulative, treatedProducts),
        perPeriod: over(cumulative, treatedPeriods),
        relative: over(gained, without),
      },
    ];
  });
  return {
    from: periods[first]!,
    to: periods[last]!,
    products,
    treatedProducts,
    treatedPeriods,
    effects: Object.fromEntries(effects) as Record<Metric, MetricTruth>, // one entry a metric name
  };
}
