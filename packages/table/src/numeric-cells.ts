import { columnOf } from "./column-of.ts";
import { parseNumber } from "./parse-number.ts";
import { type Column, type Table } from "./table.ts";

/** The cells of a column as numbers: `NaN` where a cell is missing or no number. A number column comes back as it is. */
export function numericCells(column: Column): Float64Array {
  return column instanceof Float64Array ? column : Float64Array.from(column, (cell) => parseNumber(cell) ?? NaN);
}

/**
 * The first cell that keeps a column from being numeric, by row (1-based) and value; null when there is none.
 *
 * @throws RangeError when the table has no such column.
 */
export function firstNonNumeric(table: Table, name: string): { readonly row: number; readonly value: string } | null {
  const column = columnOf("firstNonNumeric", table, name);
  if (column instanceof Float64Array) return null;
  const index = column.findIndex((cell) => parseNumber(cell) === null);
  return index < 0 ? null : { row: index + 1, value: column[index]! };
}
