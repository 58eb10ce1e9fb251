import { ImpactError, type Check, type Table } from "@ie/contracts";
import { rowCount, withColumn } from "@ie/table";
import { anyColumn, numericColumn, requireUnits } from "../../columns.ts";
import { withoutMissing } from "../../missing-rows.ts";
import type { MetricsApproximationOptions } from "./options.ts";
import type { Response } from "./response.ts";
import { who } from "./who.ts";

/** A name that no column of a user has. */
const numbering = "\u0000row";

/** Size whose square is a number still. */
const largest = 1e140;

/** The units that the effect is of. */
export interface Rows {
  /** n metrics, and n outcomes without their change. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly baseline: Float64Array;
  readonly units: readonly string[] | null;
  readonly checks: readonly Check[];
}

function requireAnyRow(table: Table, columns: readonly string[]): void {
  const cells = columns.map((name) => numericColumn(who, table, name));
  const n = cells[0]!.length;
  for (let i = 0; i < n; i++) if (cells.every((column) => !Number.isNaN(column[i]))) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `none of ${n} rows has ${columns.join(", ")} together, so the effect cannot be estimated`,
    hint: "fill the cells, or name other columns",
    facts: { rows: n, columns },
  });
}

function unitsOf(table: Table, name: string | null): readonly string[] | null {
  if (name === null) return null;
  const units = Array.from(anyColumn(who, table, name) as readonly (string | number)[], String); // both kinds of column
  const seen = new Set<string>();
  const twice = units.find((unit) => seen.size === seen.add(unit).size);
  if (twice === undefined) return units;
  throw new ImpactError({
    code: "data/duplicate-key",
    who,
    what: `column "${name}" has "${twice}" in more than one row`,
    hint: "give one row a unit, or its effect counts twice",
    facts: { column: name, value: twice },
  });
}

/** Rows with metric before and after and baseline. */
export function rowsOf(table: Table, options: MetricsApproximationOptions, response: Response): Rows {
  const { metricBeforeColumn, metricAfterColumn, baselineColumn, unitColumn, missing } = options;
  const columns = [metricBeforeColumn, metricAfterColumn, baselineColumn];
  requireAnyRow(table, columns);
  const numbers = Float64Array.from({ length: rowCount(table) }, (_, i) => i + 1);
  const numbered = withColumn(table, numbering, numbers);
  const { table: known, check } = withoutMissing(who, numbered, columns, columns, missing);
  const rowNumbers = numericColumn(who, known, numbering);
  const [before, after, baseline] = columns.map((name) => numericColumn(who, known, name)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  requireUnits(who, before.length, "rows");
  for (const [c, column] of [before, after, baseline].entries()) {
    const lowest = c < 2 ? (response.above ?? -Infinity) : -Infinity;
    const at = column.findIndex((value) => !(value > lowest && Math.abs(value) <= largest));
    if (at === -1) continue;
    const bound = lowest < 0 ? "not below 0" : "above 0";
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `column "${columns[c]}" has ${column[at]} in row ${rowNumbers[at]}`,
      hint:
        column[at]! > lowest
          ? "its square is beyond the range of numbers; give the column in another unit"
          : `response function ${options.responseFunction} takes metrics ${bound}; choose another, or leave the row out`,
      facts: { column: columns[c], row: rowNumbers[at], value: column[at] },
    });
  }
  if (before.every((value, i) => value === after[i])) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `"${metricAfterColumn}" equals "${metricBeforeColumn}" in every row`,
      hint: "without a change of the metric there is nothing to approximate",
    });
  }
  if (baseline.every((value) => value === 0)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `"${baselineColumn}" is 0 in every row`,
      hint: "the response is a share of the baseline; give outcomes without the change",
    });
  }
  return { before, after, baseline, units: unitsOf(known, unitColumn), checks: [check] };
}
