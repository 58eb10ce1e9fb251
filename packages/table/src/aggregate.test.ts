import { describe, expect, it } from "vitest";
import { dump } from "../test/dump.ts";
import { aggregate, type Aggregation } from "./aggregate.ts";
import { createTable } from "./table.ts";

const table = createTable({
  date: ["2024-01-02", "2024-01-01", "2024-01-02", "2024-01-01"],
  sales: [1, 4, 2, 6],
  gaps: [1, NaN, 3, 2],
  name: ["y", "x", "z", ""],
});

function byDate(column: string, how: Aggregation): unknown {
  return dump(aggregate(table, ["date"], { out: { column, how } }))[1]![1];
}

describe("aggregate", () => {
  it("gives one row per group, sorted, with the outputs in their order", () => {
    const result = aggregate(table, ["date"], {
      total: { column: "sales", how: "sum" },
      ["__proto__"]: { column: "sales", how: "count" },
    });
    expect(dump(result)).toEqual([
      ["date", ["2024-01-01", "2024-01-02"]],
      ["total", [10, 3]],
      ["__proto__", [2, 2]],
    ]);
  });

  it.each([
    ["sum", [10, 3]],
    ["mean", [5, 1.5]],
    ["count", [2, 2]],
    ["min", [4, 1]],
    ["max", [6, 2]],
    ["first", [4, 1]],
  ] as const)("%s of numbers", (how, expected) => {
    expect(byDate("sales", how)).toEqual(expected);
  });

  it.each([
    ["sum", [NaN, 4]],
    ["mean", [NaN, 2]],
    ["count", [1, 2]],
    ["min", [NaN, 1]],
    ["max", [NaN, 3]],
    ["first", [NaN, 1]],
  ] as const)("%s with a missing cell", (how, expected) => {
    expect(byDate("gaps", how)).toEqual(expected);
  });

  it.each([
    ["count", [1, 2]],
    ["min", ["", "y"]],
    ["max", ["", "z"]],
    ["first", ["x", "y"]],
  ] as const)("%s of text", (how, expected) => {
    expect(byDate("name", how)).toEqual(expected);
  });

  it("takes all rows together without grouping columns, and no rows for no groups", () => {
    expect(dump(aggregate(table, [], { n: { column: "sales", how: "sum" } }))).toEqual([["n", [13]]]);
    expect(dump(aggregate(createTable({ a: [] }), ["a"], { n: { column: "a", how: "count" } }))).toEqual([
      ["a", []],
      ["n", []],
    ]);
  });

  it.each([
    [{ n: { column: "x", how: "sum" } }, 'aggregate: no column "x"'],
    [{ n: { column: "name", how: "sum" } }, 'aggregate: column "name" holds text; row 1 is "y"'],
    [{ n: { column: "sales", how: "median" } }, 'aggregate: how is "median"; it is one of sum, mean'],
    [{ date: { column: "sales", how: "sum" } }, 'aggregate: output "date" is a grouping column; name it otherwise'],
    [{ "": { column: "sales", how: "sum" } }, "aggregate: an output has no name"],
  ])("rejects %j", (outputs, message) => {
    expect(() => aggregate(table, ["date"], outputs as never)).toThrow(message);
  });
});
