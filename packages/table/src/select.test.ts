import { describe, expect, it } from "vitest";
import { dump } from "../test/dump.ts";
import { rename, select, withColumn } from "./select.ts";
import { columnNames, createTable } from "./table.ts";

const table = createTable({ date: ["2024-01-01"], revenue: [10], ["__proto__"]: [1] });

describe("select", () => {
  it("keeps the named columns in the given order", () => {
    expect(columnNames(select(table, ["__proto__", "date"]))).toEqual(["__proto__", "date"]);
    expect(columnNames(select(table, []))).toEqual([]);
  });

  it("names what there is when a name is unknown", () => {
    const error = new RangeError('select: no column "revenu"; the table has "date", "revenue", "__proto__"');
    expect(() => select(table, ["revenu"])).toThrow(error);
    expect(() => select(table, ["toString"])).toThrow('select: no column "toString"');
    expect(() => select(createTable({}), ["a"])).toThrow('select: no column "a"; the table has no columns');
    expect(() => select(table, ["date", "date"])).toThrow('select: "date" is named twice; name each column once');
  });
});

describe("rename", () => {
  it("renames in place, also two names for each other", () => {
    const renamed = rename(table, { date: "revenue", revenue: "date" });
    expect(dump(renamed)).toEqual([
      ["revenue", ["2024-01-01"]],
      ["date", [10]],
      ["__proto__", [1]],
    ]);
    expect(columnNames(rename(table, { ["__proto__"]: "constructor" }))).toEqual(["date", "revenue", "constructor"]);
  });

  it("rejects unknown, empty and clashing names", () => {
    expect(() => rename(table, { x: "y" })).toThrow('rename: no column "x"');
    expect(() => rename(table, { date: "" })).toThrow('rename: the new name of "date" is empty');
    expect(() => rename(table, { date: "revenue" })).toThrow('rename: two columns would be called "revenue"');
  });
});

describe("withColumn", () => {
  it("adds at the end or replaces in place, and copies", () => {
    const price = new Float64Array([5]);
    const wider = withColumn(withColumn(table, "price", price), "date", [20240101]);
    price[0] = 6;
    expect(dump(wider)).toEqual([
      ["date", [20240101]],
      ["revenue", [10]],
      ["__proto__", [1]],
      ["price", [5]],
    ]);
    expect(columnNames(table)).toEqual(["date", "revenue", "__proto__"]);
    expect(dump(withColumn(createTable({}), "a", ["x", "y"]))).toEqual([["a", ["x", "y"]]]);
  });

  it("rejects another length and an empty name", () => {
    expect(() => withColumn(table, "a", [1, 2])).toThrow('withColumn: column "a" has 2 rows; the table has 1');
    expect(() => withColumn(table, "", [1])).toThrow("withColumn: the column has no name");
  });
});
