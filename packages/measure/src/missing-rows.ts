import { ImpactError, type Check, type Table } from "@ie/contracts";
import { takeRows } from "@ie/table";
import { anyColumn, numericColumn } from "./columns.ts";

/** What to do with rows that lack a cell the model needs. */
export type MissingPolicy = "error" | "drop";

/** The table without rows in which one of `columns` is missing, and the check that says so. `numeric` columns must hold numbers. */
export function withoutMissing(
  who: string,
  table: Table,
  columns: readonly string[],
  numeric: readonly string[],
  policy: MissingPolicy,
): { table: Table; check: Check } {
  for (const name of numeric) numericColumn(who, table, name);
  const cells = columns.map((name) => anyColumn(who, table, name));
  const n = cells[0]?.length ?? 0;
  const kept: number[] = [];
  for (let i = 0; i < n; i++) {
    const gap = cells.findIndex((column) => column[i] === "" || Number.isNaN(column[i]));
    if (gap === -1) kept.push(i);
    else if (policy === "error") {
      throw new ImpactError({
        code: "data/not-finite",
        who,
        what: `column "${columns[gap]}" is empty in row ${i + 1}`,
        hint: "fill the cell, or set missing: drop to leave such rows out",
        facts: { column: columns[gap], row: i + 1 },
      });
    }
  }
  const dropped = n - kept.length;
  const check: Check = {
    name: "missing_rows",
    status: dropped === 0 ? "pass" : dropped / n > 0.05 ? "fail" : "warn",
    message:
      dropped === 0
        ? "no row lacks a value"
        : `${dropped} of ${n} rows lack a value and were left out; the effect is that of the rest`,
    value: dropped,
  };
  return { table: dropped === 0 ? table : takeRows(table, kept), check };
}
