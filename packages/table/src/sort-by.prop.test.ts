import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shuffles, tables } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import { compareText } from "./compare-text.ts";
import { sortBy } from "./sort-by.ts";
import { columnNames, type Column, rowCount, type Table } from "./table.ts";
import { takeRows } from "./take-rows.ts";

function compareCells(column: Column, i: number, j: number): number {
  const [a, b] = [column[i]!, column[j]!];
  if (typeof a === "string" || typeof b === "string") return compareText(String(a), String(b));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b === 0 || a === b ? 0 : a - b;
}

function slowSortBy(table: Table, names: readonly string[]): Table {
  const rows = Array.from({ length: rowCount(table) }, (_, i) => i);
  rows.sort((i, j) => names.map((name) => compareCells(table[name]!, i, j)).find((c) => c !== 0) ?? i - j);
  return takeRows(table, rows);
}

function unsigned(table: Table): unknown {
  return dump(table).map(([, cells]) => cells.map((cell) => (typeof cell === "number" ? cell + 0 : cell)));
}

it("agrees with a comparison sort, for any columns in any order", () => {
  const cases = tables.chain((table) => fc.tuple(fc.constant(table), fc.shuffledSubarray([...columnNames(table)])));
  fc.assert(
    fc.property(cases, ([table, names]) => {
      expect(dump(sortBy(table, ...names))).toEqual(dump(slowSortBy(table, names)));
    }),
  );
});

it("changes nothing the second time", () => {
  fc.assert(
    fc.property(tables, (table) => {
      const sorted = sortBy(table, columnNames(table)[0]!);
      expect(dump(sortBy(sorted, columnNames(table)[0]!))).toEqual(dump(sorted));
    }),
  );
});

it("does not depend on the order of rows when it sorts by all columns", () => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const names = columnNames(table);
      expect(unsigned(sortBy(takeRows(table, order), ...names))).toEqual(unsigned(sortBy(table, ...names)));
    }),
  );
});
