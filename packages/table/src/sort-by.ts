import { partition } from "./partition.ts";
import { takeRows } from "./take-rows.ts";
import { type Table } from "./table.ts";

/**
 * Rows in ascending order of the named columns, the first name weighing most: numbers by value with missing last, text by
 * code point, which puts missing first. Rows that are equal in all of them keep their order.
 *
 * @throws RangeError on an unknown name.
 */
export function sortBy(table: Table, ...names: readonly string[]): Table {
  return takeRows(table, partition("sortBy", table, names).order);
}
