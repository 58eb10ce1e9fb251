import { optionsSchema, type Reduction, type Transform } from "@ie/contracts";
import { createExactSums, createTable, plainTable } from "@ie/table";
import * as z from "zod";
import { anyColumn, canonicalDate, noDate, numericColumn } from "../columns.ts";
import { createDateGroups } from "./date-groups.ts";

export interface AggregateByDateOptions {
  /** Columns to add up (or average) by date. */
  readonly metric: readonly string[];
  readonly dateColumn: string;
  readonly how: "sum" | "mean";
}

const who = "aggregate_by_date";

/** Sums are exact until they are written, so that batches of any size give the same. */
function reductionOf({ metric, dateColumn: name, how }: AggregateByDateOptions): Reduction {
  let before = 0;
  const dates = createDateGroups((text, row) => {
    const date = canonicalDate(text);
    if (date === null) throw noDate(who, name, text, before + row);
    return date;
  });
  const sums = metric.map(() => createExactSums());
  let counts = new Float64Array(1024);
  return {
    columns: [name, ...metric],
    add: (batch) => {
      const cells = Object.hasOwn(batch, name) ? batch[name]! : anyColumn(who, plainTable(batch), name);
      const columns = metric.map((column) => {
        const own = Object.hasOwn(batch, column) ? batch[column] : undefined;
        const speaker = before === 0 ? who : `${who}, counting rows from ${before + 1}`;
        return own instanceof Float64Array ? own : numericColumn(speaker, plainTable(batch), column);
      });
      const n = "codes" in cells ? cells.codes.length : cells.length;
      const groups = dates.of(cells);
      if (how === "mean") {
        if (counts.length < dates.groups.size) counts = copyOf(counts, 2 * dates.groups.size);
        for (let row = 0; row < n; row++) counts[groups[row]!]!++;
      }
      for (const [k, column] of columns.entries()) sums[k]!.add(groups, column, n);
      before += n;
    },
    finish: () => {
      const sorted = [...dates.groups].sort(([a], [b]) => (a < b ? -1 : 1));
      const isTimed = sorted.some(([date]) => date.length > 10);
      const totals = metric.map((column, k): [string, Float64Array] => [
        column,
        Float64Array.from(sorted, ([, g]) => (how === "sum" ? sums[k]!.value(g) : sums[k]!.mean(g, counts[g]!))),
      ]);
      // dates among times are written as dateColumn does, so that texts sort as times do
      const written = sorted.map(([date]) => (isTimed && date.length === 10 ? `${date}T00:00` : date));
      return createTable({ [name]: written, ...Object.fromEntries(totals) });
    },
  };
}

function copyOf(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(values);
  return larger;
}

/** One row a date, in the order of dates: the date and each metric. A missing cell makes its date's metric missing. */
export const aggregateByDate: Transform<AggregateByDateOptions> = {
  options: optionsSchema({
    metric: z.union([z.string().transform((name) => [name]), z.array(z.string()).min(1)]).default(["revenue"]),
    date_column: z.string().default("date"),
    how: z.enum(["sum", "mean"]).default("sum"),
  }),
  apply: (table, options) => {
    const reduction = reductionOf(options);
    reduction.add(table);
    return reduction.finish();
  },
  reduce: reductionOf,
};
