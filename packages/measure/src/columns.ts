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

/** The column's dates as "YYYY-MM-DD"; a time of midnight is cut off. */
export function dateColumn(who: string, table: Table, name: string): readonly string[] {
  const column = columnOf(who, table, name);
  const dates = Array.from(column as readonly unknown[], (cell) =>
    // both kinds of column are iterated as plain cells
    String(cell).replace(/[T ]00:00(:00(\.0+)?)?(Z|\+00:?00)?$/, ""),
  );
  const at = dates.findIndex((date) => !isIsoDate(date));
  if (at === -1) return dates;
  throw new ImpactError({
    code: "data/not-finite",
    who,
    what: `column "${name}" has ${JSON.stringify(dates[at])} in row ${at + 1}, which is not a date`,
    hint: "write dates as YYYY-MM-DD",
    facts: { column: name, row: at + 1, value: dates[at] },
  });
}

/** Fewest units that any result may rest on (the documents' invariant). */
const fewestUnits = 30;

export function requireUnits(who: string, found: number, what: string): void {
  if (found >= fewestUnits) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${found} ${what}, of which at least ${fewestUnits} are needed`,
    hint: "give more data",
    facts: { found, needed: fewestUnits },
  });
}
