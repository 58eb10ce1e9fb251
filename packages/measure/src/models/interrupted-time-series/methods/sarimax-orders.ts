import { ImpactError, isImpactError, type Check, type Table } from "@ie/contracts";
import { chooseOrder, type SarimaxOrder } from "@ie/stats";
import { calendarSeasons, seasonsHeld } from "../calendar/seasons.ts";
import { inferenceOf } from "../inference.ts";
import type { Inference } from "../method.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { rowsOf, type Series } from "../series.ts";
import { who } from "../who.ts";

interface Weighed {
  readonly model: SarimaxOrder;
  readonly aicc: number;
  readonly weight: number;
}

/** The effect by one order: centre of full likelihood, error and degrees of freedom of the restricted one. */
export interface OrderEffect extends Inference {
  readonly intervalStderr: number;
  readonly df: number;
}

/** Orders within this AICc of the best take part (Burnham and Anderson 2002, section 2.6), five at most. */
const within = 4;
const most = 5;
/** Longer seasons make the search slow and its state large. */
const longestSeason = 24;

/** Orders chosen on the dates before the intervention alone; best first, weights of AICc sum to 1. */
export function ordersBefore(
  series: Series,
  { trend, seasonalOrder }: InterruptedTimeSeriesOptions,
  signal: AbortSignal,
): readonly [Weighed, ...Weighed[]] {
  const { y, before, background, step } = series;
  const calendar = seasonsHeld(calendarSeasons(step), before).find(
    (length) => Number.isInteger(length) && length <= longestSeason,
  );
  const { ranked, failed } = chooseOrder(y.slice(0, before), rowsOf(background, 0, before), {
    maxOrder: [3, 1, 3],
    season: seasonalOrder[3] || (calendar ?? 0),
    search: "stepwise",
    signal,
    ...(trend.includes("c") ? {} : { constant: false }),
  });
  const [best] = ranked;
  if (best === undefined) {
    throw new ImpactError({
      code: "fit/not-converged",
      who,
      what: `none of ${failed.length} orders fits the ${before} dates before the intervention`,
      hint: `give an order, such as [1, 0, 0]; the first was refused since ${failed[0]?.reason ?? "there are too few dates"}`,
      facts: { tried: failed.length },
    });
  }
  const good = ranked.filter(({ aicc }) => aicc <= best.aicc + within).slice(0, most);
  const total = good.reduce((sum, { weight }) => sum + weight, 0);
  return good.map(({ model, aicc, weight }) => ({ model, aicc, weight: weight / total })) as [Weighed, ...Weighed[]];
}

/** The mixture of the orders' Student's t with the AICc weights (Buckland, Burnham and Augustin 1997); degrees of freedom of the least. */
export function averageOrders(
  weighed: readonly Weighed[],
  effect: (order: SarimaxOrder) => OrderEffect,
  level: number,
): { inference: Inference; check: Check; table: Table } {
  const found = weighed.flatMap((each) => {
    try {
      return [{ ...each, ...effect(each.model) }];
    } catch (error) {
      if (isImpactError(error) && weighed.length > 1) return []; // an order that fits before need not fit the whole
      throw error;
    }
  });
  if (found.length === 0) effect(weighed[0]!.model);
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  const column = (pick: (each: (typeof found)[number]) => number): Float64Array => Float64Array.from(found, pick);
  const inference = inferenceOf(
    {
      weights: column(({ weight }) => weight / total),
      means: column(({ value }) => value),
      scales: column(({ intervalStderr }) => intervalStderr),
      df: Math.max(2.1, Math.min(...found.map(({ df }) => df))),
    },
    level,
  );
  const values = column(({ value }) => value);
  const significant = found.filter(({ pValue }) => pValue < 1 - level).length;
  const settled = significant === 0 || significant === found.length;
  const lost = weighed.length - found.length;
  const without =
    lost === 0
      ? ""
      : `; ${lost} of the best orders ${lost === 1 ? "gives" : "give"} no answer on all dates and ${lost === 1 ? "is" : "are"} left out`;
  const range = `${Math.min(...values).toPrecision(4)} to ${Math.max(...values).toPrecision(4)}`;
  return {
    inference,
    check: {
      name: "sensitivity_to_order",
      status: settled && lost === 0 ? "pass" : "warn",
      message: settled
        ? `the ${found.length} best orders agree: effects from ${range}${without}`
        : `whether there is an effect depends on the order: effects from ${range}, ${significant} of ${found.length} intervals exclude 0${without}`,
      value: Math.max(...values) - Math.min(...values),
    },
    table: {
      order: found.map(
        ({ model: { order, seasonalOrder } }) =>
          `${order.join(",")}${seasonalOrder[3] > 1 ? ` ${seasonalOrder.join(",")}` : ""}`,
      ),
      aicc: column(({ aicc }) => aicc),
      weight: column(({ weight }) => weight / total),
      effect: values,
      lower: column(({ interval }) => interval.lower),
      upper: column(({ interval }) => interval.upper),
      p_value: column(({ pValue }) => pValue),
    },
  };
}
