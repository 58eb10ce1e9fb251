import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shuffles } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import {
  aggregate,
  columnNames,
  distinct,
  filterRows,
  formatCsv,
  fromRows,
  groupBy,
  numericCells,
  rename,
  select,
  sortBy,
  type Table,
  takeRows,
  toRows,
  withColumn,
} from "./index.ts";

const verbs: Readonly<Record<string, (table: Table, name: string, order: readonly number[]) => unknown>> = {
  select: (table, name) => select(table, [name]),
  rename: (table, name) => rename(table, Object.fromEntries([[name, `${name} renamed to a name of its own`]])),
  withColumn: (table, name, order) => withColumn(table, name, order),
  takeRows: (table, _, order) => takeRows(table, order),
  filterRows: (table) => filterRows(table, (row) => row % 2 === 0),
  sortBy: (table, name) => sortBy(table, name),
  distinct: (table, name) => distinct(table, name),
  groupBy: (table, name) => groupBy(table, [name]),
  aggregate: (table, name) => aggregate(table, [], { out: { column: name, how: "max" } }),
  toRows: (table) => fromRows(toRows(table)),
  formatCsv: (table) => formatCsv(table),
  numericCells: (table, name) => numericCells(table[name]!),
};

it.each(Object.entries(verbs))("%s leaves its table as it was", (_, verb) => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const before = dump(table);
      verb(table, columnNames(table)[0]!, order);
      expect(dump(table)).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

it("takeRows undoes a shuffle by the inverse permutation", () => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const inverse = order.map((_, row) => order.indexOf(row));
      expect(dump(takeRows(takeRows(table, order), inverse))).toEqual(dump(table));
    }),
  );
});

it("filterRows and its opposite share out the rows", () => {
  fc.assert(
    fc.property(shuffles, ({ table, order }) => {
      const kept = (row: number): boolean => order[row]! % 2 === 0;
      const parts = [filterRows(table, kept), filterRows(table, (row) => !kept(row))];
      expect(parts.flatMap((part) => toRows(part)).length).toBe(order.length);
      expect(dump(takeRows(table, [...order.keys()].filter(kept)))).toEqual(dump(parts[0]!));
    }),
  );
});
