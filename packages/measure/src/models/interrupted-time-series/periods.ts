import { ImpactError } from "@ie/contracts";
import { addDays, daysBetween } from "@ie/table";

/** The dates of a regular calendar from first to last, each with its row; −1 where the data have none. */
export interface Periods {
  readonly dates: readonly string[];
  readonly rows: Int32Array;
  /** Dates without a row. */
  readonly absent: number;
}

/** How far apart dates lie: whole days, or whole months where all fall on the same day of the month. */
interface Step {
  readonly months: boolean;
  readonly size: number;
}

const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

const isMonthEnd = (date: string): boolean => addDays(date, 1).endsWith("-01");

function addMonths(date: string, months: number, toEnd: boolean): string {
  const number = monthNumber(date) + months;
  const month = `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}`;
  if (!toEnd) return `${month}-${date.slice(8)}`;
  const next = number + 1;
  return addDays(
    `${String(Math.floor(next / 12)).padStart(4, "0")}-${String((next % 12) + 1).padStart(2, "0")}-01`,
    -1,
  );
}

/** The most frequent of the distances; the smaller of equals. */
function commonest(distances: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const distance of distances) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? 1;
}

function stepOf(dates: readonly string[]): Step {
  const day = dates[0]?.slice(8);
  const monthly = dates.every((date) => date.slice(8) === day) || dates.every(isMonthEnd);
  const distance = (monthly: boolean): number[] =>
    dates
      .slice(1)
      .map((date, i) => (monthly ? monthNumber(date) - monthNumber(dates[i]!) : daysBetween(dates[i]!, date)));
  return { months: monthly, size: commonest(distance(monthly)) };
}

/**
 * Puts rows in the order of their dates and makes absent dates explicit. Two rows of one date, uneven dates, and (under
 * `missing: "error"`) absent dates are errors that name the date.
 */
export function regularPeriods(who: string, given: readonly string[], missing: "error" | "model"): Periods {
  const order = Int32Array.from(given.keys()).sort((a, b) =>
    given[a]! < given[b]! ? -1 : given[a]! > given[b]! ? 1 : a - b,
  );
  const sorted = Array.from(order, (row) => given[row]!);
  const repeated = sorted.findIndex((date, i) => i > 0 && date === sorted[i - 1]);
  if (repeated !== -1) {
    throw new ImpactError({
      code: "data/duplicate-key",
      who,
      what: `the date ${sorted[repeated]} has more than one row`,
      hint: "give one row a date; the transform aggregate_by_date adds rows up",
      facts: { date: sorted[repeated] },
    });
  }
  const step = stepOf(sorted);
  const toEnd = step.months && sorted.every(isMonthEnd);
  const dates: string[] = [];
  const rows: number[] = [];
  let absent = 0;
  for (let i = 0; i < sorted.length; i++) {
    const date = sorted[i]!;
    for (let last = dates.at(-1); last !== undefined; last = dates.at(-1)) {
      const expected = step.months ? addMonths(last, step.size, toEnd) : addDays(last, step.size);
      if (expected === date) break;
      if (expected > date) {
        throw new ImpactError({
          code: "data/date-gap",
          who,
          what: `the dates are not evenly spaced: ${date} comes after ${last}, where ${expected} is expected`,
          hint: "give a regular series, such as one row a day",
          facts: { date, expected },
        });
      }
      if (missing === "error") {
        throw new ImpactError({
          code: "data/date-gap",
          who,
          what: `there is no row for ${expected}, between ${last} and ${date}`,
          hint: "add the date, or set missing: model to treat such dates as unknown",
          facts: { expected, previous: last, next: date },
        });
      }
      dates.push(expected);
      rows.push(-1);
      absent += 1;
    }
    dates.push(date);
    rows.push(order[i]!);
  }
  return { dates, rows: Int32Array.from(rows), absent };
}
