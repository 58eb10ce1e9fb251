import { expect, it } from "vitest";
import { dump } from "../test/dump.ts";
import { sortBy } from "./sort-by.ts";
import { createTable } from "./table.ts";

const table = createTable({ unit: ["b", "a", "", "a", "b"], y: [NaN, 2, 1, -1, 10], row: [0, 1, 2, 3, 4] });

it("sorts text by code point, missing first, and keeps the order of ties", () => {
  expect(dump(sortBy(table, "unit"))[2]).toEqual(["row", [2, 1, 3, 0, 4]]);
});

it("sorts numbers by value, missing last", () => {
  expect(dump(sortBy(table, "y"))[2]).toEqual(["row", [3, 2, 1, 4, 0]]);
});

it("sorts by several names, the first weighing most; by none not at all", () => {
  expect(dump(sortBy(table, "unit", "y"))[2]).toEqual(["row", [2, 3, 1, 4, 0]]);
  expect(dump(sortBy(table))).toEqual(dump(table));
  expect(() => sortBy(table, "units")).toThrow('sortBy: no column "units"; the table has "unit", "y", "row"');
});
