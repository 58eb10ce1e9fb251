import { describe, expect, it } from "vitest";
import reference from "../test/fixtures/reference.json" with { type: "json" };
import { addDays, daysBetween, isIsoDate } from "./dates.ts";

describe("isIsoDate", () => {
  it.each(["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "1970-01-01"])("accepts %s", (date) => {
    expect(isIsoDate(date)).toBe(true);
  });

  it.each([
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-04-31",
    "2024-01-00",
    "2024-1-1",
    "2024-01-01T00:00:00Z",
    "2024-01-01\n",
    "20240101",
    "٢٠٢٤-٠١-٠١",
    "",
  ])("rejects %j", (date) => {
    expect(isIsoDate(date)).toBe(false);
  });
});

describe("addDays and daysBetween", () => {
  it("agree with Python's datetime", () => {
    for (const { a, b, days } of reference.dates) {
      expect(daysBetween(a, b)).toBe(days);
      expect(addDays(a, days)).toBe(b);
    }
  });

  it("walk the calendar as Date does, over an era in steps of 29 days", () => {
    let date = "1899-12-31";
    const clock = new Date(`${date}T00:00:00Z`);
    for (let i = 0; i < 146_097; i += 29) {
      date = addDays(date, 29);
      clock.setUTCDate(clock.getUTCDate() + 29);
      expect(date).toBe(clock.toISOString().slice(0, 10));
    }
  });

  it("reject what is no date, no integer, or beyond the calendar", () => {
    expect(() => daysBetween("2024-01-01", "2024-02-30")).toThrow(
      new RangeError('daysBetween: "2024-02-30" is no date; dates are "YYYY-MM-DD" and in the calendar'),
    );
    expect(() => addDays("2024-01-01", 0.5)).toThrow("addDays: days is 0.5; give an integer");
    expect(() => addDays("9999-12-31", 1)).toThrow("leaves the calendar; years go from 0000 to 9999");
    expect(() => addDays("0000-01-01", -1)).toThrow("leaves the calendar");
    expect(() => addDays("2024-01-01", Number.MAX_SAFE_INTEGER)).toThrow("leaves the calendar");
  });
});
