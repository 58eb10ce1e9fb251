import { ImpactError } from "@ie/contracts";
import type { Client, ClientConfig } from "pg";
import { optionalPackage } from "../optional-package.ts";
import type { Secrets } from "../secrets.ts";
import type { PostgresOptions, SecretReference } from "./options.ts";

const who = "postgres";

/** Seconds to wait for the server to answer at all. */
const connectSeconds = 15;

function valueOf({ secret }: SecretReference, secrets: Secrets): string {
  const value = secrets(secret);
  if (value !== undefined && value !== "") return value;
  throw new ImpactError({
    code: "config/missing-secret",
    who,
    what: `the secret "${secret}" is not set`,
    hint: "set it where this program takes secrets from",
    facts: { secret },
  });
}

/** How to reach the server. Messages name the secret, never its value. */
export function clientConfig(options: PostgresOptions, secrets: Secrets): ClientConfig {
  const { connection, tls, tlsCa, timeout } = options;
  const value = valueOf(connection, secrets);
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `the secret "${connection.secret}" holds no URL of a Postgres server`,
      hint: "it reads postgres://user:password@host:5432/database",
      facts: { secret: connection.secret },
    });
  }
  const ca = tlsCa === null ? {} : { ca: valueOf(tlsCa, secrets) };
  if (tls !== "url")
    for (const name of ["ssl", "sslmode", "sslcert", "sslkey", "sslrootcert"]) url.searchParams.delete(name);
  return {
    connectionString: tls === "url" ? value : url.href,
    ...(tls === "url" ? {} : { ssl: tls === "off" ? false : { rejectUnauthorized: tls === "verify", ...ca } }),
    application_name: "ie",
    connectionTimeoutMillis: 1000 * Math.min(connectSeconds, timeout),
  };
}

export async function connect(config: ClientConfig, { connection }: PostgresOptions): Promise<Client> {
  const { default: pg } = await optionalPackage(who, "pg", () => import("pg"));
  const client = new pg.Client(config);
  // A connection that breaks while idle would otherwise end the process; the next query tells.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    const { code } = error as { readonly code?: unknown };
    const isRefused = code === "28P01" || code === "28000";
    // The driver's own words can hold user, host and database, so they are kept out, as cause too.
    const reason = typeof code === "string" && /^[A-Z0-9_]{3,60}$/.test(code) ? ` (${code})` : "";
    throw new ImpactError({
      code: isRefused ? "data/denied" : "data/unavailable",
      who,
      what: `no connection by the secret "${connection.secret}"${reason}${words(code, error)}`,
      hint: "check the URL's host, port, user, password and database, and tls",
      facts: { secret: connection.secret, reason: code ?? null },
    });
  }
}

function words(code: unknown, error: unknown): string {
  if (code === "28P01" || code === "28000") return ": the server refuses the login";
  if (code === "3D000") return ": there is no such database";
  if (code === "ECONNREFUSED") return ": nothing listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return ": the host is not known";
  const text = error instanceof Error ? error.message : "";
  if (/does not support SSL/i.test(text)) return ": the server offers no TLS";
  return /timeout/i.test(text) ? `: no answer` : "";
}
