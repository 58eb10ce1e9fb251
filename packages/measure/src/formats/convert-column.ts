import type { Column } from "@ie/contracts";
import { numberReader } from "@ie/table";
import { type Collector, numbersOf, textsOf } from "./collected.ts";
import { dateHint, dateReader } from "./dates.ts";
import { mostShown, wrongType } from "./faults.ts";
import type { ColumnType, TableOptions } from "./table-options.ts";

const truths = new Map(
  Object.entries({ true: 1, false: 0, t: 1, f: 0, yes: 1, no: 0, y: 1, n: 0, "1": 1, "0": 0 }).map(([text, value]) => [
    text,
    value,
  ]),
);

/** How a cell's text is read; null where it is not what it should be. */
export type CellReader =
  | { readonly gives: "numbers"; readonly read: (text: string) => number | null }
  | { readonly gives: "texts"; readonly read: (text: string) => string | null };

/** The reader of cells that `type` says. */
export function cellReader(type: ColumnType, options: TableOptions): CellReader {
  const { decimal, thousands, missingValues, dateFormat, timeZone } = options;
  const missing = new Set(missingValues ?? ["NA", "NaN", "null"]);
  const gapOr =
    <V>(gap: V, read: (text: string) => V | null) =>
    (text: string): V | null =>
      text === "" || missing.has(text.trim()) ? gap : read(text);
  if (type === "number") {
    const read = numberReader({ decimal, thousands, missing: missingValues === null ? null : missing });
    return { gives: "numbers", read };
  }
  if (type === "boolean")
    return { gives: "numbers", read: gapOr(NaN, (text) => truths.get(text.trim().toLowerCase()) ?? null) };
  if (type === "date") return { gives: "texts", read: gapOr("", dateReader(dateFormat, timeZone)) };
  return { gives: "texts", read: (text) => (missingValues !== null && missing.has(text) ? "" : text) };
}

/** Takes a column out of what was collected: numbers or text, or as `type` says. */
export function convertColumn(
  who: string,
  collected: Collector,
  own: string,
  type: ColumnType | null,
  options: TableOptions,
): Column {
  const { rows } = collected;
  const parts = collected.take(own);
  const first: { readonly row: number; readonly value: string }[] = [];
  let path = "";
  let count = 0;
  const fault = (row: number, value: string): void => {
    count++;
    if (first.length === mostShown) return;
    const place = collected.locate(row);
    path ||= place.path;
    first.push({ row: place.row, value });
  };
  const kind = type ?? (isNumeric(parts) ? "number" : "text");
  const { gives, read } = cellReader(kind, options);
  const column = gives === "numbers" ? numbersOf(parts, rows, read, fault) : textsOf(parts, rows, read, fault);
  if (count === 0) return column;
  const values = first.map(({ value }) => value);
  throw wrongType(who, path, { column: own, first, count }, kind, hintOf(kind, values, options));
}

function hintOf(kind: ColumnType, values: readonly string[], { dateFormat }: TableOptions): string {
  if (kind === "boolean") return "write true or false, yes or no, 1 or 0";
  return kind === "date" ? dateHint(dateFormat, values) : "mend the cells, or list them in missing_values";
}

function isNumeric(parts: ReturnType<Collector["take"]>): boolean {
  return (
    parts.every((part) => part instanceof Float64Array || part.dictionary.every((text) => text === "")) &&
    parts.some((part) => part instanceof Float64Array)
  );
}
