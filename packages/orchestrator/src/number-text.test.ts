import { describe, expect, test } from "vitest";
import { formatAmount, formatLevel, formatNumber, formatSigned, roundingOf } from "./number-text.ts";

describe("numbers as text", () => {
  test.each<readonly [value: number, power: number, text: string]>([
    [4083.7, 1, "4,080"],
    [1234567.891, 0, "1,234,568"],
    [1234567.891, -2, "1,234,567.89"],
    [-1234.5, -1, "-1,234.5"],
    [0.1523, -3, "0.152"],
    [-0.0001, -2, "0.00"],
    [-4, 1, "0"],
    [999.96, -1, "1,000.0"],
    [1e15, 13, "1,000,000,000,000,000"],
    [0, -1, "0.0"],
  ])("%d to 10^%d is %s", (value, power, text) => {
    expect(formatNumber(value, power)).toBe(text);
  });

  test("signs show what is above or below 0 after rounding", () => {
    expect([0.26, -0.26, 0.04, -0.04, 0].map((x) => formatSigned(x, -1))).toEqual([
      "+0.3",
      "-0.3",
      "0.0",
      "0.0",
      "0.0",
    ]);
  });

  test("rounding follows half the interval's width", () => {
    const intervals = [
      [3190, 4970],
      [5.1, 9.4],
      [0, 2000],
      [-1e-9, 1e-9],
      [7, 7],
    ] as const;
    const powers = intervals.map(([lower, upper]) => roundingOf({ lower, upper, level: 0.95 }, 7));
    expect(powers).toEqual([1, -1, 2, -10, -3]);
    expect(roundingOf({ lower: 0, upper: 0, level: 0.95 }, 0)).toBe(0);
  });

  test("amounts and levels", () => {
    expect([formatAmount(15000), formatAmount(12.5)]).toEqual(["15,000", "12.50"]);
    expect([0.95, 0.9, 0.999].map(formatLevel)).toEqual(["95%", "90%", "99.9%"]);
  });
});
