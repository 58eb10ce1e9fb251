import type { Column } from "@ie/contracts";
import { canonicalDate } from "../columns.ts";

/** The periods of a table's rows, whatever order they come in. */
export interface Calendar {
  readonly kind: "date" | "number";
  /** Ascending: canonical dates, or numbers as text. */
  readonly periods: readonly string[];
  /** n: place of each row's period; −1 where the cell is empty or no date. */
  readonly of: Int32Array;
  /** Rows, from 1, whose cell is empty, and those whose cell is no date. */
  readonly emptyRows: readonly number[];
  readonly invalidRows: readonly number[];
}

const number = /^\s*-?\d+(?:\.\d+)?\s*$/;

/** The cells as keys: canonical dates with a time in all or none, or numbers; null where a cell is neither. */
function keysOf(cells: Column): { kind: Calendar["kind"]; keys: readonly (string | number | null)[] } {
  if (cells instanceof Float64Array) {
    return { kind: "number", keys: Array.from(cells, (value) => (Number.isFinite(value) ? value : null)) };
  }
  if (canonicalDate(cells[0] ?? "") === null && cells.every((cell) => number.test(cell))) {
    return { kind: "number", keys: cells.map(Number) };
  }
  const known = new Map<string, string | null>();
  const dates = cells.map((cell) => {
    let date = known.get(cell);
    if (date === undefined) known.set(cell, (date = canonicalDate(cell)));
    return date;
  });
  const timed = dates.some((date) => date !== null && date.length > 10);
  return {
    kind: "date",
    keys: timed ? dates.map((date) => (date === null || date.length > 10 ? date : `${date}T00:00`)) : dates,
  };
}

export function calendarOf(cells: Column): Calendar {
  const { kind, keys } = keysOf(cells);
  const distinct = [...new Set(keys)].filter((key) => key !== null).sort((a, b) => (a < b ? -1 : 1));
  const place = new Map<string | number | null, number>(distinct.map((key, i) => [key, i]));
  const emptyRows: number[] = [];
  const invalidRows: number[] = [];
  keys.forEach((key, i) => {
    if (key === null) (cells[i] === "" || Number.isNaN(cells[i]) ? emptyRows : invalidRows).push(i + 1);
  });
  return {
    kind,
    periods: distinct.map(String),
    of: Int32Array.from(keys, (key) => place.get(key) ?? -1),
    emptyRows,
    invalidRows,
  };
}

/** Place of the first period at or after `time`; null where `time` is not written as the periods are. */
export function placeOf({ kind, periods }: Calendar, time: string | number): number | null {
  const text = String(time).trim();
  if (kind === "number") {
    const value = text === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) return null;
    const at = periods.findIndex((period) => Number(period) >= value);
    return at === -1 ? periods.length : at;
  }
  const date = canonicalDate(text);
  if (date === null) return null;
  const key = date.length === 10 && (periods[0]?.length ?? 10) > 10 ? `${date}T00:00` : date;
  const at = periods.findIndex((period) => period >= key);
  return at === -1 ? periods.length : at;
}
