import { type Context, ImpactError, type Table } from "@ie/contracts";
import { rowCount, takeRows } from "@ie/table";
import { anyColumn } from "../columns.ts";
import type { MissingPolicy } from "../missing-rows.ts";
import { who } from "../models/experiment/who.ts";

/**
 * Opens the rows anew, as tables with the same columns; it is called once for each pass and must give the same rows each time.
 * `columns` are those that the pass reads: others do no harm.
 */
export type OpenRows = (columns: readonly string[]) => AsyncIterable<Table>;

/** Rows between two messages of progress. */
const perMessage = 1_000_000;

/** The batches of one pass, with the rows before each; says how far it is and stops when told to. */
export async function* passOver(
  open: OpenRows,
  columns: readonly string[],
  pass: string,
  { log, signal }: Pick<Context, "log" | "signal">,
): AsyncGenerator<{ readonly batch: Table; readonly before: number }, void, undefined> {
  let before = 0;
  for await (const batch of open(columns)) {
    signal.throwIfAborted();
    yield { batch, before };
    const after = before + rowCount(batch);
    if (Math.floor(after / perMessage) > Math.floor(before / perMessage)) {
      log.info(`${pass}: ${after} rows`, { pass, rows: after });
    }
    before = after;
  }
  log.debug(`${pass}: done, ${before} rows`, { pass, rows: before });
}

/** The rows of a batch without a missing cell in `columns`; by the policy, such a cell is an error that names its row. */
export function completeRows(batch: Table, before: number, columns: readonly string[], policy: MissingPolicy): Table {
  const cells = columns.map((name) => anyColumn(who, batch, name));
  const n = rowCount(batch);
  let gaps = 0;
  const isGap = new Uint8Array(n);
  for (const [c, column] of cells.entries()) {
    for (let i = 0; i < n; i++) {
      const cell = column[i];
      if (cell !== "" && cell === cell) continue; // NaN alone differs from itself
      if (policy === "error") {
        throw new ImpactError({
          code: "data/not-finite",
          who,
          what: `column "${columns[c]}" is empty in row ${before + i + 1}`,
          hint: "fill the cell, or set missing: drop to leave such rows out",
          facts: { column: columns[c], row: before + i + 1 },
        });
      }
      if (isGap[i] === 0) gaps += 1;
      isGap[i] = 1;
    }
  }
  if (gaps === 0) return batch;
  const kept = new Int32Array(n - gaps);
  for (let i = 0, at = 0; i < n; i++) if (isGap[i] === 0) kept[at++] = i;
  return takeRows(batch, kept);
}
