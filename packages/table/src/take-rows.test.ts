import { describe, expect, it } from "vitest";
import { dump } from "../test/dump.ts";
import { createTable } from "./table.ts";
import { filterRows, takeRows } from "./take-rows.ts";

const table = createTable({ unit: ["a", "b", "c"], y: [1, NaN, 3] });

describe("takeRows", () => {
  it("takes rows in the order of the indices, again when asked", () => {
    expect(dump(takeRows(table, [2, 0, 2]))).toEqual([
      ["unit", ["c", "a", "c"]],
      ["y", [3, 1, 3]],
    ]);
    expect(dump(takeRows(table, []))).toEqual([
      ["unit", []],
      ["y", []],
    ]);
  });

  it.each([-1, 3, 0.5, NaN])("rejects index %d", (row) => {
    expect(() => takeRows(table, [row])).toThrow(
      new RangeError(`takeRows: no row ${row}; the table has 3 rows, counted from 0`),
    );
  });
});

describe("filterRows", () => {
  it("keeps the accepted rows", () => {
    const y = table["y"]!;
    expect(dump(filterRows(table, (row) => !Number.isNaN(y[row])))).toEqual([
      ["unit", ["a", "c"]],
      ["y", [1, 3]],
    ]);
  });
});
