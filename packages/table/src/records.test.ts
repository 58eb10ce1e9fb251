import * as fc from "fast-check";
import { expect, it } from "vitest";
import { tables } from "../test/arbitraries.ts";
import { dump } from "../test/dump.ts";
import { fromRows, toRows } from "./records.ts";
import { createTable, rowCount } from "./table.ts";

it("gathers columns from records, absent and null cells missing", () => {
  const table = fromRows([
    { unit: "a", y: 1 },
    { y: null, unit: "b", z: undefined },
    { ["__proto__"]: "x", y: 3 },
  ]);
  expect(dump(table)).toEqual([
    ["unit", ["a", "b", ""]],
    ["y", [1, NaN, 3]],
    ["z", [NaN, NaN, NaN]],
    ["__proto__", ["", "", "x"]],
  ]);
  expect(rowCount(fromRows([]))).toBe(0);
});

it.each([
  [[{ a: 1 }, { a: "x" }], 'fromRows: row 2 of column "a" is "x", no number; a column holds numbers or text'],
  [[{ a: null }, { a: true }], 'fromRows: row 2 of column "a" is true, no string; a column holds numbers or text'],
  [[{ "": 1 }], "fromRows: a column has no name; names are non-empty texts"],
])("rejects %j", (records, message) => {
  expect(() => fromRows(records as never)).toThrow(new RangeError(message));
});

it("gives frozen rows without prototype", () => {
  const [row] = toRows(createTable({ ["__proto__"]: [1], unit: ["a"] }));
  expect(Object.entries(row!)).toEqual([
    ["__proto__", 1],
    ["unit", "a"],
  ]);
  expect(Object.isFrozen(row)).toBe(true);
  expect(row!["toString"]).toBeUndefined();
});

it("reads back what it wrote, when there is a row", () => {
  fc.assert(
    fc.property(
      tables.filter((table) => rowCount(table) > 0),
      (table) => {
        expect(dump(fromRows(toRows(table)))).toEqual(dump(table));
      },
    ),
  );
});
