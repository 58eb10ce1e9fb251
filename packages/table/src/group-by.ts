import { columnOf } from "./column-of.ts";
import { partition } from "./partition.ts";
import { type Table } from "./table.ts";

/** Rows that share their values in the grouping columns. */
export interface Group {
  /** The shared values, one per grouping column; −0 stands as 0. */
  readonly key: readonly (number | string)[];
  /** 0-based rows, ascending. */
  readonly rows: Uint32Array;
}

/**
 * Groups of rows, each row in exactly one, sorted by key as `sortBy` sorts, so that the order of rows changes neither the
 * groups nor their order. Missing is a key of its own. Without names all rows are one group; without rows there is none.
 *
 * @throws RangeError on an unknown name.
 */
export function groupBy(table: Table, names: readonly string[]): readonly Group[] {
  const { order, starts } = partition("groupBy", table, names);
  const columns = names.map((name) => columnOf("groupBy", table, name));
  return Array.from({ length: starts.length - 1 }, (_, g) => {
    const rows = order.subarray(starts[g], starts[g + 1]);
    const key = columns.map((column) => {
      const value = column[rows[0]!]!;
      return typeof value === "number" ? value + 0 : value;
    });
    return { key, rows };
  });
}
