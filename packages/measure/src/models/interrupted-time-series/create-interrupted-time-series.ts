import type { Fit, Model } from "@ie/contracts";
import { gapsCheck, lengthCheck } from "./checks/coverage.ts";
import type { Features } from "./features.ts";
import type { Answer, Method } from "./method.ts";
import { modelOptions } from "./model-options.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { readSeries, type Series } from "./series.ts";

function knownIn(y: Float64Array, from: number, to: number): number {
  return y.subarray(from, to).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
}

function assemble(
  series: Series,
  options: InterruptedTimeSeriesOptions,
  answer: Answer,
  { diagnostics, placebos }: Features,
): Fit {
  const { y, start, before, observed, leftOut } = series;
  const { estimate, path } = answer;
  const unit = options.effectUnit ?? `${options.dependentVariable} per date`;
  const placebo = placebos?.run(series, answer, options);
  const found = diagnostics?.ofEffect(series, options, answer, unit);
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
      ...(diagnostics?.ofErrors(series, answer) ?? []),
      ...answer.checks,
      ...(placebo?.checks ?? []),
      ...(found?.checks ?? []),
    ],
    effects: [...answer.effects, ...(found?.effects ?? [])],
    terms: answer.terms,
    ...(path === null ? {} : { series: path }),
    tables: { ...answer.tables, ...placebo?.tables },
  };
}

/**
 * The model with the methods given, by their names in configurations; the first is the default. A bundle carries nothing of other methods
 * and features; an option of one that was left out is a fault that names it.
 */
export function createInterruptedTimeSeries(
  methods: Readonly<Record<string, Method>>,
  features: Features = {},
): Model<InterruptedTimeSeriesOptions> {
  return {
    design: "time-series",
    options: modelOptions(methods, features),
    columns: ({ dateColumn, dependentVariable, covariates, offset, holidays }) => [
      dateColumn,
      dependentVariable,
      ...covariates,
      ...[offset, holidays?.column].filter((name) => name !== null && name !== undefined),
    ],
    fit: (table, options, context) => {
      const series = readSeries(table, options, features);
      const method = options.family === "poisson" ? features.counts : methods[options.method];
      return assemble(series, options, method!.fit(series, options, context, features), features); // the options name one
    },
  };
}
