import { ImpactError, optionsSchema, type Context, type DataSource, type Query, type Table } from "@ie/contracts";
import { sampleWithoutReplacement } from "@ie/stats";
import { filterRows, fromRows, parseCsv, rowCount, takeRows } from "@ie/table";
import * as z from "zod";
import { anyColumn, dateColumn } from "../columns.ts";
import { readTextBelow } from "./read-file.ts";

export interface FileOptions {
  readonly path: string;
  /** Null: by the file's ending. */
  readonly format: "csv" | "json" | null;
  readonly dateColumn: string;
  /** Column that tells units apart; null where each row is a unit. */
  readonly unitColumn: string | null;
  /** Columns to keep as text although they look like numbers. */
  readonly textColumns: readonly string[];
  readonly decimal: "." | ",";
}

const who = "file";

function unreadable(path: string, what: string, hint: string, cause?: unknown): never {
  throw new ImpactError({ code: "data/unreadable", who, what: `"${path}": ${what}`, hint, facts: { path }, cause });
}

function parseJson(path: string, text: string): Table {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(path, (error as Error).message, "write a JSON list of records", error);
  }
  const isRecord = (item: unknown): item is Record<string, unknown> =>
    typeof item === "object" && item !== null && !Array.isArray(item);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) {
    return unreadable(path, "it is not a list of records", 'write [{"date": "2024-01-01", "revenue": 1}, …]');
  }
  const rows: readonly Record<string, unknown>[] = value;
  for (const [i, row] of rows.entries()) {
    const nested = Object.entries(row).find(([, cell]) => typeof cell === "object" && cell !== null);
    if (nested !== undefined)
      unreadable(path, `record ${i + 1} has a nested "${nested[0]}"`, "give plain numbers and text");
  }
  try {
    return fromRows(rows as Parameters<typeof fromRows>[0]); // cells are plain, as just checked
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadable(path, error.message, "give every record the same plain columns", error);
  }
}

function parse(options: FileOptions, text: string): Table {
  const { path, textColumns, decimal } = options;
  const format = options.format ?? (/\.json$/i.test(path) ? "json" : "csv");
  if (format === "json") return parseJson(path, text);
  const { table, issues } = parseCsv(text, { text: textColumns, decimal });
  if (issues.length === 0) return table;
  const shown = issues.slice(0, 5).map(({ message }) => message);
  const more = issues.length - shown.length;
  return unreadable(path, `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`, "mend these lines");
}

/** `size` units drawn by the seed, all rows of each. */
function sample(
  table: Table,
  size: number,
  { unitColumn, dateColumn: dates, path }: FileOptions,
  context: Context,
): Table {
  if (unitColumn === null && Object.hasOwn(table, dates)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `cannot draw ${size} units from "${path}", whose rows are dates`,
      hint: "name the column that tells units apart (unit_column), or leave sample_size out",
      facts: { path, sampleSize: size },
    });
  }
  const n = rowCount(table);
  const cells =
    unitColumn === null ? null : Array.from(anyColumn(who, table, unitColumn) as readonly unknown[], String); // numbers or text
  const units = cells === null ? null : [...new Set(cells)].sort();
  const found = units?.length ?? n;
  if (found < size) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `"${path}" has ${found} units, and ${size} are asked for`,
      hint: "lower sample_size, or give more data",
      facts: { path, found, needed: size },
    });
  }
  const drawn = sampleWithoutReplacement(context.rng.stream("sample"), found, size);
  if (cells === null || units === null) return takeRows(table, drawn);
  const chosen = new Set(Array.from(drawn, (i) => units[i]!));
  return filterRows(table, (i) => chosen.has(cells[i]!));
}

/** A source of CSV and JSON files below `roots` (relative paths are tried below each, in order). */
export function fileSource(roots: readonly string[]): DataSource<FileOptions> {
  return {
    options: optionsSchema({
      path: z.string().min(1),
      format: z.enum(["csv", "json"]).nullable().default(null),
      date_column: z.string().default("date"),
      unit_column: z.string().nullable().default(null),
      text_columns: z.array(z.string()).default([]),
      decimal: z.enum([".", ","]).default("."),
    }),
    load: async (options, query: Query, context) => {
      let table = parse(options, await readTextBelow({ who, code: "data/unreadable" }, options.path, roots));
      if (query.from !== null || query.to !== null) {
        const dates = dateColumn(who, table, options.dateColumn);
        const { from, to } = query;
        // The last date is wanted with all its hours.
        const isWanted = (date: string): boolean =>
          (from === null || date >= from) && (to === null || date.slice(0, to.length) <= to);
        table = filterRows(table, (i) => isWanted(dates[i]!));
      }
      if (rowCount(table) === 0) {
        throw new ImpactError({
          code: "data/too-few-rows",
          who,
          what: `"${options.path}" has no row${query.from !== null || query.to !== null ? ` from ${query.from ?? "the start"} to ${query.to ?? "the end"}` : ""}`,
          hint: "look at start_date, end_date and the file",
          facts: { path: options.path },
        });
      }
      return query.sampleSize === null ? table : sample(table, query.sampleSize, options, context);
    },
  };
}
