import type { Secrets } from "../secrets.ts";
import { createSqlSource, type SqlSource } from "../source.ts";
import { postgresOptions, type PostgresOptions } from "./options.ts";
import { openPostgresSession } from "./session.ts";

export interface PostgresExtras {
  /** Gives the values of the secrets that options name. */
  readonly secret: Secrets;
}

/**
 * A source of tables and queries of a PostgreSQL server, read in one read-only transaction. Needs the package `pg`, which is loaded at the
 * first load.
 */
export function createPostgresSource({ secret }: PostgresExtras): SqlSource<PostgresOptions> {
  return createSqlSource(postgresOptions, (options, context) => openPostgresSession(options, secret, context));
}
