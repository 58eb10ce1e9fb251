import { ImpactError, type Context, type Query, type Table } from "@ie/contracts";
import { sampleWithoutReplacement } from "@ie/stats";
import { filterRows, rowCount, takeRows } from "@ie/table";
import { anyColumn, dateColumn } from "./columns.ts";

/** Which columns say when and who. */
export interface FinishOptions {
  /** Only looked at where a window is asked for. */
  readonly dateColumn: string;
  /** Column that tells units apart; null where each row is a unit. */
  readonly unitColumn: string | null;
}

function inWindow(who: string, table: Table, { from, to }: Query, column: string): Table {
  if ((from === null && to === null) || rowCount(table) === 0) return table;
  const dates = dateColumn(who, table, column);
  // The last date is wanted with all its hours.
  return filterRows(
    table,
    (i) => (from === null || dates[i]! >= from) && (to === null || dates[i]!.slice(0, to.length) <= to),
  );
}

function drawUnits(who: string, table: Table, size: number, options: FinishOptions, { rng }: Context): Table {
  const { unitColumn, dateColumn: dates } = options;
  if (unitColumn === null && Object.hasOwn(table, dates)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `cannot draw ${size} units from rows that are dates`,
      hint: "name the column that tells units apart (unit_column), or leave sample_size out",
      facts: { sampleSize: size },
    });
  }
  const cells =
    unitColumn === null ? null : Array.from(anyColumn(who, table, unitColumn) as readonly unknown[], String); // numbers or text
  const units = cells === null ? null : [...new Set(cells)].sort();
  const found = units?.length ?? rowCount(table);
  if (found < size) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `there are ${found} units, and ${size} are asked for`,
      hint: "lower sample_size, or give more data",
      facts: { found, needed: size },
    });
  }
  const drawn = sampleWithoutReplacement(rng.stream("sample"), found, size);
  if (cells === null || units === null) return takeRows(table, drawn);
  const chosen = new Set(Array.from(drawn, (i) => units[i]!));
  return filterRows(table, (i) => chosen.has(cells[i]!));
}

/**
 * What every source does with its rows: those of the query's window, and of them all rows of as many units as are asked for, drawn by the
 * seed. Throws `data/too-few-rows` where no row or fewer units are left, `config/invalid` where units are asked for of rows that are dates,
 * and the signal's reason once it is aborted. `who` speaks in the messages.
 */
export function finishTable(who: string, table: Table, query: Query, options: FinishOptions, context: Context): Table {
  context.signal.throwIfAborted();
  const rows = inWindow(who, table, query, options.dateColumn);
  if (rowCount(rows) === 0) {
    const window =
      query.from === null && query.to === null ? "" : ` from ${query.from ?? "the start"} to ${query.to ?? "the end"}`;
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `no row came${window}`,
      hint: "look at start_date, end_date and query",
    });
  }
  return query.sampleSize === null ? rows : drawUnits(who, rows, query.sampleSize, options, context);
}
