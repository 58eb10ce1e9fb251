import { ImpactError, type Table } from "@ie/contracts";
import { daysBetween } from "@ie/table";
import { anyColumn, canonicalDate, dateColumn } from "../columns.ts";
import type { Panel } from "./panel.ts";

export interface PeriodKeys extends Pick<Panel, "periods" | "calendar" | "times"> {
  /** Period of each row. */
  readonly of: Int32Array;
}

const number = /^\s*-?\d+(?:\.\d+)?\s*$/;

function ranked<K extends string | number>(
  keys: ArrayLike<K>,
  compare: (a: K, b: K) => number,
): { sorted: K[]; of: Int32Array } {
  const sorted = [...new Set(Array.from(keys))].toSorted(compare);
  const place = new Map(sorted.map((key, i) => [key, i]));
  return { sorted, of: Int32Array.from(keys, (key) => place.get(key)!) };
}

function numberPeriods(values: Float64Array): PeriodKeys {
  const { sorted, of } = ranked(values, (a, b) => a - b);
  return { periods: sorted.map(String), calendar: "number", times: Float64Array.from(sorted), of };
}

/** Days between canonical dates, times of day included. */
function days(from: string, to: string): number {
  const minutes = (text: string): number => Date.parse(`${text.length > 10 ? text : `${text}T00:00`}Z`) / 60_000;
  return from.length > 10 ? (minutes(to) - minutes(from)) / 1440 : daysBetween(from, to);
}

/** Reads dates (`YYYY-MM-DD`, with or without a time) or numbers; anything else is refused with its row. */
export function periodKeys(who: string, table: Table, name: string): PeriodKeys {
  const column = anyColumn(who, table, name);
  if (column instanceof Float64Array) {
    const at = column.findIndex((value) => !Number.isFinite(value));
    if (at === -1) return numberPeriods(column);
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `column "${name}" is empty in row ${at + 1}`,
      hint: "every row needs its period",
      facts: { column: name, row: at + 1 },
    });
  }
  if (column.length > 0 && canonicalDate(column[0]!) === null && column.every((cell) => number.test(cell))) {
    return numberPeriods(Float64Array.from(column, Number));
  }
  const dates = dateColumn(who, table, name);
  const { sorted, of } = ranked(dates, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { periods: sorted, calendar: "date", times: Float64Array.from(sorted, (date) => days(sorted[0]!, date)), of };
}
