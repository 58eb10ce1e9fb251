import { optionsSchema, type Table, type Transform } from "@ie/contracts";
import { aggregate } from "@ie/table";
import * as z from "zod";
import { dateColumn, numericColumn } from "../columns.ts";

export interface AggregateByDateOptions {
  /** Columns to add up (or average) by date. */
  readonly metric: readonly string[];
  readonly dateColumn: string;
  readonly how: "sum" | "mean";
}

const who = "aggregate_by_date";

/** One row a date, in the order of dates: the date and each metric. A missing cell makes its date's metric missing. */
export const aggregateByDate: Transform<AggregateByDateOptions> = {
  options: optionsSchema({
    metric: z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]).default(["revenue"]),
    date_column: z.string().default("date"),
    how: z.enum(["sum", "mean"]).default("sum"),
  }),
  apply: (table, { metric, dateColumn: name, how }) => {
    const columns: Record<string, Table[string]> = { [name]: dateColumn(who, table, name) };
    for (const column of metric) columns[column] = numericColumn(who, table, column);
    return aggregate(columns, [name], Object.fromEntries(metric.map((column) => [column, { column, how }])));
  },
};
