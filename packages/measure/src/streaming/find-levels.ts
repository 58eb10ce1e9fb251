import { type Context, ImpactError, type Table } from "@ie/contracts";
import { createTable } from "@ie/table";
import { anyColumn } from "../columns.ts";
import { completeRows, type OpenRows, passOver } from "./open-rows.ts";
import { who } from "../models/experiment/who.ts";

/** More different cells than any factor has. */
const mostCells = 1000;

/** What has to be known of the columns before the first pass. */
export interface Wanted {
  /** Columns on the right of the formula. */
  readonly columns: readonly string[];
  /** Every column that the formula reads where rows with a gap are left out, so that their levels do not count; else empty. */
  readonly complete: readonly string[];
  /** Numbers that are factors; text always is one. */
  readonly factors: ReadonlySet<string>;
  readonly declared: Readonly<Record<string, readonly string[]>>;
}

interface Seen {
  readonly isNumber: boolean;
  readonly declared: readonly string[] | null;
  /** Different cells, of which up to one more than `limit` are collected. */
  readonly cells: Set<number | string>;
  readonly limit: number;
}

/**
 * A small table in the place of all rows that holds every level of every factor: each column has its different cells, or its declared
 * levels, repeated to equal lengths. Reads one batch where nothing else has to be found, and all of them where something has.
 */
export async function findLevels(
  open: OpenRows,
  wanted: Wanted,
  context: Pick<Context, "log" | "signal">,
): Promise<Table> {
  const seen = new Map<string, Seen>();
  const columns = [...new Set([...wanted.columns, ...wanted.complete])];
  for await (const { batch, before } of passOver(open, columns, "levels", context)) {
    const rows = wanted.complete.length === 0 ? batch : completeRows(batch, before, wanted.complete, "drop");
    for (const name of wanted.columns) {
      const own = seen.get(name) ?? lookAt(batch, name, wanted);
      seen.set(name, own);
      collect(anyColumn(who, rows, name), own.cells, own.limit);
    }
    if ([...seen.values()].every(({ cells, limit }) => cells.size > limit)) break;
  }
  if (seen.size === 0) {
    throw new ImpactError({ code: "data/too-few-rows", who, what: "there are no rows", hint: "look at the file" });
  }
  return tableOfLevels(seen);
}

function lookAt(batch: Table, name: string, { factors, declared }: Wanted): Seen {
  const isNumber = anyColumn(who, batch, name) instanceof Float64Array;
  const own = Object.hasOwn(declared, name) ? (declared[name] ?? null) : null;
  const isFactor = !isNumber || factors.has(name);
  const limit = own !== null ? -1 : isFactor ? mostCells : 0;
  return { isNumber, declared: own, cells: new Set(), limit };
}

function collect(column: Float64Array | readonly string[], cells: Set<number | string>, limit: number): void {
  for (let i = 0; i < column.length && cells.size <= limit; i++) {
    const cell = column[i]!;
    if (cell !== "" && !Number.isNaN(cell)) cells.add(cell);
  }
}

function tableOfLevels(seen: ReadonlyMap<string, Seen>): Table {
  const columns = Array.from(seen, ([name, { isNumber, declared, cells }]) => {
    const levels = declared?.map((level) => (isNumber ? Number(level) : level)) ?? [...cells];
    return { name, isNumber, levels };
  });
  const length = Math.max(...columns.map(({ levels }) => levels.length));
  return createTable(
    Object.fromEntries(
      columns.map(({ name, isNumber, levels }) => {
        const filled = Array.from({ length: levels.length === 0 ? 0 : length }, (_, i) => levels[i % levels.length]!);
        return [name, isNumber ? Float64Array.from(filled as number[]) : (filled as string[])]; // of the column's kind
      }),
    ),
  );
}
