import { expect, it } from "vitest";
import { firstNonNumeric, numericCells } from "./numeric-cells.ts";
import { createTable } from "./table.ts";
import { numberColumn, textColumn } from "./typed-column.ts";

const table = createTable({ price: ["1.5", "NA", "n/a", "x"], id: ["1", "2", "3", "4"], y: [1, 2, 3, 4] });

it("gives a column of the kind that is asked for", () => {
  expect(numberColumn(table, "y")).toBe(table["y"]);
  expect(textColumn(table, "id")).toBe(table["id"]);
});

it("says why a column is not of that kind", () => {
  expect(() => numberColumn(table, "price")).toThrow(
    new RangeError('numberColumn: column "price" holds text; row 3 is "n/a"'),
  );
  expect(() => numberColumn(table, "id")).toThrow("holds text; convert it with numericCells");
  expect(() => textColumn(table, "y")).toThrow('textColumn: column "y" holds numbers; parseCsv keeps it as text');
  expect(() => textColumn(table, "valueOf")).toThrow('textColumn: no column "valueOf"');
});

it("names the first cell that is no number", () => {
  expect(firstNonNumeric(table, "price")).toEqual({ row: 3, value: "n/a" });
  expect(firstNonNumeric(table, "id")).toBeNull();
  expect(firstNonNumeric(table, "y")).toBeNull();
});

it("reads the numbers of a text column", () => {
  expect(numericCells(table["price"]!)).toEqual(new Float64Array([1.5, NaN, NaN, NaN]));
  expect(numericCells(table["y"]!)).toBe(table["y"]);
});
