import type { Schema } from "@ie/contracts";
import * as z from "zod";
import { name } from "../options/aggregate-options.ts";
import { sqlOptionsSchema, sqlShape, type SqlOptions } from "../options/options.ts";

export interface DuckDbOptions extends SqlOptions {
  /** Views by name over CSV and Parquet files; a folder stands for all files below it. */
  readonly files: Readonly<Record<string, string>>;
  /** Mark of decimals in CSV files. */
  readonly decimal: "." | ",";
  /** A DuckDB database file, opened to be read only. */
  readonly database: string | null;
  /** More than one: sums of floats are taken as decimals of nine places. */
  readonly threads: number;
  /** Such as "2GB"; what needs more goes to a temporary folder. Null: four fifths of the machine's memory. */
  readonly memoryLimit: string | null;
}

const text: z.ZodString = z.string().min(1);

export const duckDbOptions: Schema<DuckDbOptions> = sqlOptionsSchema({
  ...sqlShape,
  files: z.record(name, text).default({}),
  decimal: z.enum([".", ","]).default("."),
  database: text.nullable().default(null),
  threads: z.int().min(1).max(64).default(1),
  memory_limit: z
    .string()
    .regex(/^\d+(?:\.\d+)?\s*[KMGT]i?B$/i, 'no size; write it as in "2GB"')
    .nullable()
    .default(null),
});
