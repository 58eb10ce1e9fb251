import { ImpactError, suggestName, type Column, type Table } from "@ie/contracts";
import { firstNonNumeric, isIsoDate } from "@ie/table";

function columnOf(who: string, table: Table, name: string): Column {
  const column = Object.hasOwn(table, name) ? table[name] : undefined;
  if (column !== undefined) return column;
  const names = Object.keys(table);
  throw new ImpactError({
    code: "data/missing-column",
    who,
    what: `no column "${name}"`,
    hint: `${suggestName(name, names).startsWith("did") ? `${suggestName(name, names)} ` : ""}the table has ${names.join(", ") || "no columns"}`,
    facts: { column: name, columns: names },
  });
}

/** The numbers of a column, n; NaN is missing. Text is `data/not-numeric`, with the first row that holds it. */
export function numericColumn(who: string, table: Table, name: string): Float64Array {
  const column = columnOf(who, table, name);
  if (column instanceof Float64Array) return column;
  const found = firstNonNumeric(table, name);
  throw new ImpactError({
    code: "data/not-numeric",
    who,
    what:
      found === null
        ? `column "${name}" is text`
        : `column "${name}" has ${JSON.stringify(found.value)} in row ${found.row}`,
    hint: "it must hold numbers; mend the cell, or leave it empty where the value is missing",
    facts: { column: name, row: found?.row ?? null, value: found?.value ?? null },
  });
}

/** The column's numbers, none missing. */
export function finiteColumn(who: string, table: Table, name: string, hint: string): Float64Array {
  const column = numericColumn(who, table, name);
  const at = column.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return column;
  throw new ImpactError({
    code: "data/not-finite",
    who,
    what: `column "${name}" has no number in row ${at + 1}`,
    hint,
    facts: { column: name, row: at + 1 },
  });
}

/** The column as given: numbers or text. */
export function anyColumn(who: string, table: Table, name: string): Column {
  return columnOf(who, table, name);
}

const timestamp = /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.0+)?)?(?:Z|\+00:?00)?)?$/;

/** "YYYY-MM-DD", or "YYYY-MM-DDTHH:MM" (and ":SS" unless 0) of a time that is not midnight; null for other texts. */
export function canonicalDate(text: string): string | null {
  const [, date, hour = "00", minute = "00", second = "00"] = timestamp.exec(text) ?? [];
  if (date === undefined || !isIsoDate(date)) return null;
  const time = second === "00" ? `${hour}:${minute}` : `${hour}:${minute}:${second}`;
  return time === "00:00" ? date : `${date}T${time}`;
}

/** Says that the cell in the 0-based row is not a date. */
export function noDate(who: string, column: string, cell: string, row: number): ImpactError {
  return new ImpactError({
    code: "data/not-finite",
    who,
    what: `column "${column}" has ${JSON.stringify(cell)} in row ${row + 1}, which is not a date`,
    hint: "write dates as YYYY-MM-DD, and times as YYYY-MM-DDTHH:MM in one time zone",
    facts: { column, row: row + 1, value: cell },
  });
}

/**
 * The column's dates as "YYYY-MM-DD", or "YYYY-MM-DDTHH:MM" where a time is not midnight (then midnight is "T00:00"
 * in every row, so that texts sort as times do). Times are local to the data, or in UTC.
 */
export function dateColumn(who: string, table: Table, name: string): readonly string[] {
  const column = columnOf(who, table, name);
  const cells = Array.from(column as readonly unknown[], String); // both kinds of column are iterated as plain cells
  const dates = cells.map(canonicalDate);
  const at = dates.indexOf(null);
  if (at !== -1) throw noDate(who, name, cells[at]!, at);
  const known = dates as readonly string[]; // no null is left
  return known.some((date) => date.length > 10)
    ? known.map((date) => (date.length > 10 ? date : `${date}T00:00`))
    : known;
}

/** Fewest units that any result may rest on (the documents' invariant). */
export const fewestUnits = 30;

export function requireUnits(who: string, found: number, what: string, hint = "give more data"): void {
  if (found >= fewestUnits) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${found} ${what}, of which at least ${fewestUnits} are needed`,
    hint,
    facts: { found, needed: fewestUnits },
  });
}
