import * as z from "zod";

/** Groups and what is added up in each, computed by the engine. */
export interface Aggregate {
  /** `date`: by day of the date column; `unit`: by the unit column; else by these columns. */
  readonly by: string | readonly string[];
  /** Columns added up, under their own names. */
  readonly sums: readonly string[];
  /** Columns averaged, as `<column>_mean`. */
  readonly means: readonly string[];
  /** Columns whose cells that are not missing are counted, as `<column>_count`. */
  readonly counts: readonly string[];
  /** Columns whose squares are added up, as `<column>_squares`. */
  readonly squares: readonly string[];
  /** Sums of the products of two columns, by the name of the result. */
  readonly products: Readonly<Record<string, readonly [string, string]>>;
  /** What is counted and squared: rows, or units after adding up the rows of each. */
  readonly of: "rows" | "units";
  /** Name of the column with their number; null for none. */
  readonly count: string | null;
}

/** A name of a table, a column or a view, as the engines take it. */
export const name: z.ZodString = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, "a name holds a NUL character; leave it out");

const names: z.ZodDefault<z.ZodArray<z.ZodString>> = z.array(name).default([]);

export const aggregateSchema: z.ZodType<Aggregate> = z.strictObject({
  by: z.union([name, z.array(name)]),
  sums: names,
  means: names,
  counts: names,
  squares: names,
  products: z.record(name, z.tuple([name, name])).default({}),
  of: z.enum(["rows", "units"]).default("rows"),
  count: name.nullable().default("n"),
});

/** One result column of an aggregate. */
export interface Measure {
  readonly name: string;
  readonly how: "sum" | "mean" | "count" | "product";
  readonly columns: readonly [string] | readonly [string, string];
}

/** The result columns after the groups, in their order. */
export function measuresOf({ sums, means, counts, squares, products }: Aggregate): readonly Measure[] {
  return [
    ...sums.map((column): Measure => ({ name: column, how: "sum", columns: [column] })),
    ...means.map((column): Measure => ({ name: `${column}_mean`, how: "mean", columns: [column] })),
    ...counts.map((column): Measure => ({ name: `${column}_count`, how: "count", columns: [column] })),
    ...squares.map((column): Measure => ({ name: `${column}_squares`, how: "product", columns: [column, column] })),
    ...Object.entries(products).map(([product, columns]): Measure => ({ name: product, how: "product", columns })),
  ];
}

/** The group columns of an aggregate. */
export function groupsOf({ by }: Aggregate, dateColumn: string, unitColumn: string | null): readonly string[] {
  if (typeof by !== "string") return by;
  if (by === "date") return [dateColumn];
  return by === "unit" && unitColumn !== null ? [unitColumn] : [by];
}
