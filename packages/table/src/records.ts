import { quote } from "./quote.ts";
import { rowCount, type Column, type Table, tableOf } from "./table.ts";

/** One row by column name. */
export type Row = Readonly<Record<string, number | string>>;

/** The rows as frozen objects without prototype; missing stays `NaN` or `""`. */
export function toRows(table: Table): readonly Row[] {
  const entries = Object.entries(table);
  return Array.from({ length: rowCount(table) }, (_, i) => {
    const row = Object.create(null) as Record<string, number | string>;
    for (const [name, column] of entries) row[name] = column[i]!;
    return Object.freeze(row);
  });
}

/**
 * A table from records. Columns are all names that occur, in order of first occurrence. A cell that is absent, null or
 * undefined is missing; a column of such cells alone holds numbers.
 *
 * @throws RangeError when a name is empty, a cell is neither number nor text, or a column mixes the two.
 */
export function fromRows(records: readonly Readonly<Record<string, number | string | null | undefined>>[]): Table {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  if (names.has("")) throw new RangeError("fromRows: a column has no name; names are non-empty texts");
  return tableOf([...names].map((name) => [name, columnFrom(records, name)]));
}

function columnFrom(records: readonly Readonly<Record<string, unknown>>[], name: string): Column {
  const cells = records.map((record) => (Object.hasOwn(record, name) ? (record[name] ?? null) : null));
  const numbers = cells.map((cell) => cell ?? NaN);
  if (numbers.every((cell) => typeof cell === "number")) return Float64Array.from(numbers);
  const texts = cells.map((cell) => cell ?? "");
  if (texts.every((cell) => typeof cell === "string")) return texts;
  const kind = cells.some((cell) => typeof cell === "number") ? "number" : "string";
  const odd = cells.findIndex((cell) => cell !== null && typeof cell !== kind);
  throw new RangeError(
    `fromRows: row ${odd + 1} of column ${quote(name)} is ${quote(cells[odd])}, no ${kind}; a column holds numbers or text`,
  );
}
