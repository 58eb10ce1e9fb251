import { ImpactError, type Context, type Query, type Table } from "@ie/contracts";
import { createTable, rowCount } from "@ie/table";
import { createColumnBuilder } from "./cells.ts";
import { quoteName, type Dialect } from "./dialect.ts";
import type { SqlOptions } from "./options/options.ts";
import type { SqlColumn, SqlSession, Statement } from "./session.ts";
import { aggregatedRows } from "./statement/aggregate.ts";
import { baseStatement, windowedRows, type Rows } from "./statement/rows.ts";
import { checkSample, sampledRows, unitCount } from "./statement/sample.ts";

/** Rows of a batch; a table of all of them is one batch. */
const batchRows = 65_536;

/** The rows that the options and the query ask for, as one table. */
export async function loadTable(
  session: SqlSession,
  options: SqlOptions,
  query: Query,
  context: Context,
): Promise<Table> {
  for await (const table of tables(session, options, query, context, null, Infinity)) {
    if (rowCount(table) > 0) return table;
  }
  const { from, to } = query;
  const isWhole = from === null && to === null;
  throw new ImpactError({
    code: "data/too-few-rows",
    who: session.dialect.name,
    what: `there is no row${isWhole ? "" : ` from ${from ?? "the start"} to ${to ?? "the end"}`}`,
    hint: isWhole
      ? `look at ${options.query === null ? "the table" : "the query"}`
      : "look at start_date, end_date and the data",
    facts: { from, to },
  });
}

/** The same rows in the same order in batches; only the columns of `wanted`, where all of them are there. */
export async function* loadBatches(
  session: SqlSession,
  options: SqlOptions,
  query: Query,
  context: Context,
  wanted: readonly string[] | null,
): AsyncGenerator<Table, void, undefined> {
  yield* tables(session, options, query, context, wanted, batchRows);
}

async function* tables(
  session: SqlSession,
  options: SqlOptions,
  query: Query,
  context: Context,
  wanted: readonly string[] | null,
  size: number,
): AsyncGenerator<Table, void, undefined> {
  const { dialect } = session;
  const who = dialect.name;
  const rows = await wantedRows(session, options, query, context);
  const isKnown = wanted?.every((name) => rows.columns.some((column) => column.name === name)) ?? false;
  const columns = rows.columns.filter(({ name }) => !isKnown || wanted === null || wanted.includes(name));
  refuseTypes(who, columns);
  const builders = columns.map((column) => createColumnBuilder(who, column));
  const take = (): Table =>
    createTable(Object.fromEntries(columns.map(({ name }, i) => [name, builders[i]!.take()] as const)));
  // A whole answer has a limit; a stream of batches holds one of them.
  const limit = size === Infinity ? options.maxRows : null;
  let [before, held] = [0, 0];
  const keys = sortedFirst(rows.columns, [options.unitColumn, options.dateColumn]);
  for await (const block of session.read(finalStatement(dialect, rows, columns, keys, limit))) {
    context.signal.throwIfAborted();
    const length = block[0]?.length ?? 0;
    if (limit !== null && before + length > limit) throw tooManyRows(who, limit);
    for (const [i, builder] of builders.entries()) builder.add(block[i]!, before);
    before += length;
    held += length;
    if (held >= size) {
      yield take();
      held = 0;
    }
  }
  if (held > 0 || before === 0) yield take();
}

async function wantedRows(session: SqlSession, options: SqlOptions, query: Query, context: Context): Promise<Rows> {
  const { dialect } = session;
  const base = baseStatement(options);
  let rows = windowedRows(dialect, options, base, await session.describe(base), query);
  const { sampleSize } = query;
  if (sampleSize !== null) {
    checkSample(dialect.name, rows, options, sampleSize);
    await requireUnits(session, unitCount(rows, options), sampleSize);
    const rng = context.rng.stream("sample");
    const seed = Array.from({ length: 4 }, () => rng.integer(2 ** 32).toString(16)).join(".");
    rows = sampledRows(dialect, rows, options, sampleSize, seed);
  }
  return options.aggregate === null ? rows : aggregatedRows(dialect, rows, options, options.aggregate);
}

async function requireUnits(session: SqlSession, count: Statement, needed: number): Promise<void> {
  let found = 0;
  for await (const [cells] of session.read(count)) found = Number(cells?.[0] ?? 0);
  if (found >= needed) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who: session.dialect.name,
    what: `there are ${found} units, and ${needed} are asked for`,
    hint: "lower sample_size, or give more data",
    facts: { found, needed },
  });
}

/** In the order of all cells, dates and text by code point: the same rows give the same bytes whatever the engine does inside. */
function finalStatement(
  dialect: Dialect,
  rows: Rows,
  columns: readonly SqlColumn[],
  keys: readonly SqlColumn[],
  limit: number | null,
): Statement {
  const cells = columns.map((column) => `${dialect.cell(quoteName(column.name), column)} AS ${quoteName(column.name)}`);
  const sorted = keys.map((column) => dialect.sortKey(`result.${quoteName(column.name)}`, column));
  const text = `SELECT ${cells.join(", ")} FROM (${rows.text}) AS result ORDER BY ${sorted.join(", ")}`;
  return { text: limit === null ? text : `${text} LIMIT ${limit + 1}`, values: rows.values };
}

function sortedFirst(columns: readonly SqlColumn[], first: readonly (string | null)[]): readonly SqlColumn[] {
  const leading = first.flatMap((wanted) => columns.filter(({ name }) => name === wanted));
  return [...leading, ...columns.filter(({ name, kind }) => kind !== null && !first.includes(name))];
}

function tooManyRows(who: string, limit: number): ImpactError {
  return new ImpactError({
    code: "data/too-large",
    who,
    what: `the answer has more than ${limit} rows`,
    hint: "add up in the database (aggregate), narrow the window, or raise max_rows",
    facts: { maxRows: limit },
  });
}

function refuseTypes(who: string, columns: readonly SqlColumn[]): void {
  const odd = columns.filter(({ kind }) => kind === null);
  const [first] = odd;
  if (first === undefined) return;
  const rest = odd.slice(1).map(({ name, type }) => `"${name}" (${type})`);
  const also = rest.length === 0 ? "" : `, and so it is with ${rest.join(", ")}`;
  throw new ImpactError({
    code: "data/unreadable",
    who,
    what: `column "${first.name}" is of type ${first.type}, which no column of a table can hold${also}`,
    hint: "list the others under columns, or cast it in a query",
    facts: { column: first.name, type: first.type },
  });
}
