import { optionsSchema, type Json, type Schema } from "@ie/contracts";
import * as z from "zod";
import { readAuth, secretName, type Auth, type SecretReference } from "./auth.ts";
import { isDateFormat, isTimeZone, type TableOptions } from "../formats/index.ts";
import type { FinishOptions } from "../finish-table.ts";
import { pagingOption, type Paging } from "./paging.ts";

type Scalar = string | number | boolean;

/** What `http` reads and how; {@link TableOptions} of the formats says how answers become a table. */
export interface HttpOptions {
  /** `{from}` and `{to}` in it, in `query` and in `body` are the first and the last date wanted. */
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly body: Json;
  readonly query: Readonly<Record<string, Scalar>>;
  readonly headers: Readonly<Record<string, string | SecretReference>>;
  readonly auth: Auth | null;
  /** Null: as the server declares. */
  readonly format: "csv" | "json" | "ndjson" | null;
  /** Dotted path to the list of records in a JSON answer; "" where the answer is the list. */
  readonly records: string;
  readonly paging: Paging | null;
  /** More pages are an error, never left out. */
  readonly maxPages: number;
  readonly retries: number;
  /** For one answer, its body included. */
  readonly timeoutSeconds: number;
  readonly totalTimeoutSeconds: number;
  readonly requestsPerSecond: number | null;
  readonly allowInsecure: boolean;
}

const reference = z.unknown().transform((value): string | SecretReference => {
  const secret = secretName(value);
  // Another value may be a credential by mistake; it is refused when the source loads, where it is not shown.
  return typeof value === "string" ? value : { secret: secret ?? "" };
});

/** All options of `http`: the request, and how its answers become a table. */
export type HttpSourceOptions = HttpOptions & Omit<TableOptions, "format" | "compression"> & FinishOptions;

const httpShape = {
  url: z.string().min(1),
  method: z.enum(["GET", "POST"]).default("GET"),
  body: z.json().default(null),
  query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  headers: z.record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/), reference).default({}),
  auth: z
    .unknown()
    .transform((value): Auth | null => (value === undefined || value === null ? null : readAuth(value)))
    .default(null),
  format: z.enum(["csv", "json", "ndjson"]).nullable().default(null),
  records: z.string().default(""),
  paging: pagingOption,
  max_pages: z.int().min(1).default(1000),
  retries: z.int().min(0).max(20).default(4),
  timeout_seconds: z.number().positive().default(30),
  total_timeout_seconds: z.number().positive().default(600),
  requests_per_second: z.number().positive().nullable().default(null),
  allow_insecure: z.boolean().default(false),
};

const name = z.string().min(1);

const tableShape = {
  encoding: name.nullable().default(null),
  delimiter: z.enum([",", ";", "\t", "|"]).nullable().default(null),
  decimal: z.enum([".", ","]).default("."),
  thousands: z.enum([",", ".", " ", "'", "_"]).nullable().default(null),
  columns: z.union([z.record(name, name), z.array(name)]).default({}),
  types: z.record(name, z.enum(["number", "text", "boolean", "date"])).default({}),
  text_columns: z.array(name).default([]),
  date_column: name.default("date"),
  date_format: name
    .refine(
      isDateFormat,
      "no date format; write YYYY, MM and DD with marks, such as DD.MM.YYYY, or epoch_seconds or epoch_milliseconds",
    )
    .nullable()
    .default(null),
  time_zone: name
    .refine(isTimeZone, "no time zone; write its IANA name, such as Europe/Berlin")
    .nullable()
    .default(null),
  missing_values: z.array(z.string()).nullable().default(null),
  unit_column: name.nullable().default(null),
  /** Of all answers together, decompressed. */
  max_bytes: z.int().min(1).default(200_000_000),
};

export const httpOptions: Schema<HttpSourceOptions> = optionsSchema({ ...httpShape, ...tableShape });
