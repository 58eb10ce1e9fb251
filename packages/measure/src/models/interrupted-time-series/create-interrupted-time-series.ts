import type { Check, Context, Fit, Model, Table } from "@ie/contracts";
import { agreementCheck } from "./checks/agreement.ts";
import { gapsCheck, lengthCheck } from "./checks/coverage.ts";
import { controlsCheck } from "./checks/controls.ts";
import { outliersCheck } from "./checks/outliers.ts";
import { placeboDates } from "./checks/placebo.ts";
import { preTrendCheck } from "./checks/pre-trend.ts";
import { residualChecks } from "./checks/residuals.ts";
import { stationarityCheck } from "./checks/stationarity.ts";
import type { Answer, Method } from "./method.ts";
import { optionsFor, type InterruptedTimeSeriesOptions } from "./options.ts";
import { readSeries, type Series } from "./series.ts";

function agreement({ estimate, forecastAverage, path }: Answer): Check[] {
  if (forecastAverage === undefined) return [];
  if (forecastAverage !== null) {
    return [agreementCheck(estimate.value, estimate.stderr, forecastAverage.value, forecastAverage.stderr)];
  }
  const unknown: Check = {
    name: "step_and_forecast_agree",
    status: "warn",
    message:
      path === null
        ? "the dates before the intervention do not carry the model, so there is no forecast to compare with"
        : "a date after the intervention has no outcome, so the sum of the differences is unknown",
    value: null,
  };
  return [unknown];
}

function knownIn(y: Float64Array, from: number, to: number): number {
  return y.subarray(from, to).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
}

function assemble(series: Series, options: InterruptedTimeSeriesOptions, answer: Answer): Fit {
  const { y, start, before, observed, leftOut } = series;
  const { estimate, path } = answer;
  const unit = options.effectUnit ?? `${options.dependentVariable} per date`;
  const placebo = placeboDates(
    series,
    answer,
    Math.min(options.placeboDates, answer.mostPlacebos ?? Infinity),
    options.level,
  );
  const outliers = outliersCheck(series, answer, unit);
  return {
    estimate: {
      estimand: "att",
      ...estimate,
      unit,
      ...(answer.relative === null ? {} : { relative: answer.relative }),
    },
    sampleSize: observed,
    diagnostics: {
      method: options.method,
      ...answer.diagnostics,
      pre_periods: knownIn(y, 0, before),
      post_periods: knownIn(y, start, y.length),
      left_out: leftOut,
      average_effect: answer.forecastAverage?.value ?? null,
      average_effect_std_error: answer.forecastAverage?.stderr ?? null,
    },
    checks: [
      lengthCheck(knownIn(y, 0, before), knownIn(y, start, y.length)),
      gapsCheck(y.length - observed - leftOut, y.length),
      ...residualChecks(answer, series),
      ...stationarityCheck(series, answer.trended),
      preTrendCheck(series, answer),
      ...answer.checks,
      ...placebo.checks,
      ...controlsCheck(series, options, answer),
      ...outliers.checks,
      ...agreement(answer),
    ],
    effects: [...answer.effects, ...outliers.effects],
    terms: answer.terms,
    ...(path === null ? {} : { series: path }),
    tables: { ...answer.tables, ...placebo.tables },
  };
}

/**
 * The model with the methods given, by their names in configurations; the first is the default. With one method alone a
 * bundle carries nothing of the others.
 */
export function createInterruptedTimeSeries(
  methods: Readonly<Record<string, Method>>,
): Model<InterruptedTimeSeriesOptions> {
  return {
    design: "time-series",
    options: optionsFor(Object.keys(methods)),
    columns: ({ dateColumn, dependentVariable, covariates, offset, holidays }) => [
      dateColumn,
      dependentVariable,
      ...covariates,
      ...[offset, holidays?.column].filter((name) => name !== null && name !== undefined),
    ],
    fit: (table: Table, options: InterruptedTimeSeriesOptions, context: Context): Fit => {
      const series = readSeries(table, options);
      return assemble(series, options, methods[options.method]!.fit(series, options, context));
    },
  };
}
