import { ImpactError } from "@ie/contracts";
import { canonicalDate } from "../columns.ts";
import type { Panel } from "./panel.ts";

/** `time` as the panel writes its periods: a number, or a canonical date; null where it is neither. */
function keyOf({ calendar, periods }: Panel, time: string | number): string | number | null {
  if (calendar === "number") {
    const value = typeof time === "number" ? time : time.trim() === "" ? NaN : Number(time);
    return Number.isFinite(value) ? value : null;
  }
  const date = canonicalDate(String(time));
  return date !== null && date.length === 10 && periods[0]!.length > 10 ? `${date}T00:00` : date;
}

/** Whether `time` is written as the panel's periods are: as a number, or as a date. */
export function isPeriod(panel: Panel, time: string | number): boolean {
  return keyOf(panel, time) !== null;
}

function firstWhere(
  panel: Panel,
  time: string | number,
  who: string,
  option: string,
  holds: (difference: number) => boolean,
): number {
  const { calendar, periods } = panel;
  const key = keyOf(panel, time);
  if (key === null) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `${option} ${JSON.stringify(time)} is not a ${calendar}`,
      hint: `the periods are ${calendar}s such as ${periods[0]}`,
      facts: { option, value: time },
    });
  }
  const at = periods.findIndex((period) =>
    holds(calendar === "number" ? Number(period) - Number(key) : period < key ? -1 : period === key ? 0 : 1),
  );
  return at === -1 ? periods.length : at;
}

/** Index of the first period at or after `time`; `periods.length` where all are earlier. `option` names it in errors. */
export function periodAtOrAfter(panel: Panel, time: string | number, who: string, option: string): number {
  return firstWhere(panel, time, who, option, (difference) => difference >= 0);
}

/** Index of the first period later than `time`: the end of a window that `time` closes. */
export function periodAfter(panel: Panel, time: string | number, who: string, option: string): number {
  return firstWhere(panel, time, who, option, (difference) => difference > 0);
}

/**
 * Index of the first treated period: the first at or after `time`. A time that leaves no period before it or none from
 * it on is `data/out-of-range`. `option` names the time in errors.
 */
export function splitAt(panel: Panel, time: string | number, who: string, option: string): number {
  const { periods } = panel;
  const at = periodAtOrAfter(panel, time, who, option);
  if (at > 0 && at < periods.length) return at;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `no period lies ${at === 0 ? "before" : "at or after"} ${option} ${time}`,
    hint: `the data run from ${periods[0]} to ${periods.at(-1)}`,
    facts: { option, value: time, first: periods[0], last: periods.at(-1) },
  });
}
