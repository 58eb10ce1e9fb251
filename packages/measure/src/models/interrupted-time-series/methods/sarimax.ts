import {
  ImpactError,
  checkedOption,
  orNull,
  tupleOption,
  withDefault,
  type Check,
  type Context,
  type Effect,
  type Relative,
  type Table,
  type Term,
} from "@ie/contracts";
import type { SarimaxFit, SarimaxOrder } from "@ie/stats";
import { collinearCheck } from "../../../collinear-check.ts";
import { tInference } from "../../../inference.ts";
import { intervalCheck, rootCheck } from "../checks/sarimax.ts";
import { noVariation, repeatedEffect, tooManyParameters } from "../faults.ts";
import { effectOf, scaled } from "../inference.ts";
import { effectColumns, effectNames, effectTerms, meanOver } from "../interventions.ts";
import type { Answer, Inference, Method, Probe } from "../method.ts";
import type { Features } from "../features.ts";
import { autoOr, countOption } from "../option-kinds.ts";
import type { InterruptedTimeSeriesOptions } from "../options.ts";
import { beside, type Series } from "../series.ts";
import { who } from "../who.ts";
import type { OrderEffect } from "./sarimax-orders.ts";
import { forecastWithout } from "./sarimax-forecast.ts";
import { degreesOfFreedom, fitTwice, stderrOf, type TwoFits } from "./two-fits.ts";

/** Interval and p-value about the full likelihood's estimate, with the restricted fit's error and degrees of freedom. */
function coefficientInference({ full, restricted }: TwoFits, j: number, level: number): Inference {
  const value = full.coefficients[j]!;
  return {
    value,
    stderr: stderrOf(full, j),
    ...tInference(value, stderrOf(restricted, j), restricted.coefficientDf[j]!, level),
  };
}

/** The same of Σ weights[k] · coefficient `first + k`, with the degrees of freedom of the least certain. */
function combination(fits: TwoFits, first: number, weights: Float64Array, level: number): OrderEffect {
  const value = weights.reduce((sum, w, k) => sum + w * fits.full.coefficients[first + k]!, 0);
  const stderrIn = ({ coefficientCovariance: { data, rows } }: SarimaxFit): number => {
    let variance = 0;
    for (let a = 0; a < weights.length; a++)
      for (let b = 0; b < weights.length; b++)
        variance += weights[a]! * weights[b]! * data[(first + a) * rows + first + b]!;
    return Math.sqrt(variance);
  };
  const intervalStderr = stderrIn(fits.restricted);
  const df = Math.min(...weights.map((_, k) => fits.restricted.coefficientDf[first + k]!));
  return { value, stderr: stderrIn(fits.full), ...tInference(value, intervalStderr, df, level), intervalStderr, df };
}

function fitEffects(series: Series, model: SarimaxOrder, options: InterruptedTimeSeriesOptions): TwoFits {
  const { y, interventions, background } = series;
  const columns = interventions.flatMap((each) => effectColumns(each, y.length));
  const fits = fitTwice(y, beside(background.cols === 0 ? null : background, ...columns), model);
  const fit = fits.full;
  const first = fit.coefficients.length - columns.length;
  if (fit.aliased.some((j) => j >= first)) throw repeatedEffect("", options);
  if (fit.status === "degenerate") throw noVariation(y, options);
  if (degreesOfFreedom(fit) < 3)
    throw tooManyParameters(fit.nobs, fit.parameterCount, "lower the order, or give more dates");
  if (!fit.converged || !Number.isFinite(stderrOf(fit, first))) {
    throw new ImpactError({
      code: "fit/not-converged",
      who,
      what: `the likelihood of order ${model.order.join(",")} found no maximum after ${fit.evaluations} evaluations`,
      hint: "lower the order, or look at the data for jumps",
      facts: { order: model.order, seasonalOrder: model.seasonalOrder },
    });
  }
  return fits;
}

function armaDiagnostics(fit: SarimaxFit): Record<string, number> {
  const groups = { ar: fit.ar, ma: fit.ma, seasonal_ar: fit.seasonalAr, seasonal_ma: fit.seasonalMa };
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, values]) => Array.from(values, (value, i) => [`${name}_${i + 1}`, value])),
  );
}

function finite(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}

