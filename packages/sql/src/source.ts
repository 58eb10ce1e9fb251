import type { Context, DataSource, Query, Schema, Table } from "@ie/contracts";
import { loadBatches, loadTable } from "./load.ts";
import type { SqlOptions } from "./options/options.ts";
import type { SqlSession } from "./session.ts";

/** A source whose rows a database picks, adds up and sorts before they come. */
export interface SqlSource<O> extends DataSource<O> {
  /** As of any source, without a limit of rows: what `measureExperimentStream` can be given. */
  batches(options: O, query: Query, context: Context, columns: readonly string[] | null): AsyncIterable<Table>;
}

/** The source over sessions that `open` gives; each load has its own and ends it. */
export function createSqlSource<O extends SqlOptions>(
  options: Schema<O>,
  open: (options: O, context: Context) => Promise<SqlSession>,
): SqlSource<O> {
  async function* read(
    asked: O,
    query: Query,
    context: Context,
    columns: readonly string[] | null,
  ): AsyncGenerator<Table, void, undefined> {
    const session = await open(asked, context);
    try {
      yield* loadBatches(session, asked, query, context, columns);
    } finally {
      await session.close();
    }
  }
  return {
    options,
    load: async (asked, query, context) => {
      const session = await open(asked, context);
      try {
        return await loadTable(session, asked, query, context);
      } finally {
        await session.close();
      }
    },
    batches: read,
  };
}
