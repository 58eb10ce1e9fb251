import type { Query, Table } from "@ie/contracts";
import { createTable, rowCount } from "@ie/table";
import { expect, test } from "vitest";
import { finishTable } from "./finish-table.ts";
import { contextOf } from "./measure.ts";

const table = createTable({
  date: ["2024-01-01", "2024-01-01T10:00", "2024-01-02T23:00", "2024-01-03"],
  unit: ["a", "b", "a", "c"],
  y: Float64Array.of(1, 2, 3, 4),
});
const roles = { dateColumn: "date", unitColumn: "unit" };

function finish(
  query: Partial<Query>,
  given: Table = table,
  options: typeof roles | { dateColumn: string; unitColumn: null } = roles,
  seed = 1,
): Table {
  return finishTable("mine", given, { from: null, to: null, sampleSize: null, ...query }, options, contextOf(seed));
}

test("keeps the window, the last date with all its hours", () => {
  expect(finish({ from: "2024-01-01", to: "2024-01-02" })["y"]).toEqual(Float64Array.of(1, 2, 3));
  expect(finish({})).toBe(table);
});

test("draws whole units, by the seed", () => {
  const drawn = finish({ sampleSize: 2 });
  expect(new Set(drawn["unit"] as readonly string[]).size).toBe(2);
  expect(drawn).toEqual(finish({ sampleSize: 2 }));
  const seen = new Set(
    Array.from({ length: 20 }, (_, seed) => String(finish({ sampleSize: 1 }, table, roles, seed)["unit"])),
  );
  expect(seen).toEqual(new Set(["a,a", "b", "c"]));
});

test("rows are units where no column tells them apart", () => {
  const rows = createTable({ y: Float64Array.of(1, 2, 3) });
  expect(rowCount(finish({ sampleSize: 2 }, rows, { dateColumn: "date", unitColumn: null }))).toBe(2);
});

test.each<[string, () => unknown, string, string]>([
  [
    "an empty window",
    () => finish({ from: "2025-01-01" }),
    "data/too-few-rows",
    "mine: no row came from 2025-01-01 to the end",
  ],
  ["no rows", () => finish({ from: "2025-01-01" }, {}), "data/too-few-rows", "mine: no row came"],
  [
    "too few units",
    () => finish({ sampleSize: 4 }),
    "data/too-few-rows",
    "mine: there are 3 units, and 4 are asked for",
  ],
  [
    "units of dates",
    () => finish({ sampleSize: 1 }, table, { dateColumn: "date", unitColumn: null }),
    "config/invalid",
    "rows that are dates",
  ],
  [
    "no such column",
    () => finish({ from: "2024-01-01" }, createTable({ y: Float64Array.of(1) })),
    "data/missing-column",
    'no column "date"',
  ],
])("%s is refused", (_, doing, code, message) => {
  expect(doing).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
});

test("stops when it is told to", () => {
  const context = contextOf(1, { signal: AbortSignal.abort() });
  expect(() => finishTable("mine", table, { from: null, to: null, sampleSize: null }, roles, context)).toThrow(
    "aborted",
  );
});
