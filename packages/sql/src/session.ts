import type { Dialect } from "./dialect.ts";

/** What a statement may be given apart from its text. */
export type SqlValue = string | number | boolean | null;

/** One SELECT. `$1` in the text is the first of the values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * How cells become those of a table: `integer` is checked to fit a double, `decimal` is rounded to one, `boolean` is 0 or 1, `date` is
 * "YYYY-MM-DD" and `time` "YYYY-MM-DDTHH:MM:SS" in UTC, or the date alone at midnight.
 */
export type CellKind = "number" | "integer" | "decimal" | "boolean" | "date" | "time" | "text";

export interface SqlColumn {
  readonly name: string;
  /** Null where no cell of a table can hold the type. */
  readonly kind: CellKind | null;
  /** The engine's name of the type. */
  readonly type: string;
}

/** Cells of some rows by column, as the engine gives them; null is missing. */
export type Block = readonly (readonly unknown[])[];

/** A connection that can only read: one snapshot, UTC, ended by {@link SqlSession.close}. Both engines are spoken to through this alone. */
export interface SqlSession {
  readonly dialect: Dialect;
  /** The columns that a statement gives; no row is read. */
  describe(statement: Statement): Promise<readonly SqlColumn[]>;
  /** All rows of a statement, some thousands at a time. Throws an ImpactError; once aborted, the signal's reason. */
  read(statement: Statement): AsyncIterable<Block>;
  close(): Promise<void>;
}
