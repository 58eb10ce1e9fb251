import { ImpactError, type Check, type Fit, type Model, type Table, type Term } from "@ie/contracts";
import { createMatrix, type Matrix, type SarimaxFit, type SarimaxOrder } from "@ie/stats";
import { collinearCheck } from "../../collinear-check.ts";
import { tInference } from "../../inference.ts";
import {
  agreementCheck,
  autocorrelationCheck,
  gapsCheck,
  intervalCheck,
  lengthCheck,
  preTrendCheck,
  rootCheck,
} from "./checks.ts";
import { forecastWithout } from "./counterfactual.ts";
import { degreesOfFreedom, fitTwice, stderrOf, type TwoFits } from "./two-fits.ts";
import { interruptedTimeSeriesOptions, type InterruptedTimeSeriesOptions } from "./options.ts";
import { readSeries, rowsOf, who, type Series } from "./series.ts";

/** The columns of `rest`, then `last`: a last column that the others span is the one found to be aliased. */
function beside(rest: Matrix | null, last: Float64Array): Matrix {
  const joined = createMatrix(last.length, 1 + (rest?.cols ?? 0));
  if (rest !== null) joined.data.set(rest.data);
  joined.data.set(last, joined.data.length - last.length);
  return joined;
}

/** p-value of a linear trend before the intervention; null where it cannot be estimated. */
function preTrend({ y, start, background }: Series, model: SarimaxOrder): number | null {
  const index = Float64Array.from({ length: start }, (_, i) => i);
  const fits = fitTwice(y.slice(0, start), beside(rowsOf(background, 0, start), index), model);
  const at = fits.full.coefficients.length - 1;
  if (!fits.full.converged || degreesOfFreedom(fits.full) < 3 || fits.full.aliased.length > 0) return null;
  return coefficientInference(fits, at, 0.95).pValue;
}

/** Interval and p-value about the full likelihood's estimate, with the restricted fit's error and degrees of freedom. */
function coefficientInference({ full, restricted }: TwoFits, j: number, level: number): ReturnType<typeof tInference> {
  return tInference(full.coefficients[j]!, stderrOf(restricted, j), restricted.coefficientDf[j]!, level);
}

