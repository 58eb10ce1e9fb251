import { createSqlSource, type SqlSource } from "../source.ts";
import { duckDbOptions, type DuckDbOptions } from "./options.ts";
import { openDuckDbSession } from "./session.ts";

export interface DuckDbExtras {
  /** Folders below which files may be read; relative paths are tried below each, in order. */
  readonly roots: readonly string[];
}

/**
 * A source of CSV, Parquet and DuckDB files by SQL, in this process. Needs the package `@duckdb/node-api`, which is loaded at the first load.
 * A query can reach the files that the options name, and nothing else.
 */
export function createDuckDbSource({ roots }: DuckDbExtras): SqlSource<DuckDbOptions> {
  return createSqlSource(duckDbOptions, (options, context) => openDuckDbSession(options, roots, context));
}
