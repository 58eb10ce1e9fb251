import { describe, expect, it } from "vitest";
import { dump } from "../test/dump.ts";
import { columnNames, createTable, rowCount } from "./table.ts";

describe("createTable", () => {
  it("keeps columns in order, numbers as doubles", () => {
    const table = createTable({ date: ["2024-01-01", ""], sales: [3, NaN] });
    expect(columnNames(table)).toEqual(["date", "sales"]);
    expect(rowCount(table)).toBe(2);
    expect(table["sales"]).toEqual(new Float64Array([3, NaN]));
  });

  it("is frozen, and deaf to later writes to its arguments", () => {
    const sales = new Float64Array([1, 2]);
    const units = ["a", "b"];
    const table = createTable({ sales, units });
    sales[0] = 9;
    units[0] = "z";
    expect(dump(table)).toEqual([
      ["sales", [1, 2]],
      ["units", ["a", "b"]],
    ]);
    expect(Object.isFrozen(table)).toBe(true);
    expect(Object.isFrozen(table["units"])).toBe(true);
  });

  it("takes names of Object.prototype for names like any other", () => {
    const table = createTable({ ["__proto__"]: [1], constructor: ["a"], toString: ["b"] });
    expect(columnNames(table)).toEqual(["__proto__", "constructor", "toString"]);
    expect(Object.getPrototypeOf(table)).toBeNull();
    expect(createTable({})["toString"]).toBeUndefined();
  });

  it("has no rows without columns", () => {
    expect(rowCount(createTable({}))).toBe(0);
    expect(rowCount(createTable({ a: [] }))).toBe(0);
  });

  it.each([
    [{ a: [1, 2], b: ["x"] }, 'createTable: column "b" has 1 rows; "a" has 2'],
    [{ "": [1] }, "createTable: a column has no name; names are non-empty texts"],
    [{ a: [1, "x"] }, 'createTable: column "a" mixes types; row 2 is "x", where a number should be'],
    [{ a: [null] }, 'createTable: column "a" mixes types; row 1 is null, where a string should be'],
    // oxlint-disable-next-line no-sparse-arrays
    [{ a: ["x", , "y"] }, 'createTable: column "a" mixes types; row 2 is undefined, where a string should be'],
    [{ a: new Int8Array(2) }, 'createTable: column "a" is no Float64Array or array; convert it to one of them'],
  ])("rejects %j", (columns, message) => {
    expect(() => createTable(columns as never)).toThrow(new RangeError(message));
  });
});
