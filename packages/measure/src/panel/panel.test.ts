import { isImpactError, type Table } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { firstTreated, pathOf, periodAtOrAfter, readPanel, splitAt, unitAttribute, unitIndex } from "./index.ts";

const columns = { unit: "id", time: "year", outcome: "y" };
const read = (table: Table): ReturnType<typeof readPanel> => readPanel(table, columns, "model");

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isImpactError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

const table = {
  id: Float64Array.of(10, 9, 10, 9, 10),
  year: Float64Array.of(2001, 2001, 2000, 2000, 2002),
  y: Float64Array.of(5, 3, 4, 2, 6),
};

describe("readPanel", () => {
  test("sorts units by size and periods by time, and leaves holes where rows lack", () => {
    const panel = read(table);
    expect(panel.units).toEqual(["9", "10"]);
    expect(panel.periods).toEqual(["2000", "2001", "2002"]);
    expect([...panel.times]).toEqual([2000, 2001, 2002]);
    expect([...pathOf(panel, 0)]).toEqual([2, 3, NaN]);
    expect([...pathOf(panel, 1)]).toEqual([4, 5, 6]);
    expect([...panel.rows]).toEqual([3, 1, -1, 2, 0, 4]);
  });

  test("reads ids and years written as text like numbers", () => {
    const text = { ...table, id: [...table.id].map(String), year: [...table.year].map(String) };
    expect(read(text)).toEqual(read(table));
  });

  test("sorts other ids by code points, whatever the locale", () => {
    const ids = ["b", "B", "ä", "a", "10"];
    expect(read({ id: ids, year: new Float64Array(5).fill(1), y: new Float64Array(5) }).units).toEqual([
      "10",
      "B",
      "a",
      "b",
      "ä",
    ]);
  });

  test("counts days between dates", () => {
    const dates = ["2024-03-01", "2024-02-28", "2024-03-01T12:00"];
    const days = read({ id: ["a", "a", "a"], year: dates.slice(0, 2).concat("2024-03-02"), y: new Float64Array(3) });
    expect([...days.times]).toEqual([0, 2, 3]);
    const hours = read({ id: ["a", "a", "a"], year: dates, y: new Float64Array(3) });
    expect(hours.periods[0]).toBe("2024-02-28T00:00");
    expect([...hours.times]).toEqual([0, 2, 2.5]);
  });

  test("names the rows of a repeated unit and period", () => {
    const twice = { ...table, year: Float64Array.of(2001, 2001, 2000, 2000, 2001) };
    expect(codeOf(() => read(twice))).toBe(
      'data/duplicate-key: model: rows 1 and 5 are both unit "10" in period 2001; give one row for each unit and period; aggregate the others first',
    );
  });

  test("refuses infinite numbers, text outcomes, empty ids and periods", () => {
    expect(codeOf(() => read({ ...table, y: Float64Array.of(1, 2, Infinity, 3, 4) }))).toMatch(
      /^data\/not-finite.*row 3/,
    );
    expect(codeOf(() => read({ ...table, y: ["1", "2", "x", "3", "4"] }))).toMatch(/^data\/not-numeric.*row 3/);
    expect(codeOf(() => read({ ...table, id: ["a", "", "a", "a", "a"] }))).toMatch(/^data\/not-finite.*row 2/);
    expect(codeOf(() => read({ ...table, year: Float64Array.of(1, NaN, 2, 3, 4) }))).toMatch(
      /^data\/not-finite.*row 2/,
    );
    expect(codeOf(() => read({ ...table, year: ["2001", "soon", "1", "2", "3"] }))).toMatch(/^data\/not-finite/);
  });
});

describe("splitAt", () => {
  test("takes the first period at or after a date or number", () => {
    const panel = read(table);
    expect(splitAt(panel, 2001, "model", "treatment_time")).toBe(1);
    expect(splitAt(panel, "2000.5", "model", "treatment_time")).toBe(1);
    const dated = read({ ...table, year: ["2024-01-05", "2024-01-05", "2024-01-01", "2024-01-01", "2024-01-09"] });
    expect(splitAt(dated, "2024-01-02", "model", "treatment_time")).toBe(1);
    expect(periodAtOrAfter(dated, "2025-01-01", "model", "end")).toBe(3);
  });

  test("refuses a time outside the data, and a date among numbers", () => {
    const panel = read(table);
    expect(codeOf(() => splitAt(panel, 2000, "model", "treatment_time"))).toBe(
      "data/out-of-range: model: no period lies before treatment_time 2000; the data run from 2000 to 2002",
    );
    expect(codeOf(() => splitAt(panel, 2003, "model", "treatment_time"))).toMatch(/at or after treatment_time 2003/);
    expect(codeOf(() => splitAt(panel, "2001-01-01", "model", "treatment_time"))).toMatch(/^config\/invalid/);
  });
});

describe("facts of units", () => {
  test("finds a unit, and names a near one", () => {
    expect(unitIndex(read(table), 10, "model", "treated_unit")).toBe(1);
    expect(codeOf(() => unitIndex(read(table), "11", "model", "treated_unit"))).toMatch(/^config\/unknown-name/);
  });

  test("reads what is constant within a unit, and refuses what changes", () => {
    const panel = read(table);
    expect(unitAttribute({ ...table, region: ["n", "s", "", "s", "n"] }, panel, "region", "model")).toEqual(["s", "n"]);
    const moved = { ...table, region: ["n", "s", "m", "s", "n"] };
    expect(codeOf(() => unitAttribute(moved, panel, "region", "model"))).toMatch(/^data\/out-of-range.*"10"/);
  });

  test("finds the first treated period, and refuses a treatment that ends", () => {
    const panel = read(table);
    const on = { ...table, on: Float64Array.of(1, 0, 0, 0, 1) };
    expect([...firstTreated(on, panel, "on", "model")]).toEqual([-1, 1]);
    const off = { ...table, on: Float64Array.of(1, 0, 0, 0, 0) };
    expect(codeOf(() => firstTreated(off, panel, "on", "model"))).toMatch(/^data\/out-of-range.*ends in period 2002/);
    const odd = { ...table, on: Float64Array.of(2, 0, 0, 0, 0) };
    expect(codeOf(() => firstTreated(odd, panel, "on", "model"))).toMatch(/has 2 in row 1/);
  });
});
