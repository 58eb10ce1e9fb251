import { ImpactError, type Context } from "@ie/contracts";
import type { DuckDBPreparedStatement } from "@duckdb/node-api";
import { createDeadline } from "../deadline.ts";
import type { CellKind, SqlColumn, SqlSession, Statement } from "../session.ts";
import { duckDbDialect } from "./dialect.ts";
import { engineFault } from "./engine-message.ts";
import { openDuckDb } from "./open.ts";
import type { DuckDbOptions } from "./options.ts";

const who = "duckdb";

/** `StatementType.SELECT` of the engine's interface. */
const select = 1;

const kinds: Readonly<Record<string, CellKind>> = {
  BOOLEAN: "boolean",
  TINYINT: "number",
  SMALLINT: "number",
  INTEGER: "number",
  UTINYINT: "number",
  USMALLINT: "number",
  UINTEGER: "number",
  FLOAT: "number",
  DOUBLE: "number",
  BIGINT: "integer",
  UBIGINT: "integer",
  HUGEINT: "integer",
  UHUGEINT: "integer",
  DECIMAL: "decimal",
  DATE: "date",
  TIMESTAMP: "time",
  TIMESTAMP_S: "time",
  TIMESTAMP_MS: "time",
  TIMESTAMP_NS: "time",
  "TIMESTAMP WITH TIME ZONE": "time",
  VARCHAR: "text",
  ENUM: "text",
  UUID: "text",
  TIME: "text",
  // A column of nothing but NULL.
  '"NULL"': "text",
  NULL: "text",
  SQLNULL: "text",
};

function kindOf(type: string): CellKind | null {
  const name = type.replace(/\(.*$/s, "");
  return /\[\d*\]$/.test(type) || !Object.hasOwn(kinds, name) ? null : kinds[name]!;
}

/** A session of its own database in memory, over the options' files below `roots`. */
export async function openDuckDbSession(
  options: DuckDbOptions,
  roots: readonly string[],
  { signal }: Pick<Context, "signal">,
): Promise<SqlSession> {
  signal.throwIfAborted();
  const deadline = createDeadline(who, signal, options.timeout);
  const opened = await openDuckDb(options, roots, deadline).catch((error: unknown) => {
    deadline.clear();
    throw deadline.reason(engineFault(who, error, new Map()));
  });
  const { connection, names, close } = opened;

  async function prepare({ text, values }: Statement): Promise<DuckDBPreparedStatement> {
    deadline.check();
    try {
      const { count } = await connection.extractStatements(text);
      const prepared = await connection.prepare(text);
      const kind: number = prepared.statementType;
      if (count === 1 && kind === select) {
        if (values.length > 0) prepared.bind([...values]);
        return prepared;
      }
      prepared.destroySync();
    } catch (error) {
      throw deadline.reason(engineFault(who, error, names));
    }
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: "the query is not one SELECT",
      hint: "give one SELECT or WITH … SELECT",
    });
  }

  return {
    dialect: duckDbDialect(options.threads),
    async describe({ text, values }) {
      // Asked by itself first: in the subquery a statement of another kind would be a fault of ours.
      const alone = await prepare({ text, values });
      // In the subquery names that come twice would be changed. With parameters the engine knows no names before it runs.
      const own = Array.from({ length: alone.columnCount }, (_, i) => alone.columnName(i));
      alone.destroySync();
      // A prepared statement does not know its types before its parameters are bound.
      const prepared = await prepare({ text: `SELECT * FROM (${text}) AS described LIMIT 0`, values });
      try {
        const result = await prepared.run();
        return result.columnTypes().map((each, i): SqlColumn => {
          const type = String(each);
          return {
            name: (values.length === 0 ? own[i] : undefined) ?? result.columnName(i),
            kind: kindOf(type),
            type: type.replace(/\(.*$/s, ""),
          };
        });
      } catch (error) {
        throw deadline.reason(engineFault(who, error, names));
      } finally {
        prepared.destroySync();
      }
    },
    async *read(statement) {
      const prepared = await prepare(statement);
      try {
        const result = await prepared.stream();
        for (;;) {
          deadline.check();
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) return;
          yield chunk.getColumns();
        }
      } catch (error) {
        throw deadline.reason(engineFault(who, error, names));
      } finally {
        prepared.destroySync();
      }
    },
    close: () => {
      deadline.clear();
      return close();
    },
  };
}