function fit(
  series: Series,
  options: InterruptedTimeSeriesOptions,
  context: Context,
  { orderSearch }: Features,
): Answer {
  const { y, interventions, start } = series;
  const { level, dependentVariable } = options;
  const constant = options.trend.includes("c");
  const chosen = options.order === "auto" ? (orderSearch?.before(series, options, context.signal) ?? null) : null;
  const model: SarimaxOrder = chosen?.[0].model ?? {
    order: options.order as readonly [number, number, number], // "auto" has chosen
    seasonalOrder: options.seasonalOrder,
    constant,
  };
  const fits = fitEffects(series, model, options);
  const { full } = fits;
  const shapes = interventions.map((each) => effectColumns(each, y.length));
  const last = full.coefficients.length - shapes.reduce((sum, columns) => sum + columns.length, 0);
  const found = effectTerms(series, options, last).map(({ intervention, first, rows }, i) => {
    const weights = meanOver(shapes[i]!, rows);
    return { name: intervention.name, rows, at: first, weights, ...combination(fits, first, weights, level) };
  });
  const { intervalStderr, df, rows, ...one } = found[0]!;
  // the constant is in some of the orders only, so that an effect's position is counted from the end
  const fromEnd = full.coefficients.length - one.at;
  const averaged =
    chosen === null || orderSearch === undefined
      ? null
      : orderSearch.average(
          chosen,
          (order) => {
            const each = fitEffects(series, order, options);
            return combination(each, each.full.coefficients.length - fromEnd, one.weights, level);
          },
          level,
        );
  const estimate: Inference = averaged?.inference ?? {
    value: one.value,
    stderr: one.stderr,
    interval: one.interval,
    pValue: one.pValue,
  };
  const forecast = forecastWithout(series, model, level);
  const names = [...(model.constant ? ["constant"] : []), ...series.backgroundNames, ...effectNames(series)];
  const terms = names.flatMap((name, j): Term[] =>
    full.aliased.includes(j) ? [] : [{ name, ...coefficientInference(fits, j, level) }],
  );
  const end = y.length - 1;
  const relative = ratioToCounterfactual(y, rows, estimate);
  const effects: Effect[] = [
    effectOf("cumulative", scaled(estimate, rows.length), dependentVariable),
    ...found
      .slice(1)
      .map(({ name, value, stderr, interval, pValue }) =>
        effectOf(name, { value, stderr, interval, pValue }, `${dependentVariable} per date`),
      ),
  ];
  if (forecast?.average) {
    const { value, stderr } = forecast.average;
    const average = { value, stderr, ...tInference(value, stderr, forecast.df, level) };
    effects.push(
      effectOf("forecast_average", average, `${dependentVariable} per date`),
      effectOf("forecast_cumulative", scaled(average, y.length - start), dependentVariable),
    );
  }
  const checks: Check[] = [
    rootCheck(full.boundary.ar, full.boundary.ma),
    intervalCheck(fits.restrictedIsFull),
    collinearCheck(full.aliased.map((j) => names[j]!)),
    ...(averaged === null ? [] : [averaged.check]),
  ];
  const tables: Record<string, Table> = averaged === null ? {} : { orders: averaged.table };
  return {
    estimate,
    relative,
    effects,
    path: forecast?.series ?? null,
    forecastAverage: forecast?.average ?? null,
    innovations: full.innovations,
    autocorrelations: full.armaCovariance.rows,
    season: model.seasonalOrder[3],
    trended: options.trend.includes("t") || model.order[1] + model.seasonalOrder[1] > 0,
    diagnostics: {
      log_likelihood: full.logLikelihood,
      aic: full.aic,
      aicc: full.aicc,
      bic: full.bic,
      sigma2: full.sigma2,
      interval_std_error: intervalStderr,
      interval_df: df,
      order: model.order.join(","),
      seasonal_order: model.seasonalOrder.join(","),
      ...armaDiagnostics(full),
      relative_effect: relative?.value ?? null,
      cumulative_effect: finite(forecast?.series.cumulative[end]),
      cumulative_effect_lower: finite(forecast?.series.cumulativeLower[end]),
      cumulative_effect_upper: finite(forecast?.series.cumulativeUpper[end]),
    },
    terms,
    checks,
    tables,
    probe: ({ y: outcome, background, column }: Probe) => {
      const each = fitTwice(outcome, beside(background, column), model);
      const at = each.full.coefficients.length - 1;
      const refused = !each.full.converged || degreesOfFreedom(each.full) < 3 || each.full.aliased.includes(at);
      return refused || !Number.isFinite(stderrOf(each.restricted, at)) ? null : coefficientInference(each, at, level);
    },
  };
}

/**
 * The effect over what the known dates would have averaged without it, ȳ − effect. It rises with the effect, so that the
 * interval's ends map to ends; null interval where the baseline may be zero.
 */
function ratioToCounterfactual(
  y: Float64Array,
  rows: readonly number[],
  { value, interval }: Pick<Inference, "value" | "interval">,
): Relative | null {
  const known = rows.filter((t) => !Number.isNaN(y[t]!));
  const mean = known.reduce((sum, t) => sum + y[t]! / known.length, 0);
  const baseline = mean - value;
  const ratio = (effect: number): number => effect / Math.abs(mean - effect);
  if (baseline === 0) return null;
  const signs = [baseline, mean - interval.lower, mean - interval.upper].map(Math.sign);
  const bounded = signs.every((sign) => sign === signs[0]);
  const [lower, upper] = [ratio(interval.lower), ratio(interval.upper)];
  return { value: ratio(value), interval: bounded ? { lower, upper, level: interval.level } : null, baseline };
}

/**
 * The effect in a regression with seasonal ARIMA errors (Box and Tiao 1975): estimate and standard error by exact Gaussian
 * maximum likelihood; interval and p-value with the restricted likelihood's error (Harville 1974) and Satterthwaite's degrees
 * of freedom, since the full likelihood's are too small in short series.
 */
export const sarimax: Method = {
  options: {
    order: orNull(autoOr(tupleOption(countOption(12), countOption(2), countOption(12)))),
    seasonal_order: withDefault(
      checkedOption(
        tupleOption(countOption(4), countOption(2), countOption(4), countOption(366)),
        ([p, d, q, season]) => p + d + q === 0 || season >= 2,
        "needs the periods of a season as its fourth number, at least 2",
      ),
      [0, 0, 0, 0],
    ),
  },
  trend: "c",
  fit,
};
