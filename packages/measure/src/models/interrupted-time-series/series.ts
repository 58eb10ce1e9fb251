import { ImpactError, type Counterfactual, type Table } from "@ie/contracts";
import { createMatrix, type Matrix } from "@ie/stats";
import { dateColumn, finiteColumn, numericColumn } from "../../columns.ts";
import type { NamedColumn } from "./calendar/holidays.ts";
import { regularPeriods, type Step } from "./calendar/periods.ts";
import type { Features } from "./features.ts";
import { locateIntervention, type Intervention } from "./interventions.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { who } from "./who.ts";

/** The outcome on its calendar, cut at the intervention. */
export interface Series {
  readonly dates: readonly string[];
  readonly step: Step;
  /** n outcomes; NaN is unknown, also where anticipation and washout leave a date out. */
  readonly y: Float64Array;
  /** n outcomes as given. */
  readonly given: Float64Array;
  /** The first is the one that the estimate is about. */
  readonly interventions: readonly Intervention[];
  /** Index of the first date with an intervention, and of the first that anticipates it. */
  readonly start: number;
  readonly before: number;
  /** Outcomes that are known and count. */
  readonly observed: number;
  readonly absentDates: number;
  readonly leftOut: number;
  /** n × k, without constant, seasons and effects: trend, holidays, covariates. */
  readonly background: Matrix;
  readonly backgroundNames: readonly string[];
  /** log of the exposure, n; null without one. */
  readonly logOffset: Float64Array | null;
}

/** Below this many outcomes a level, a trend, a step and an autocorrelation leave too little to tell them apart. */
const fewestOutcomes = 16;

function requireOutcomes(found: number, what: string): void {
  if (found >= fewestOutcomes) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${found} ${what}, of which at least ${fewestOutcomes} are needed`,
    hint: "give more data",
    facts: { found, needed: fewestOutcomes },
  });
}

/** A covariate on the calendar; a date without a row is an error that names it. */
export function onCalendar(
  values: Float64Array,
  name: string,
  dates: readonly string[],
  rows: Int32Array,
): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    if (row !== -1) return values[row]!;
    throw new ImpactError({
      code: "data/date-gap",
      who,
      what: `the covariate "${name}" is unknown on ${dates[i]}, which has no row`,
      hint: "add the date with its covariates and leave the outcome empty",
      facts: { column: name, date: dates[i] },
    });
  });
}

function lagged(values: Float64Array, lag: number): Float64Array {
  return Float64Array.from(values, (_, t) => values[Math.max(0, t - lag)]!);
}

function outcomeOf(
  table: Table,
  { dependentVariable, missing }: InterruptedTimeSeriesOptions,
  dates: readonly string[],
  rows: Int32Array,
): Float64Array {
  const outcome = numericColumn(who, table, dependentVariable);
  const y = Float64Array.from(rows, (row) => (row === -1 ? NaN : outcome[row]!));
  const infinite = y.findIndex((value) => !Number.isFinite(value) && !Number.isNaN(value));
  const gap = infinite !== -1 ? infinite : missing === "error" ? y.findIndex(Number.isNaN) : -1;
  if (gap !== -1) {
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `column "${dependentVariable}" has no number on ${dates[gap]} (row ${rows[gap]! + 1})`,
      hint: "fill it, or set missing: model to let the model bridge it",
      facts: { column: dependentVariable, date: dates[gap], row: rows[gap]! + 1 },
    });
  }
  return y;
}

/** The series that the options name, on its calendar. */
export function readSeries(
  table: Table,
  options: InterruptedTimeSeriesOptions,
  { counts, holidays }: Features,
): Series {
  const given = dateColumn(who, table, options.dateColumn);
  numericColumn(who, table, options.dependentVariable);
  requireOutcomes(given.length, "dates");
  const periods = regularPeriods(who, given, options.missing);
  const { covariateLags: lags } = options;
  const skipped = options.covariates.length === 0 ? 0 : lags; // the first dates lack the lags
  const [dates, rows] = [periods.dates.slice(skipped), periods.rows.slice(skipped)];
  const outcome = outcomeOf(table, options, dates, rows);
  counts?.requireCounts(outcome, dates, options);
  const interventions = options.interventions.map((each) => locateIntervention(dates, each, options));

  const y = outcome.slice();
  for (const { start } of interventions)
    y.fill(NaN, Math.max(0, start - options.anticipation), start + options.washout);
  const observed = y.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  requireOutcomes(observed, "dates with an outcome");
  const start = Math.min(...interventions.map((each) => each.start));

  const columns: NamedColumn[] = [];
  if (options.trend.includes("t")) columns.push({ name: "trend", values: Float64Array.from(dates.keys()) });
  if (options.holidays !== null) columns.push(...(holidays?.columns(options.holidays, table, dates, rows) ?? []));
  for (const name of options.covariates) {
    const values = finiteColumn(who, table, name, "a covariate must be known on every date");
    const all = onCalendar(values, name, periods.dates, periods.rows);
    columns.push({ name, values: all.slice(skipped) });
    for (let lag = 1; lag <= lags; lag++) {
      columns.push({ name: `${name}_lag_${lag}`, values: lagged(all, lag).slice(skipped) });
    }
  }
  return {
    dates,
    step: periods.step,
    y,
    given: outcome,
    interventions,
    start,
    before: Math.max(0, start - options.anticipation),
    observed,
    absentDates: periods.absent,
    leftOut: y.reduce((sum, value, t) => sum + (Number.isNaN(value) && !Number.isNaN(outcome[t]!) ? 1 : 0), 0),
    background: matrixOf(
      dates.length,
      columns.map(({ values }) => values),
    ),
    backgroundNames: columns.map(({ name }) => name),
    logOffset: counts?.logOffset(table, options, dates, rows) ?? null,
  };
}

export function matrixOf(rows: number, columns: readonly Float64Array[]): Matrix {
  const matrix = createMatrix(rows, columns.length);
  columns.forEach((values, j) => matrix.data.set(values, j * rows));
  return matrix;
}

export function columnOf({ rows, data }: Matrix, j: number): Float64Array {
  return data.subarray(j * rows, (j + 1) * rows);
}

/** The columns of `rest`, then `last`: a last column that the others span is the one found to be aliased. */
export function beside(rest: Matrix | null, ...last: readonly Float64Array[]): Matrix {
  const rows = rest?.rows ?? last[0]!.length;
  return matrixOf(rows, [...Array.from({ length: rest?.cols ?? 0 }, (_, j) => columnOf(rest!, j)), ...last]);
}

/** Rows `from` to `to` (exclusive) of a column-major matrix; null where it has no columns. */
export function rowsOf(matrix: Matrix, from: number, to: number): Matrix | null {
  return matrix.cols === 0
    ? null
    : matrixOf(
        to - from,
        Array.from({ length: matrix.cols }, (_, j) => columnOf(matrix, j).subarray(from, to)),
      );
}

/** The path without the intervention, beside the outcomes as given. */
export function pathBeside(
  { dates, given, start }: Series,
  level: number,
  path: Omit<Counterfactual, "dates" | "interventionDate" | "level" | "observed">,
): Counterfactual {
  return { dates, interventionDate: dates[start]!, level, observed: given, ...path };
}