function fitStep(series: Series, model: SarimaxOrder, options: InterruptedTimeSeriesOptions): TwoFits {
  const step = Float64Array.from(series.y, (_, i) => (i < series.start ? 0 : 1));
  const fits = fitTwice(series.y, beside(rowsOf(series.background, 0, step.length), step), model);
  const fit = fits.full;
  const at = fit.coefficients.length - 1;
  if (fit.aliased.includes(at)) {
    throw new ImpactError({
      code: "fit/singular",
      who,
      what: "the step at the intervention is a combination of the other terms",
      hint: "leave out the covariate that repeats it, or lower d and D",
      facts: { covariates: options.covariates },
    });
  }
  if (fit.status === "degenerate") {
    const constant = series.y.every((value) => value === series.y[0]);
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: constant
        ? `the outcome "${options.dependentVariable}" is constant`
        : `the terms fit "${options.dependentVariable}" exactly`,
      hint: "look at the source",
      facts: { outcome: options.dependentVariable },
    });
  }
  if (degreesOfFreedom(fit) < 3) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${fit.nobs} outcomes do not carry ${fit.parameterCount} parameters`,
      hint: "lower the order, or give more dates",
      facts: { outcomes: fit.nobs, parameters: fit.parameterCount },
    });
  }
  if (!fit.converged || !Number.isFinite(stderrOf(fit, at))) {
    throw new ImpactError({
      code: "fit/not-converged",
      who,
      what: `the likelihood of order ${options.order.join(",")} found no maximum after ${fit.evaluations} evaluations`,
      hint: "lower the order, or look at the data for jumps",
      facts: { order: options.order, seasonalOrder: options.seasonalOrder },
    });
  }
  return fits;
}

function armaDiagnostics(fit: SarimaxFit): Record<string, number> {
  const entries: [string, number][] = [];
  const groups = { ar: fit.ar, ma: fit.ma, seasonal_ar: fit.seasonalAr, seasonal_ma: fit.seasonalMa };
  for (const [name, values] of Object.entries(groups)) {
    values.forEach((value, i) => entries.push([`${name}_${i + 1}`, value]));
  }
  return Object.fromEntries(entries);
}

function orNull(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}

/**
 * A step at the intervention in a regression with seasonal ARIMA errors (Box and Tiao 1975): estimate and standard error by
 * exact Gaussian maximum likelihood; interval and p-value with the restricted likelihood's error (Harville 1974) and
 * Satterthwaite's degrees of freedom, since the full likelihood's are too small in short series. The path without the
 * intervention is a forecast from the dates before it.
 */
function fit(table: Table, options: InterruptedTimeSeriesOptions): Fit {
  const series = readSeries(table, options);
  const { y, start } = series;
  const constant = options.trend === "c" || options.trend === "ct";
  const model: SarimaxOrder = { order: options.order, seasonalOrder: options.seasonalOrder, constant };
  const fits = fitStep(series, model, options);
  const { full: fitted, restricted } = fits;
  const last = fitted.coefficients.length - 1;
  const value = fitted.coefficients[last]!;
  const stderr = stderrOf(fitted, last);
  const { interval, pValue } = coefficientInference(fits, last, options.level);
  const forecast = forecastWithout(series, model, options.interventionDate, options.level);
  const modelled = options.trend.includes("t") || options.order[1] + options.seasonalOrder[1] > 0;
  const arma = fitted.armaCovariance.rows;
  const known = (from: number, to: number): number => y.subarray(from, to).filter((each) => !Number.isNaN(each)).length;

  const names = [...(constant ? ["constant"] : []), ...series.backgroundNames, "step"];
  const checks: Check[] = [
    lengthCheck(known(0, start), known(start, y.length)),
    gapsCheck(y.length - series.observed, y.length),
    autocorrelationCheck(fitted.innovations, arma, options.seasonalOrder[3]),
    preTrendCheck(modelled ? null : preTrend(series, model), modelled),
    rootCheck(fitted.boundary.ar, fitted.boundary.ma),
    intervalCheck(fits.restrictedIsFull),
    collinearCheck(fitted.aliased.map((j) => names[j]!)),
    forecast?.average
      ? agreementCheck(value, stderr, forecast.average.value, forecast.average.stderr)
      : {
          name: "step_and_forecast_agree",
          status: "warn",
          message:
            forecast === null
              ? "the dates before the intervention do not carry the model, so there is no forecast to compare with"
              : "a date after the intervention has no outcome, so the sum of the differences is unknown",
          value: null,
        },
  ];
  const terms: Term[] = names.flatMap((name, j) => {
    if (fitted.aliased.includes(j)) return [];
    const term = coefficientInference(fits, j, options.level);
    return [{ name, value: fitted.coefficients[j]!, stderr: stderrOf(fitted, j), ...term }];
  });
  const end = y.length - 1;
  return {
    estimate: {
      estimand: "att",
      value,
      stderr,
      interval,
      pValue,
      unit: options.effectUnit ?? `${options.dependentVariable} per date`,
    },
    sampleSize: series.observed,
    diagnostics: {
      log_likelihood: fitted.logLikelihood,
      aic: fitted.aic,
      aicc: fitted.aicc,
      bic: fitted.bic,
      sigma2: fitted.sigma2,
      interval_std_error: stderrOf(restricted, last),
      interval_df: restricted.coefficientDf[last]!,
      order: options.order.join(","),
      seasonal_order: options.seasonalOrder.join(","),
      ...armaDiagnostics(fitted),
      pre_periods: start,
      post_periods: y.length - start,
      average_effect: forecast?.average?.value ?? null,
      average_effect_std_error: forecast?.average?.stderr ?? null,
      cumulative_effect: orNull(forecast?.series.cumulative[end]),
      cumulative_effect_lower: orNull(forecast?.series.cumulativeLower[end]),
      cumulative_effect_upper: orNull(forecast?.series.cumulativeUpper[end]),
      relative_effect:
        forecast === null || forecast.meanExpected === 0 ? null : value / Math.abs(forecast.meanExpected),
    },
    checks,
    terms,
    ...(forecast === null ? {} : { series: forecast.series }),
  };
}

export const interruptedTimeSeries: Model<InterruptedTimeSeriesOptions> = {
  design: "time-series",
  options: interruptedTimeSeriesOptions,
  columns: ({ dateColumn, dependentVariable, covariates }) => [dateColumn, dependentVariable, ...covariates],
  fit,
};
