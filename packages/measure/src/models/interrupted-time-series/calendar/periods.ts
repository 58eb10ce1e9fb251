import { ImpactError } from "@ie/contracts";
import { addDays } from "@ie/table";
import { fromSeconds, toSeconds } from "./times.ts";

/** How far apart neighbouring dates of the grid lie. */
export interface Step {
  readonly unit: "second" | "month";
  /** Seconds, or months. */
  readonly size: number;
}

/** The dates of a regular calendar from first to last, each with its row; −1 where the data have none. */
export interface Periods {
  readonly dates: readonly string[];
  readonly rows: Int32Array;
  /** Dates without a row. */
  readonly absent: number;
  readonly step: Step;
}

const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

const isMonthEnd = (date: string): boolean => addDays(date.slice(0, 10), 1).endsWith("-01");

const firstOfMonth = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}-01`;

/** The calendar as whole numbers, in which the grid is arithmetic. */
interface Scale {
  readonly unit: Step["unit"];
  readonly toNumber: (date: string) => number;
  readonly toDate: (number: number) => string;
}

function scaleOf(dates: readonly string[]): Scale {
  const withTime = dates.some((date) => date.length > 10);
  const day = dates[0]?.slice(8);
  const sameDay = dates.every((date) => date.slice(8) === day);
  const ends = !withTime && dates.every(isMonthEnd);
  if (!withTime && dates.length > 1 && (sameDay || ends)) {
    return {
      unit: "month",
      toNumber: monthNumber,
      toDate: (number) => (ends ? addDays(firstOfMonth(number + 1), -1) : firstOfMonth(number).slice(0, 8) + day),
    };
  }
  return { unit: "second", toNumber: toSeconds, toDate: (number) => fromSeconds(number, withTime) };
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The most frequent of the distances; the smaller of equals. */
function commonest(distances: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const distance of distances) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? 1;
}

/** A grid with more cells than this times the rows is a mistake, or no series. */
const sparsest = 20;

/**
 * Puts rows in the order of their dates on the grid of the dates' greatest common step. Two rows of one date are an error
 * that names it; so are, under `missing: "error"`, uneven and absent dates. Under "model" those are cells without a row.
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
  const scale = scaleOf(sorted);
  const numbers = sorted.map(scale.toNumber);
  const distances = numbers.slice(1).map((number, i) => number - numbers[i]!);
  const usual = commonest(distances);
  const size = distances.reduce(commonDivisor, 0) || usual;
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  const cells = numbers.length === 0 ? 0 : (last - first) / size + 1;
  if (missing === "error" || cells > sparsest * numbers.length) {
    checkEven(who, numbers, missing === "error" ? usual : size, scale, { usual, cells, missing });
  }
  const rows = new Int32Array(cells).fill(-1);
  numbers.forEach((number, i) => (rows[(number - first) / size] = order[i]!));
  const dates = Array.from(rows, (_, i) => scale.toDate(first + i * size));
  return { dates, rows, absent: cells - numbers.length, step: { unit: scale.unit, size } };
}

function checkEven(
  who: string,
  numbers: readonly number[],
  size: number,
  scale: Scale,
  { usual, cells, missing }: { usual: number; cells: number; missing: "error" | "model" },
): void {
  const tooMany = cells > sparsest * numbers.length;
  for (let i = 1; i < numbers.length; i++) {
    const [previous, number] = [numbers[i - 1]!, numbers[i]!];
    if (number - previous === size) continue;
    const [date, before, expected] = [number, previous, previous + usual].map(scale.toDate);
    if ((number - previous) % usual !== 0) {
      throw new ImpactError({
        code: "data/date-gap",
        who,
        what: `the dates are not evenly spaced: ${date} comes after ${before}, where ${expected} is expected`,
        hint: tooMany
          ? `their common step would need ${cells} dates for ${numbers.length} rows; add rows up to days, weeks or months`
          : `give a regular series, such as one row a day, or set missing: model to lay them on a grid of ${cells} dates`,
        facts: { date, expected, rows: numbers.length, cells },
      });
    }
    if (missing === "error") {
      throw new ImpactError({
        code: "data/date-gap",
        who,
        what: `there is no row for ${expected}, between ${before} and ${date}`,
        hint: "add the date, or set missing: model to treat such dates as unknown",
        facts: { expected, previous: before, next: date },
      });
    }
  }
  if (!tooMany) return;
  throw new ImpactError({
    code: "data/date-gap",
    who,
    what: `${numbers.length} rows are spread over ${cells} dates of their common step`,
    hint: "add rows up to a longer step, such as weeks or months",
    facts: { rows: numbers.length, cells },
  });
}
