import type { Dialect } from "../dialect.ts";
import type { SqlColumn } from "../session.ts";

const isFloat = ({ type }: SqlColumn): boolean => type === "float4" || type === "float8";

/** Its value as a double: float4 prints the shortest text of a float4, which is another number. */
const wide = (expression: string, { type }: SqlColumn): string =>
  type === "float4" ? `CAST(${expression} AS double precision)` : expression;

/**
 * Sums are of `numeric`, which is exact, so that neither parallel workers nor the order of rows reach the last digit. A float goes there by
 * its text, the shortest that stands for it; the direct cast keeps fifteen digits only.
 */
function exact(expression: string, column: SqlColumn): string {
  if (isFloat(column)) return `CAST(CAST(${wide(expression, column)} AS text) AS numeric)`;
  if (column.kind === "boolean") return `CAST(${expression} AS integer)`;
  return expression;
}

const numeric: SqlColumn = { name: "", kind: "decimal", type: "numeric" };

export const postgresDialect: Dialect = {
  name: "postgres",
  fold: (name) => name,
  cell: (expression, column) => (column.kind === "text" ? `CAST(${expression} AS text)` : wide(expression, column)),
  sum: (expression, column) => `CAST(sum(${exact(expression, column)}) AS numeric)`,
  product: ([left, leftColumn], [right, rightColumn]) => {
    if (isFloat(leftColumn) || isFloat(rightColumn)) {
      return [
        `CAST(${left} AS double precision) * CAST(${right} AS double precision)`,
        { name: "", kind: "number", type: "float8" },
      ];
    }
    return [`CAST(${exact(left, leftColumn)} AS numeric) * CAST(${exact(right, rightColumn)} AS numeric)`, numeric];
  },
  sumColumn: () => numeric,
  sortKey: (expression, { kind }) =>
    kind === "text" ? `CAST(${expression} AS text) COLLATE "C" NULLS LAST` : `${expression} NULLS LAST`,
};
