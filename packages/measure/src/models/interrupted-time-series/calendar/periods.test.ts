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

  test("names a date off the calendar, or lays such dates on the grid of their greatest common step", () => {
    const uneven = [...days(4, 7), "2024-01-24"];
    expect(() => regularPeriods("its", uneven, "error")).toThrow(
      "its: the dates are not evenly spaced: 2024-01-24 comes after 2024-01-22, where 2024-01-29 is expected; give a regular series, such as one row a day, or set missing: model to lay them on a grid of 24 dates",
    );
    const { dates, absent, step } = regularPeriods("its", uneven, "model");
    expect(dates).toEqual(days(24));
    expect(absent).toBe(19);
    expect(step).toEqual({ unit: "second", size: 86_400 });
  });

  test("refuses a grid of far more dates than rows, with a way out", () => {
    const odd = Array.from(
      { length: 10 },
      (_, i) => `2024-01-0${Math.floor(i / 2) + 1}T${i % 2 === 0 ? "00:00" : `11:0${i % 7}`}`,
    );
    expect(() => regularPeriods("its", odd, "model")).toThrow(
      /their common step would need \d+ dates for 10 rows; add rows up to days/,
    );
    const sparse = [...days(3), "2024-06-01"];
    expect(() => regularPeriods("its", sparse, "model")).toThrow(
      /4 rows are spread over 153 dates of their common step; add rows up/,
    );
  });

  test("keeps hours, minutes and seconds", () => {
    const hours = ["2024-01-01T22:00", "2024-01-01T23:00", "2024-01-02T01:00"];
    expect(regularPeriods("its", hours, "model").dates).toEqual([
      "2024-01-01T22:00",
      "2024-01-01T23:00",
      "2024-01-02T00:00",
      "2024-01-02T01:00",
    ]);
    expect(
      regularPeriods("its", ["2024-01-01T00:00", "2024-01-01T00:00:30", "2024-01-01T00:01"], "error").step.size,
    ).toBe(30);
  });
});
