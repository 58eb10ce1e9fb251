import { rowCount, type Column, type Table, tableOf } from "./table.ts";

/**
 * The rows at 0-based `indices`, in that order; an index may come more than once.
 *
 * @throws RangeError on an index that is no row of the table.
 */
export function takeRows(table: Table, indices: ArrayLike<number>): Table {
  const rows = rowCount(table);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= rows) {
      throw new RangeError(`takeRows: no row ${row}; the table has ${rows} rows, counted from 0`);
    }
  }
  return tableOf(Object.entries(table).map(([name, column]) => [name, takeCells(column, indices)]));
}

/** The rows whose 0-based index the predicate accepts, in their order. */
export function filterRows(table: Table, predicate: (row: number) => boolean): Table {
  const kept: number[] = [];
  for (let row = 0; row < rowCount(table); row++) if (predicate(row)) kept.push(row);
  return takeRows(table, kept);
}

function takeCells(column: Column, indices: ArrayLike<number>): Column {
  return column instanceof Float64Array
    ? Float64Array.from(indices, (row) => column[row]!)
    : Array.from(indices, (row) => column[row]!);
}
