import { expect, it } from "vitest";
import { distinct } from "./distinct.ts";
import { createTable } from "./table.ts";

it("lists different values in order, without missing", () => {
  const table = createTable({ unit: ["b", "", "a", "b"], y: [2, NaN, -0, 0], none: [NaN, NaN, NaN, NaN] });
  expect(distinct(table, "unit")).toEqual(["a", "b"]);
  expect(distinct(table, "y")).toEqual([0, 2]);
  expect(distinct(table, "none")).toEqual([]);
  expect(() => distinct(table, "x")).toThrow('distinct: no column "x"');
});

it("has no values where there are no rows or only missing text", () => {
  expect(distinct(createTable({ a: [] }), "a")).toEqual([]);
  expect(distinct(createTable({ a: [""] }), "a")).toEqual([]);
});
