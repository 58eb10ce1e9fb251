export type { DuckDbOptions } from "./duckdb/options.ts";
export { openDuckDbSession } from "./duckdb/session.ts";
export { createDuckDbSource, type DuckDbExtras } from "./duckdb/source.ts";
