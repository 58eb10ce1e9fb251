import { expect, it } from "vitest";
import reference from "../test/fixtures/reference.json" with { type: "json" };
import { parseNumber } from "./parse-number.ts";

it("reads numerals to the same bits as Python's float", () => {
  for (const { text, bits } of reference.numbers) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, parseNumber(text)!);
    expect([text, view.getBigUint64(0).toString(16).padStart(16, "0")]).toEqual([text, bits]);
  }
});

it.each([
  ["1", 1],
  [" -2.50 ", -2.5],
  ["+3", 3],
  [".5", 0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["1E-3", 0.001],
  ["0", 0],
  ["-0", -0],
  ["0.5", 0.5],
  ["9007199254740991", 9007199254740991],
  ["1e-400", 0],
])("%j is a number", (cell, value) => {
  expect(parseNumber(cell)).toBe(value);
});

it.each(["", " ", "NA", "NaN", "null"])("%j is missing", (cell) => {
  expect(parseNumber(cell)).toBeNaN();
});

it.each([
  "0x10",
  "Infinity",
  "-Infinity",
  "1e400",
  "007",
  "-01",
  "9007199254740993",
  "1,5",
  "1_000",
  "1.2.3",
  "e3",
  ".",
  "-",
  "True",
  "na",
  "١٢",
])("%j is no number", (cell) => {
  expect(parseNumber(cell)).toBeNull();
});

it("takes the comma for the decimal mark when asked, and nothing else", () => {
  expect(parseNumber("1,5", ",")).toBe(1.5);
  expect(parseNumber("-,5e2", ",")).toBe(-50);
  expect(parseNumber("1.5", ",")).toBeNull();
  expect(parseNumber("1,234,5", ",")).toBeNull();
});
