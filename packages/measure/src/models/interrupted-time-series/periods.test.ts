import { addDays } from "@ie/table";
import { describe, expect, test } from "vitest";
import { regularPeriods } from "./periods.ts";

const days = (n: number, step = 1): string[] => Array.from({ length: n }, (_, i) => addDays("2024-01-01", i * step));

describe("regularPeriods", () => {
  test("orders rows by date", () => {
    const { dates, rows, absent } = regularPeriods("its", ["2024-01-03", "2024-01-01", "2024-01-02"], "error");
    expect(dates).toEqual(["2024-01-01", "2024-01-02", "2024-01-03"]);
    expect([...rows]).toEqual([1, 2, 0]);
    expect(absent).toBe(0);
  });

  test("finds weeks, months and month ends", () => {
    expect(regularPeriods("its", days(5, 7), "error").absent).toBe(0);
    expect(regularPeriods("its", ["2024-01-15", "2024-02-15", "2024-03-15"], "error").absent).toBe(0);
    expect(regularPeriods("its", ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"], "error").absent).toBe(0);
    expect(regularPeriods("its", ["2023-11-01", "2024-02-01", "2024-05-01"], "error").absent).toBe(0);
  });

  test("makes absent dates explicit", () => {
    const given = days(10).filter((date) => date !== "2024-01-04" && date !== "2024-01-05");
    expect(() => regularPeriods("its", given, "error")).toThrow(
      "its: there is no row for 2024-01-04, between 2024-01-03 and 2024-01-06; add the date, or set missing: model",
    );
    const { dates, rows, absent } = regularPeriods("its", given, "model");
    expect(dates).toEqual(days(10));
    expect(absent).toBe(2);
    expect([...rows].slice(2, 6)).toEqual([2, -1, -1, 3]);
  });

  test("makes an absent month end explicit", () => {
    const given = ["2024-01-31", "2024-02-29", "2024-04-30", "2024-05-31", "2024-06-30"];
    expect(regularPeriods("its", given, "model").dates).toEqual([
      "2024-01-31",
      "2024-02-29",
      "2024-03-31",
      "2024-04-30",
      "2024-05-31",
      "2024-06-30",
    ]);
  });

  test("names a date that comes twice", () => {
    expect(() => regularPeriods("its", [...days(5), "2024-01-03"], "error")).toThrow(
      "its: the date 2024-01-03 has more than one row; give one row a date",
    );
  });

  test("names a date off the calendar", () => {
    expect(() => regularPeriods("its", [...days(4, 7), "2024-01-24"], "model")).toThrow(
      /not evenly spaced: 2024-01-24 comes after 2024-01-22, where 2024-01-29 is expected/,
    );
  });
});
