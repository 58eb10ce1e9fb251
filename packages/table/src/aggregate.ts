import { columnOf } from "./column-of.ts";
import { compareText } from "./compare-text.ts";
import { groupBy } from "./group-by.ts";
import { isMissing } from "./missing.ts";
import { quote } from "./quote.ts";
import { compensatedMean, compensatedSum } from "./sum.ts";
import { type Column, type Table, tableOf } from "./table.ts";
import { takeRows } from "./take-rows.ts";
import { numbersOf } from "./typed-column.ts";

/** How the cells of a group become one cell. */
export type Aggregation = "sum" | "mean" | "count" | "min" | "max" | "first";

/**
 * One row per group of `by`, sorted by it: the grouping columns, then each column of `outputs`.
 *
 * `sum` and `mean` take numbers; `min` and `max` numbers or text (by code point); `count` is the number of cells that are
 * not missing. A missing cell makes its group's sum, mean, min and max missing, since the rest would pass for the whole;
 * leave such rows out with `filterRows` when that is meant. All of these are the same to the last bit for any order of
 * rows. `first` is the cell of the group's first row.
 *
 * @throws RangeError on an unknown name, a sum or mean of text, an unknown aggregation, or an output named as a grouping
 * column.
 */
export function aggregate(
  table: Table,
  by: readonly string[],
  outputs: Readonly<Record<string, { readonly column: string; readonly how: Aggregation }>>,
): Table {
  const groups = groupBy(table, by).map((group) => group.rows);
  const firsts = groups.map((rows) => rows[0]!);
  const entries = new Map<string, Column>();
  for (const name of by) {
    const keys = takeRows(tableOf([[name, columnOf("aggregate", table, name)]]), firsts)[name]!;
    // +0, so that a group of 0 and −0 has one key for any order of rows.
    entries.set(name, keys instanceof Float64Array ? keys.map((key) => key + 0) : keys);
  }
  for (const [name, { column, how }] of Object.entries(outputs)) {
    if (name === "") throw new RangeError("aggregate: an output has no name; names are non-empty texts");
    if (entries.has(name))
      throw new RangeError(`aggregate: output ${quote(name)} is a grouping column; name it otherwise`);
    entries.set(name, reduceGroups(table, column, how, groups));
  }
  return tableOf(entries);
}

function reduceGroups(table: Table, name: string, how: Aggregation, groups: readonly Uint32Array[]): Column {
  const column = columnOf("aggregate", table, name);
  switch (how) {
    case "sum":
      return reduceNumbers(numbersOf("aggregate", table, name), groups, compensatedSum);
    case "mean":
      return reduceNumbers(numbersOf("aggregate", table, name), groups, compensatedMean);
    case "count":
      return Float64Array.from(groups, (rows) => rows.reduce((n, row) => n + (isMissing(column[row]) ? 0 : 1), 0));
    case "min":
      return column instanceof Float64Array
        ? reduceNumbers(column, groups, (sorted) => sorted[0]!)
        : reduceTexts(column, groups, (a, b) => compareText(a, b) <= 0);
    case "max":
      return column instanceof Float64Array
        ? reduceNumbers(column, groups, (sorted) => sorted.at(-1)!)
        : reduceTexts(column, groups, (a, b) => compareText(a, b) >= 0);
    case "first":
      return column instanceof Float64Array
        ? Float64Array.from(groups, (rows) => column[rows[0]!]!)
        : groups.map((rows) => column[rows[0]!]!);
    default:
      throw new RangeError(`aggregate: how is ${quote(how)}; it is one of sum, mean, count, min, max, first`);
  }
}

function reduceNumbers(
  column: Float64Array,
  groups: readonly Uint32Array[],
  reduce: (sorted: Float64Array) => number,
): Float64Array {
  return Float64Array.from(groups, (rows) => {
    // Sorted, for one result whatever the order of rows; NaN comes last.
    const sorted = Float64Array.from(rows, (row) => column[row]!).sort();
    return Number.isNaN(sorted.at(-1)) ? NaN : reduce(sorted);
  });
}

function reduceTexts(
  column: readonly string[],
  groups: readonly Uint32Array[],
  wins: (a: string, b: string) => boolean,
): readonly string[] {
  return groups.map((rows) => {
    let best = column[rows[0]!]!;
    for (const row of rows) {
      const cell = column[row]!;
      if (cell === "") return "";
      if (wins(cell, best)) best = cell;
    }
    return best;
  });
}
