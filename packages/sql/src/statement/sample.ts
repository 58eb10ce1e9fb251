import { ImpactError } from "@ie/contracts";
import { quoteName, type Dialect } from "../dialect.ts";
import type { SqlOptions } from "../options/options.ts";
import type { Statement } from "../session.ts";
import { columnOf, type Rows } from "./rows.ts";

/**
 * The rows of `size` units. Units stand in the order of the MD5 of the seed's text and their own, so that the same seed draws the same units
 * in every engine, whatever else is in the rows, and nothing of the units has to leave the database.
 */
export function sampledRows(dialect: Dialect, rows: Rows, options: SqlOptions, size: number, seed: string): Rows {
  const values = [...rows.values, seed, size];
  const order = (unit: string): string =>
    dialect.sortKey(`md5($${values.length - 1} || CAST(${unit} AS VARCHAR))`, {
      name: "",
      kind: "text",
      type: "VARCHAR",
    });
  const limit = `LIMIT CAST($${values.length} AS BIGINT)`;
  if (options.unitColumn !== null) {
    const unit = quoteName(options.unitColumn);
    const drawn = `SELECT unit FROM (${unitsOf(rows, unit)}) AS units ORDER BY ${order("unit")} ${limit}`;
    return { ...rows, values, text: `SELECT * FROM (${rows.text}) AS wide WHERE ${unit} IN (${drawn})` };
  }
  // Each row is a unit; its place in the order of all its cells names it.
  const place = `row_number() OVER (ORDER BY ${rows.columns.map((column) => dialect.sortKey(quoteName(column.name), column)).join(", ")})`;
  const names = rows.columns.map(({ name }) => quoteName(name)).join(", ");
  const own = quoteName(unusedName("place", rows));
  const text = `SELECT ${names} FROM (SELECT *, ${place} AS ${own} FROM (${rows.text}) AS wide) AS placed ORDER BY ${order(own)} ${limit}`;
  return { ...rows, values, text };
}

function unusedName(wanted: string, { columns }: Pick<Rows, "columns">): string {
  return columns.some(({ name }) => name === wanted) ? unusedName(`${wanted}_`, { columns }) : wanted;
}

/** How many units there are. */
export function unitCount(rows: Rows, { unitColumn }: SqlOptions): Statement {
  const from = unitColumn === null ? rows.text : unitsOf(rows, quoteName(unitColumn));
  return { text: `SELECT CAST(count(*) AS DOUBLE PRECISION) AS found FROM (${from}) AS units`, values: rows.values };
}

function unitsOf(rows: Rows, unit: string): string {
  return `SELECT DISTINCT ${unit} AS unit FROM (${rows.text}) AS every WHERE ${unit} IS NOT NULL`;
}

/** Refuses a sample of rows that are not units. */
export function checkSample(who: string, rows: Rows, { unitColumn, dateColumn }: SqlOptions, size: number): void {
  if (unitColumn !== null) {
    columnOf(who, rows.columns, unitColumn);
    return;
  }
  if (!rows.columns.some(({ name }) => name === dateColumn)) return;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `cannot draw ${size} units from rows that are dates`,
    hint: "name the column that tells units apart (unit_column), or leave sample_size out",
    facts: { sampleSize: size },
  });
}
