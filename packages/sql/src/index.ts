export type { Aggregate } from "./options/aggregate-options.ts";
export type { SqlOptions } from "./options/options.ts";
export type { PostgresOptions, SecretReference } from "./postgres/options.ts";
export { createPostgresSource, type PostgresExtras } from "./postgres/source.ts";
export { openPostgresSession } from "./postgres/session.ts";
export type { Secrets } from "./secrets.ts";
export type { Block, CellKind, SqlColumn, SqlSession, SqlValue, Statement } from "./session.ts";
export type { Dialect } from "./dialect.ts";
export type { SqlSource } from "./source.ts";
