import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix, type Matrix } from "@ie/stats";
import { dateColumn, finiteColumn, numericColumn, requireUnits } from "../../columns.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { regularPeriods } from "./periods.ts";

export const who = "interrupted_time_series";

/** The outcome on its calendar, cut at the intervention. */
export interface Series {
  readonly dates: readonly string[];
  /** n outcomes; NaN is unknown. */
  readonly y: Float64Array;
  /** Index of the first date with the intervention. */
  readonly start: number;
  /** Outcomes that are known. */
  readonly observed: number;
  readonly absentDates: number;
  /** n × k, without the step: trend and covariates. */
  readonly background: Matrix;
  readonly backgroundNames: readonly string[];
}

function interventionIndex(dates: readonly string[], date: string): number {
  const start = dates.findIndex((each) => each >= date);
  const [first, last] = [dates[0] ?? "", dates.at(-1) ?? ""];
  if (start > 0) return start;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `intervention_date ${date} is ${start === -1 ? `after the last date ${last}` : `not after the first date ${first}`}`,
    hint: `it must lie within ${first} to ${last}, with dates on both sides`,
    facts: { interventionDate: date, first, last },
  });
}

export function readSeries(table: Table, options: InterruptedTimeSeriesOptions): Series {
  const { dependentVariable, missing } = options;
  const given = dateColumn(who, table, options.dateColumn);
  const outcome = numericColumn(who, table, dependentVariable);
  requireUnits(who, given.length, "dates");
  const { dates, rows, absent } = regularPeriods(who, given, missing);
  const start = interventionIndex(dates, options.interventionDate);
  const y = Float64Array.from(rows, (row) => (row === -1 ? NaN : outcome[row]!));
  const gap = y.findIndex(Number.isNaN);
  if (gap !== -1 && missing === "error") {
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `column "${dependentVariable}" has no number on ${dates[gap]} (row ${rows[gap]! + 1})`,
      hint: "fill it, or set missing: model to let the model bridge it",
      facts: { column: dependentVariable, date: dates[gap], row: rows[gap]! + 1 },
    });
  }
  if (gap !== -1 && (options.order[1] > 0 || options.seasonalOrder[1] > 0)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `differencing (d or D above 0) needs every date, and ${dates[gap]} has no outcome`,
      hint: "fill the dates, or use an order with d = 0 and D = 0",
      facts: { date: dates[gap] },
    });
  }
  const observed = y.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  requireUnits(who, observed, "dates with an outcome");

  const columns: { name: string; values: Float64Array }[] = [];
  if (options.trend === "t" || options.trend === "ct") {
    columns.push({ name: "trend", values: Float64Array.from(dates.keys()) });
  }
  for (const name of options.covariates) {
    const values = finiteColumn(who, table, name, "a covariate must be known on every date");
    columns.push({
      name,
      values: Float64Array.from(rows, (row, i) => {
        if (row !== -1) return values[row]!;
        throw new ImpactError({
          code: "data/date-gap",
          who,
          what: `the covariate "${name}" is unknown on ${dates[i]}, which has no row`,
          hint: "add the date with its covariates and leave the outcome empty",
          facts: { column: name, date: dates[i] },
        });
      }),
    });
  }
  const background = createMatrix(dates.length, columns.length);
  columns.forEach(({ values }, j) => background.data.set(values, j * dates.length));
  return {
    dates,
    y,
    start,
    observed,
    absentDates: absent,
    background,
    backgroundNames: columns.map(({ name }) => name),
  };
}

/** Rows `from` to `to` (exclusive) of a column-major matrix; null where it has no columns. */
export function rowsOf(matrix: Matrix, from: number, to: number): Matrix | null {
  if (matrix.cols === 0) return null;
  const part = createMatrix(to - from, matrix.cols);
  for (let j = 0; j < matrix.cols; j++) {
    part.data.set(matrix.data.subarray(j * matrix.rows + from, j * matrix.rows + to), j * (to - from));
  }
  return part;
}
