import type { Dialect } from "../dialect.ts";
import type { SqlColumn } from "../session.ts";

const decimal: SqlColumn = { name: "", kind: "decimal", type: "DECIMAL" };
const double: SqlColumn = { name: "", kind: "number", type: "DOUBLE" };

const isFloat = ({ type }: SqlColumn): boolean => type === "DOUBLE" || type === "FLOAT";

/** With more than one thread floats are added up as decimals, since the order in which threads end would reach the last digit. */
export function duckDbDialect(threads: number): Dialect {
  const sumColumn = (column: SqlColumn): SqlColumn => (threads === 1 && isFloat(column) ? double : decimal);
  return {
    name: "duckdb",
    fold: (name) => name.toLowerCase(),
    cell: (expression, { kind, type }) => {
      if (kind === "number") return type === "DOUBLE" ? expression : `CAST(${expression} AS DOUBLE)`;
      if (kind === "boolean" || kind === "integer" || type === "VARCHAR") return expression;
      return `CAST(${expression} AS VARCHAR)`;
    },
    sum: (expression, column) => {
      if (column.kind === "boolean") return `sum(CAST(${expression} AS INTEGER))`;
      if (!isFloat(column)) return `sum(${expression})`;
      if (threads === 1) return `sum(CAST(${expression} AS DOUBLE))`;
      // The sum of a group with a NaN is missing; the others of its cells must not be added up without it.
      return `CASE WHEN NOT bool_or(isnan(${expression})) THEN sum(CASE WHEN NOT isnan(${expression}) THEN CAST(${expression} AS DECIMAL(38, 9)) END) END`;
    },
    product: ([left], [right]) => [`CAST(${left} AS DOUBLE) * CAST(${right} AS DOUBLE)`, double],
    sumColumn,
    sortKey: (expression) => `${expression} NULLS LAST`,
  };
}
