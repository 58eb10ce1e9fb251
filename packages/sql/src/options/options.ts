import { optionsSchema } from "@ie/contracts";
import * as z from "zod";
import { readSelect } from "../select-text.ts";
import type { SqlValue } from "../session.ts";
import { aggregateSchema, groupsOf, measuresOf, name, type Aggregate } from "./aggregate-options.ts";

/** What the sources of both engines are told. */
export interface SqlOptions {
  /** A table or view: one name, `schema.name`, or its parts; null with `query`. */
  readonly table: string | readonly string[] | null;
  /** One SELECT, in which `$name` is a parameter; null with `table`. */
  readonly query: string | null;
  readonly parameters: Readonly<Record<string, SqlValue>>;
  /** Names in the database by name in the table, the other columns keeping theirs; or the only columns to read. */
  readonly columns: Readonly<Record<string, string>> | readonly string[];
  /** Columns, by name in the table, to read as text although they are numbers. */
  readonly textColumns: readonly string[];
  readonly dateColumn: string;
  /** Column that tells units apart; null where each row is a unit. */
  readonly unitColumn: string | null;
  readonly aggregate: Aggregate | null;
  /** More rows than this in the answer are an error. */
  readonly maxRows: number;
  /** Seconds for everything that one load asks of the database. */
  readonly timeout: number;
}

/** The options' shape, in snake_case; a source adds its own. */
export const sqlShape: {
  readonly table: z.ZodType<string | readonly string[] | null>;
  readonly query: z.ZodType<string | null>;
  readonly parameters: z.ZodType<Readonly<Record<string, SqlValue>>>;
  readonly columns: z.ZodType<Readonly<Record<string, string>> | readonly string[]>;
  readonly text_columns: z.ZodType<readonly string[]>;
  readonly date_column: z.ZodType<string>;
  readonly unit_column: z.ZodType<string | null>;
  readonly aggregate: z.ZodType<Aggregate | null>;
  readonly max_rows: z.ZodType<number>;
  readonly timeout: z.ZodType<number>;
} = {
  table: z
    .union([name, z.array(name).min(1).max(3)])
    .nullable()
    .default(null),
  query: z.string().nullable().default(null),
  parameters: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .default({}),
  columns: z.union([z.array(name).min(1), z.record(name, name)]).default({}),
  text_columns: z.array(name).default([]),
  date_column: name.default("date"),
  unit_column: name.nullable().default(null),
  aggregate: aggregateSchema.nullable().default(null),
  max_rows: z.int().min(1).default(5_000_000),
  timeout: z.number().positive().max(86_400).default(300),
};

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A shape of options with rules over several of them; all faults are told together. */
export function sqlOptionsSchema<S extends typeof sqlShape>(shape: S): ReturnType<typeof optionsSchema<S>> {
  const plain = optionsSchema(shape);
  const { validate, ...standard } = plain["~standard"];
  return {
    "~standard": {
      ...standard,
      validate: (value) => {
        const result = validate(value);
        if (result instanceof Promise || result.issues !== undefined) return result;
        const issues = faultsOf(result.value as unknown as SqlOptions); // the shape holds at least those keys
        return issues.length === 0 ? result : { issues };
      },
    },
  };
}

function faultsOf({ table, query, parameters, aggregate, dateColumn, unitColumn }: SqlOptions): readonly Fault[] {
  const faults: Fault[] = [];
  if ((table === null) === (query === null)) {
    const what = table === null ? "there is neither a table nor a query" : "there are both a table and a query";
    faults.push({ path: [], message: `${what}; give one of them` });
  }
  const select = query === null ? { text: "", parameters: [] } : readSelect(query);
  if ("fault" in select) faults.push({ path: ["query"], message: select.fault });
  else {
    for (const wanted of select.parameters) {
      if (Object.hasOwn(parameters, wanted)) continue;
      faults.push({ path: ["query"], message: `$${wanted} has no value; give it under parameters` });
    }
    for (const given of Object.keys(parameters)) {
      if (select.parameters.includes(given)) continue;
      faults.push({ path: ["parameters", given], message: `the query has no $${given}; remove it, or use it there` });
    }
  }
  if (aggregate !== null) faults.push(...aggregateFaults(aggregate, dateColumn, unitColumn));
  return faults;
}

function aggregateFaults(aggregate: Aggregate, dateColumn: string, unitColumn: string | null): readonly Fault[] {
  const faults: Fault[] = [];
  if (unitColumn === null && (aggregate.by === "unit" || aggregate.of === "units")) {
    const path = ["aggregate", aggregate.by === "unit" ? "by" : "of"];
    faults.push({ path, message: "the column of the units is not known; name it as unit_column" });
  }
  const results = [
    ...groupsOf(aggregate, dateColumn, unitColumn),
    ...(aggregate.count === null ? [] : [aggregate.count]),
    ...measuresOf(aggregate).map((measure) => measure.name),
  ];
  if (results.length === 0) faults.push({ path: ["aggregate"], message: "it asks for nothing; list sums or counts" });
  const twice = results.find((result, i) => results.indexOf(result) !== i);
  if (twice !== undefined) {
    faults.push({
      path: ["aggregate"],
      message: `two of its results are called "${twice}"; list each once, and set count to another name than the columns'`,
    });
  }
  return faults;
}
