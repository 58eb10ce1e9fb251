import { ImpactError, suggestName, type Query } from "@ie/contracts";
import { addDays } from "@ie/table";
import { quoteName, type Dialect } from "../dialect.ts";
import type { SqlOptions } from "../options/options.ts";
import { readSelect } from "../select-text.ts";
import type { CellKind, SqlColumn, SqlValue, Statement } from "../session.ts";

/** A SELECT in the making; `columns` are those it gives, by their names in the table. */
export interface Rows {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly columns: readonly SqlColumn[];
}

/** What the options name, with no column renamed or left out. */
export function baseStatement({ table, query, parameters }: SqlOptions): Statement {
  if (query === null) {
    const parts = typeof table === "string" ? table.split(".") : (table ?? []);
    return { text: `SELECT * FROM ${parts.map(quoteName).join(".")}`, values: [] };
  }
  const select = readSelect(query);
  if ("fault" in select) throw new RangeError(`baseStatement: ${select.fault}`);
  return { text: select.text, values: select.parameters.map((name) => parameters[name] ?? null) };
}

/** The columns of the base that are read, under their names in the table, within the query's window. */
export function windowedRows(
  dialect: Dialect,
  options: SqlOptions,
  base: Statement,
  found: readonly SqlColumn[],
  { from, to }: Pick<Query, "from" | "to">,
): Rows {
  const chosen = chosenColumns(dialect, options, found);
  const expressions = chosen.map(([inside, column]) => {
    const name = quoteName(inside);
    const isMade = options.textColumns.includes(column.name) && column.kind !== "text";
    return `${isMade ? `CAST(${name} AS VARCHAR)` : name} AS ${quoteName(column.name)}`;
  });
  const columns = chosen.map(([, column]) =>
    options.textColumns.includes(column.name) ? { ...column, kind: "text" as const, type: "VARCHAR" } : column,
  );
  const text = `SELECT ${expressions.join(", ")} FROM (${base.text}) AS base`;
  if (from === null && to === null) return { text, values: base.values, columns };
  const date = quoteName(options.dateColumn);
  const { kind } = columnOf(dialect.name, columns, options.dateColumn);
  const values = [...base.values];
  const conditions: string[] = [];
  const bound = (sign: string, value: string): void => {
    values.push(value);
    conditions.push(`${dateOf(date, kind)} ${sign} CAST($${values.length} AS DATE)`);
  };
  if (from !== null) bound(">=", from.slice(0, 10));
  // The last date is wanted with all its hours.
  if (to !== null) bound("<", addDays(to.slice(0, 10), 1));
  return { text: `SELECT * FROM (${text}) AS named WHERE ${conditions.join(" AND ")}`, values, columns };
}

/** A date or time as it is, so that an index serves; text is read as a date. */
function dateOf(expression: string, kind: CellKind | null): string {
  return kind === "date" || kind === "time" ? expression : `CAST(${expression} AS DATE)`;
}

/** The day of a date column. */
export function dayOf(expression: string, { kind }: SqlColumn): string {
  return kind === "date" ? expression : `CAST(${expression} AS DATE)`;
}

/** Throws where the engine would take one of `names` for another. */
export function refuseSameNames(dialect: Dialect, names: readonly string[], hint: string): void {
  const folded = names.map((name) => dialect.fold(name));
  const at = folded.findIndex((name, i) => folded.indexOf(name) !== i);
  if (at === -1) return;
  const [one, other] = [names[folded.indexOf(folded[at]!)]!, names[at]!];
  throw new ImpactError({
    code: "data/duplicate-key",
    who: dialect.name,
    what: one === other ? `two columns are called "${one}"` : `columns "${one}" and "${other}" have one name here`,
    hint,
    facts: { column: other },
  });
}

function chosenColumns(
  dialect: Dialect,
  options: SqlOptions,
  found: readonly SqlColumn[],
): readonly (readonly [inside: string, column: SqlColumn])[] {
  refuseSameNames(dialect, namesOf(found), "give each its own name in the query, with AS");
  const chosen = namedColumns(dialect.name, options, found);
  refuseSameNames(dialect, namesOf(chosen.map(([, column]) => column)), "choose another name in columns");
  return chosen;
}

function namesOf(columns: readonly SqlColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}

function namedColumns(
  who: string,
  { columns }: SqlOptions,
  found: readonly SqlColumn[],
): readonly (readonly [inside: string, column: SqlColumn])[] {
  if (Array.isArray(columns)) {
    return [...new Set(columns as readonly string[])].map((name) => [name, columnOf(who, found, name)]);
  }
  const renamed = Object.entries(columns as Readonly<Record<string, string>>).map(
    ([name, inside]) => [inside, { ...columnOf(who, found, inside), name }] as const,
  );
  const taken = new Set(renamed.flatMap(([inside, { name }]) => [inside, name]));
  return [...renamed, ...found.filter(({ name }) => !taken.has(name)).map((column) => [column.name, column] as const)];
}

export function columnOf(who: string, columns: readonly SqlColumn[], name: string): SqlColumn {
  const column = columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = columns.map((each) => each.name);
  throw new ImpactError({
    code: "data/missing-column",
    who,
    what: `no column "${name}"`,
    hint: suggestName(name, names),
    facts: { column: name, columns: names },
  });
}
