import { expect, it } from "vitest";
import { groupBy } from "./group-by.ts";
import { createTable } from "./table.ts";

const table = createTable({ unit: ["b", "a", "b", ""], y: [-0, 1, 0, NaN] });

function plain(names: readonly string[]): unknown {
  return groupBy(table, names).map(({ key, rows }) => [key, [...rows]]);
}

it("groups rows by key, sorted; missing is a key, −0 is 0", () => {
  expect(plain(["unit"])).toEqual([
    [[""], [3]],
    [["a"], [1]],
    [["b"], [0, 2]],
  ]);
  expect(plain(["y", "unit"])).toEqual([
    [
      [0, "b"],
      [0, 2],
    ],
    [[1, "a"], [1]],
    [[NaN, ""], [3]],
  ]);
});

it("makes one group without names, none without rows", () => {
  expect(plain([])).toEqual([[[], [0, 1, 2, 3]]]);
  expect(groupBy(createTable({ a: [] }), ["a"])).toEqual([]);
  expect(groupBy(createTable({ a: [] }), [])).toEqual([]);
});

it("names what there is when a name is unknown", () => {
  expect(() => groupBy(table, ["units"])).toThrow('groupBy: no column "units"; the table has "unit", "y"');
});
