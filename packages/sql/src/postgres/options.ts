import type { Schema } from "@ie/contracts";
import * as z from "zod";
import { sqlOptionsSchema, sqlShape, type SqlOptions } from "../options/options.ts";

/** A secret by its name: the value never stands in a configuration. */
export interface SecretReference {
  readonly secret: string;
}

export interface PostgresOptions extends SqlOptions {
  /** Holds a URL such as postgres://user:password@host:5432/database. */
  readonly connection: SecretReference;
  /** `url`: as `sslmode` in the URL says; `verify`: certificate and name are checked; `require`: encrypted, unchecked; `off`. */
  readonly tls: "url" | "verify" | "require" | "off";
  /** Holds the certificate, as PEM, that signs the server's; the machine's own list where null. */
  readonly tlsCa: SecretReference | null;
}

/** Every fault in the same words: a value that was put here by mistake is not shown. */
const reference: z.ZodType<SecretReference> = z.unknown().transform((value, context) => {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  const name: unknown = isMap && Object.keys(value).length === 1 && "secret" in value ? value.secret : null;
  if (typeof name === "string" && /^[A-Za-z_][\w.-]{0,99}$/.test(name)) return { secret: name };
  context.issues.push({
    code: "custom",
    message: "not a reference to a secret; write { secret: NAME }, and the value where secrets are kept",
    input: null,
  });
  return z.NEVER;
});

export const postgresOptions: Schema<PostgresOptions> = sqlOptionsSchema({
  ...sqlShape,
  connection: reference,
  tls: z.enum(["url", "verify", "require", "off"]).default("url"),
  tls_ca: reference.nullable().default(null),
});
