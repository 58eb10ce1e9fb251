import type { Table } from "@ie/contracts";
import { calendarOf } from "./calendar.ts";
import { columnIn, subjectOf, type ContractPlan } from "./subject.ts";

/** Columns of dates and units of a table, with what they span. */
export interface Roles {
  readonly time: { readonly column: string; readonly first: string; readonly last: string } | null;
  readonly unit: { readonly column: string; readonly count: number } | null;
}

/** The parts that a plan's columns play in its source's rows; null where no column does. */
export function rolesOf(plan: ContractPlan, table: Table, dateColumn: string | null, unitColumn: string | null): Roles {
  const { time, unit } = subjectOf(plan, table);
  const dates = [time, dateColumn].find((name) => name !== null && columnIn(table, name) !== null) ?? null;
  const units = [unit, unitColumn].find((name) => name !== null && columnIn(table, name) !== null) ?? null;
  const calendar = dates === null ? null : calendarOf(columnIn(table, dates)!); // just found
  const first = calendar?.periods[0];
  return {
    time:
      dates === null || first === undefined ? null : { column: dates, first, last: calendar?.periods.at(-1) ?? first },
    unit:
      units === null
        ? null
        : { column: units, count: new Set(Array.from(columnIn(table, units) as readonly unknown[])).size },
  };
}
