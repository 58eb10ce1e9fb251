import { optionsSchema, type Schema } from "@ie/contracts";
import * as z from "zod";
import { isDateFormat, isTimeZone, type TableOptions } from "../formats/index.ts";

export interface FileOptions extends TableOptions {
  /** A file, folder or pattern below the roots, or an address such as `https://…` or `s3://…`. */
  readonly path: string;
  /** Column that tells units apart; null where each row is a unit. */
  readonly unitColumn: string | null;
  /** A file of the rows' potential outcomes, in columns `<outcome>_untreated` and `<outcome>_treated`; null where they are not known. */
  readonly truthPath: string | null;
  /** Addresses that begin with `http:` may be read. */
  readonly allowInsecure: boolean;
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

const names = z.array(z.string().min(1));

/** The options of `file` as configurations write them; those from `format` on are of any source of files. */
export const fileOptions: Schema<FileOptions> = optionsSchema({
  path: z.string().min(1),
  unit_column: z.string().nullable().default(null),
  truth_path: z.string().min(1).nullable().default(null),
  allow_insecure: z.boolean().default(false),
  format: z.enum(["csv", "json", "ndjson", "parquet"]).nullable().default(null),
  compression: z.enum(["none", "gzip", "zstd"]).nullable().default(null),
  encoding: z
    .string()
    .refine(isEncoding, "no encoding that is known; such as utf-16le or windows-1252")
    .nullable()
    .default(null),
  delimiter: z.enum([",", ";", "\t", "|"]).nullable().default(null),
  decimal: z.enum([".", ","]).default("."),
  thousands: z.enum([",", ".", " ", "'", "_"]).nullable().default(null),
  columns: z.union([z.record(z.string(), z.string().min(1)), names.min(1)]).default({}),
  types: z.record(z.string(), z.enum(["number", "text", "boolean", "date"])).default({}),
  text_columns: names.default([]),
  date_column: z.string().default("date"),
  date_format: z
    .string()
    .refine(
      isDateFormat,
      "no date format; write YYYY, MM and DD with marks, such as DD.MM.YYYY, or epoch_seconds or epoch_milliseconds",
    )
    .nullable()
    .default(null),
  time_zone: z
    .string()
    .refine(isTimeZone, "no time zone; write its IANA name, such as Europe/Berlin")
    .nullable()
    .default(null),
  missing_values: z.array(z.string()).nullable().default(null),
  max_bytes: z.int().min(1).default(1_000_000_000),
});
