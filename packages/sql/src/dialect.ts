import type { SqlColumn } from "./session.ts";

/** What the engines write differently. Expressions are SQL texts. */
export interface Dialect {
  readonly name: "duckdb" | "postgres";
  /** What two names have in common where the engine takes them for one. */
  fold(name: string): string;
  /** The expression in a form whose cells `read` gives without loss. */
  cell(expression: string, column: SqlColumn): string;
  /** A sum that is the same in every run, in a type that `read` gives without loss; `column` is of the expression. */
  sum(expression: string, column: SqlColumn): string;
  /** What `sum` takes in place of a column: the product of two columns, row by row. */
  product(left: readonly [string, SqlColumn], right: readonly [string, SqlColumn]): readonly [string, SqlColumn];
  /** The type of a {@link Dialect.sum}. */
  sumColumn(column: SqlColumn): SqlColumn;
  /** Text in the order of code points. */
  sortKey(expression: string, column: SqlColumn): string;
}

/** An identifier of any characters, as SQL writes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
