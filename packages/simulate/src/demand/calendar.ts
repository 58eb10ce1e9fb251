import { addDays, daysBetween } from "@ie/table";
import { dayRange } from "../options/read-options.ts";
import type { SimulateOptions } from "../options/options.ts";

/** Days of a simulation and the periods (days or weeks) of its rows. */
export interface Calendar {
  readonly days: readonly string[];
  /** First day of each period. */
  readonly periods: readonly string[];
  /** Period of each day. */
  readonly periodOf: Int32Array;
}

/** 2024-01-01 was a Monday. */
const monday = "2024-01-01";

/** Days since a Monday: 0 to 6. */
function weekday(date: string): number {
  return ((daysBetween(monday, date) % 7) + 7) % 7;
}

export function calendarOf(options: Pick<SimulateOptions, "dateStart" | "dateEnd" | "granularity">): Calendar {
  let { first, last } = dayRange(options);
  const step = options.granularity === "weekly" ? 7 : 1;
  if (step === 7) {
    first = addDays(first, -weekday(first));
    last = addDays(last, 6 - weekday(last));
  }
  const days = Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day));
  return {
    days,
    periods: days.filter((_, day) => day % step === 0),
    periodOf: Int32Array.from(days, (_, day) => Math.floor(day / step)),
  };
}

/** RangeError where the days end before they begin, or before a treatment does. */
export function requireRange(options: SimulateOptions): void {
  const { first, last } = dayRange(options);
  if (first > last) throw new RangeError(`simulate: the last day is ${last}, before the first, ${first}`);
  const { assignment, enrichment } = options;
  if (enrichment === null) return;
  const starts = assignment.kind === "staggered" ? assignment.dates : [enrichment.start ?? first];
  for (const start of starts) {
    if (start <= last) continue;
    throw new RangeError(
      `simulate: the enrichment starts on ${start}, after the last day, ${last}; choose an earlier enrichment_start`,
    );
  }
}
