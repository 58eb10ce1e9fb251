import { ImpactError } from "@ie/contracts";
import { quoteName, type Dialect } from "../dialect.ts";
import { groupsOf, measuresOf, type Aggregate, type Measure } from "../options/aggregate-options.ts";
import type { SqlOptions } from "../options/options.ts";
import type { SqlColumn } from "../session.ts";
import { columnOf, dayOf, refuseSameNames, type Rows } from "./rows.ts";

/** One row a group. As in a table, what is added up from a missing cell is missing. */
export function aggregatedRows(dialect: Dialect, rows: Rows, options: SqlOptions, aggregate: Aggregate): Rows {
  const groups = groupsOf(aggregate, options.dateColumn, options.unitColumn).map((name) => {
    const column = columnOf(dialect.name, rows.columns, name);
    if (name !== options.dateColumn) return { column, expression: quoteName(name) };
    return { column: { ...column, kind: "date" as const, type: "DATE" }, expression: dayOf(quoteName(name), column) };
  });
  const days: Rows = {
    ...rows,
    columns: [
      ...groups.map(({ column }) => column),
      ...rows.columns.filter(({ name }) => !groups.some(({ column }) => column.name === name)),
    ],
    text: `SELECT ${[
      ...groups.map(({ column, expression }) => `${expression} AS ${quoteName(column.name)}`),
      ...rows.columns
        .filter(({ name }) => !groups.some(({ column }) => column.name === name))
        .map(({ name }) => quoteName(name)),
    ].join(", ")} FROM (${rows.text}) AS every_row`,
  };
  const names = groups.map(({ column }) => column.name);
  const measures = measuresOf(aggregate);
  const inner = aggregate.of === "units" ? unitTotals(dialect, days, names, measures, options.unitColumn) : days;
  return grouped(dialect, inner, names, measures, aggregate.count);
}

/** The sums of each unit within each group, as rows. */
function unitTotals(
  dialect: Dialect,
  rows: Rows,
  groups: readonly string[],
  measures: readonly Measure[],
  unitColumn: string | null,
): Rows {
  if (unitColumn === null) throw new RangeError("unitTotals: there is no unit column");
  columnOf(dialect.name, rows.columns, unitColumn);
  const keys = groups.includes(unitColumn) ? groups : [...groups, unitColumn];
  const summed = [...new Set(measures.flatMap(({ columns }) => columns))].filter((name) => !keys.includes(name));
  const sums = summed.map((name): Measure => ({ name, how: "sum", columns: [name] }));
  const known: Rows = {
    ...rows,
    text: `SELECT * FROM (${rows.text}) AS known WHERE ${quoteName(unitColumn)} IS NOT NULL`,
  };
  return grouped(dialect, known, keys, sums, null);
}

function grouped(
  dialect: Dialect,
  rows: Rows,
  groups: readonly string[],
  measures: readonly Measure[],
  count: string | null,
): Rows {
  const keys = groups.map((name) => [quoteName(name), columnOf(dialect.name, rows.columns, name)] as const);
  const results = measures.map((measure) => measured(dialect, rows, measure));
  if (count !== null) {
    results.unshift(["CAST(count(*) AS DOUBLE PRECISION)", { name: count, kind: "number", type: doubleOf(dialect) }]);
  }
  const columns = [...keys, ...results].map(([, column]) => column);
  const names = columns.map(({ name }) => name);
  refuseSameNames(dialect, names, "set count to another name, or name the column otherwise in columns");
  const select = [...keys, ...results].map(([expression, { name }]) => `${expression} AS ${quoteName(name)}`);
  const by = groups.length === 0 ? "" : ` GROUP BY ${keys.map(([expression]) => expression).join(", ")}`;
  return {
    text: `SELECT ${select.join(", ")} FROM (${rows.text}) AS grouped${by}`,
    values: rows.values,
    columns,
  };
}

function doubleOf(dialect: Dialect): string {
  return dialect.name === "duckdb" ? "DOUBLE" : "float8";
}

function measured(dialect: Dialect, rows: Rows, { name, how, columns }: Measure): [string, SqlColumn] {
  const operands = columns.map((each): [string, SqlColumn] => [
    quoteName(each),
    numeric(dialect, columnOf(dialect.name, rows.columns, each), how),
  ]);
  const [left, right] = [operands[0]!, operands.at(-1)!]; // one or two columns
  const double: SqlColumn = { name, kind: "number", type: doubleOf(dialect) };
  if (how === "count") return [`CAST(count(${left[0]}) AS DOUBLE PRECISION)`, double];
  const [expression, column] = how === "product" ? dialect.product(left, right) : left;
  const sum = dialect.sum(expression, column);
  const known = `count(${expression}) = count(*)`;
  if (how === "mean") {
    return [`CASE WHEN ${known} THEN CAST(${sum} AS DOUBLE PRECISION) / nullif(count(*), 0) END`, double];
  }
  return [`CASE WHEN ${known} THEN ${sum} END`, { ...dialect.sumColumn(column), name }];
}

/** Counting needs no numbers; adding up does. */
function numeric(dialect: Dialect, column: SqlColumn, how: Measure["how"]): SqlColumn {
  if (how === "count") return column;
  if (column.kind !== null && ["number", "integer", "decimal", "boolean"].includes(column.kind)) return column;
  throw new ImpactError({
    code: "data/not-numeric",
    who: dialect.name,
    what: `column "${column.name}" is of type ${column.type}, which cannot be added up`,
    hint: "cast it in a query, or take it off the list",
    facts: { column: column.name, type: column.type },
  });
}
