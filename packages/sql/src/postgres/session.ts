import { ImpactError, type Context } from "@ie/contracts";
import type { Client, ClientConfig, FieldDef } from "pg";
import { createDeadline } from "../deadline.ts";
import type { Secrets } from "../secrets.ts";
import type { SqlSession, Statement } from "../session.ts";
import { clientConfig, connect } from "./connect.ts";
import { postgresDialect } from "./dialect.ts";
import type { PostgresOptions } from "./options.ts";
import { columnOfField, unknownTypes } from "./types.ts";

const who = "postgres";

/** Rows of one FETCH. */
const fetched = 10_000;

/** Milliseconds for the server to stop a statement before the connection is cut. */
const patience = 2000;

interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly fields: readonly FieldDef[];
}

/** One read-only transaction on a connection of its own, in UTC. */
export async function openPostgresSession(
  options: PostgresOptions,
  secrets: Secrets,
  { signal }: Pick<Context, "signal">,
): Promise<SqlSession> {
  signal.throwIfAborted();
  const config = clientConfig(options, secrets);
  const deadline = createDeadline(who, signal, options.timeout);
  const client = await connect(config, options).catch((error: unknown) => {
    deadline.clear();
    throw deadline.reason(error);
  });
  let cancelling: Promise<void> | null = null;
  let cursors = 0;

  async function ask(text: string, values: Statement["values"] = []): Promise<Answer> {
    deadline.check();
    try {
      // Cells stay the server's text, as the parser says.
      const answer: Answer = await client.query({
        text,
        values: [...values],
        rowMode: "array",
        types: { getTypeParser: () => (cell: string) => cell },
      });
      return answer;
    } catch (error) {
      throw deadline.reason(coded(error));
    }
  }

  const close = async (): Promise<void> => {
    deadline.clear();
    await cancelling;
    await client.end().catch(() => {});
  };

  try {
    await ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await ask("SELECT pg_backend_pid()");
    const process = Number(rows[0]?.[0]);
    deadline.onStop(() => {
      cancelling = cancel(config, client, process);
    });
    await ask(`SET LOCAL statement_timeout = ${Math.ceil(1000 * options.timeout)}`);
    await ask("SET LOCAL TimeZone = 'UTC'");
    await ask("SET LOCAL DateStyle = 'ISO, YMD'");
    await ask("SET LOCAL extra_float_digits = 1");
    await ask("SET LOCAL standard_conforming_strings = on");
  } catch (error) {
    await close();
    throw error;
  }

  return {
    dialect: postgresDialect,
    async describe({ text, values }) {
      const { fields } = await ask(`SELECT * FROM (${text}) AS described LIMIT 0`, values);
      const others = unknownTypes(fields);
      const catalogue = new Map<number, readonly [string, string]>();
      if (others.length > 0) {
        const { rows } = await ask(
          `SELECT oid, typname, typcategory FROM pg_catalog.pg_type WHERE oid IN (${others.join(", ")})`,
        );
        for (const [oid, type, category] of rows) catalogue.set(Number(oid), [type ?? "", category ?? ""]);
      }
      return fields.map((field) => columnOfField(field, catalogue));
    },
    async *read({ text, values }) {
      const cursor = `ie_${++cursors}`;
      // A cursor is of one SELECT that writes nothing, by the server's own rules.
      await ask(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, values);
      for (;;) {
        const { rows, fields } = await ask(`FETCH FORWARD ${fetched} FROM ${cursor}`);
        if (rows.length > 0) yield fields.map((_, column) => rows.map((row) => row[column]));
        if (rows.length < fetched) break;
      }
      await ask(`CLOSE ${cursor}`);
    },
    close,
  };
}

/** Has the server stop what `process` does, over a second connection; cuts the first where that does not help. */
async function cancel(config: ClientConfig, client: Client, process: number): Promise<void> {
  const { default: pg } = await import("pg");
  const second = new pg.Client({ ...config, connectionTimeoutMillis: patience, query_timeout: patience });
  second.on("error", () => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  const stopped = (async () => {
    try {
      await second.connect();
      await second.query("SELECT pg_cancel_backend($1)", [process]);
    } finally {
      await second.end().catch(() => {});
    }
  })();
  const isStopped = await Promise.race([stopped.then(() => true).catch(() => false), late.then(() => false)]);
  clearTimeout(timer);
  if (!isStopped) void client.end().catch(() => {});
}

/** Codes of PostgreSQL, appendix A. */
const queryCancelled = "57014";
const insufficientPrivilege = "42501";
const hints: Readonly<Record<string, string>> = {
  "42P01": "look at table, and at the schema: table: schema.name",
  "42703": "look at the columns of the table",
  "42601": "mend the query",
  [insufficientPrivilege]: "the user may not read this; grant it, or use another",
  "25006": "the source only reads",
};

function coded(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { readonly code?: string };
  const isSqlState = code !== undefined && /^[0-9A-Z]{5}$/.test(code);
  if (code === queryCancelled) {
    return new ImpactError({
      code: "data/unavailable",
      who,
      what: "the server ended the query before it was done",
      hint: "ask for less, add up in the database (aggregate), or raise timeout",
      facts: { sqlstate: code },
    });
  }
  if (isSqlState) {
    return new ImpactError({
      code: code === insufficientPrivilege ? "data/denied" : "data/unreadable",
      who,
      what: error.message.replace(/\s+/g, " "),
      hint: hints[code] ?? "look at the query and the data",
      facts: { sqlstate: code },
    });
  }
  return new ImpactError({
    code: "data/unavailable",
    who,
    what: "the connection broke",
    hint: "try again, or see the server's log",
    facts: { reason: code ?? null },
  });
}
