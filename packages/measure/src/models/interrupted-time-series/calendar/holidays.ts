import type { Table } from "@ie/contracts";
import { anyColumn } from "../../../columns.ts";
import type { HolidayOptions } from "../options.ts";
import { who } from "../who.ts";
import { toSeconds } from "./times.ts";

export interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/**
 * One column for the holidays and, where asked, one for the dates before and one for those after, so that a rush and
 * a lull have coefficients of their own. On a grid coarser than days a holiday falls into the date that begins before it.
 */
export function holidayColumns(
  { dates: holidays, column, before, after }: HolidayOptions,
  table: Table,
  dates: readonly string[],
  rows: Int32Array,
): NamedColumn[] {
  const n = dates.length;
  const on = new Float64Array(n);
  if (column !== null) {
    const cells = anyColumn(who, table, column);
    rows.forEach((row, t) => {
      const cell = row === -1 ? "" : cells[row]!;
      on[t] = cell === "" || cell === 0 || Number.isNaN(cell) ? 0 : 1;
    });
  } else {
    const starts = dates.map(toSeconds);
    for (const holiday of holidays ?? []) {
      const [from, to] = [toSeconds(holiday), toSeconds(holiday) + (holiday.length > 10 ? 1 : 86_400)];
      for (let t = 0; t < n; t++) {
        const next = starts[t + 1] ?? 2 * starts[t]! - (starts[t - 1] ?? starts[t]!);
        if (starts[t]! < to && Math.max(next, starts[t]! + 1) > from) on[t] = 1;
      }
    }
  }
  const near = (offsets: readonly number[]): Float64Array =>
    Float64Array.from(on, (value, t) => (value === 0 && offsets.some((offset) => on[t + offset] === 1) ? 1 : 0));
  const columns: NamedColumn[] = [{ name: "holiday", values: on }];
  if (before > 0)
    columns.push({ name: "before_holiday", values: near(Array.from({ length: before }, (_, i) => i + 1)) });
  if (after > 0) columns.push({ name: "after_holiday", values: near(Array.from({ length: after }, (_, i) => -i - 1)) });
  // a column of nothing is no regressor
  return columns.filter(({ values }) => values.includes(1));
}
