import { isImpactError } from "@ie/contracts";
import { regularPeriods } from "../../models/interrupted-time-series/calendar/periods.ts";
import { finding, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Calendar } from "../calendar.ts";
import type { Subject } from "../subject.ts";

/** Dates that no row has: the first, and how many; null where there is none. */
function absentDates(who: string, { kind, periods }: Calendar): { first: string; count: number } | null {
  if (periods.length < 3) return null;
  if (kind === "date") {
    const { dates, rows, absent } = regularPeriods(who, periods, "model");
    return absent === 0 ? null : { first: dates[rows.indexOf(-1)]!, count: absent };
  }
  const numbers = periods.map(Number);
  const step = numbers.slice(1).reduce((least, value, i) => Math.min(least, value - numbers[i]!), Infinity);
  const at = numbers.findIndex((value, i) => i > 0 && value - numbers[i - 1]! > 1.5 * step);
  if (at === -1) return null;
  const count = Math.round((numbers.at(-1)! - numbers[0]!) / step) + 1 - numbers.length;
  return { first: String(numbers[at - 1]! + step), count };
}

function calendarGap({ who, time, periods: { evenly } }: Subject, calendar: Calendar): readonly DataFinding[] {
  const severity = evenly ? "error" : "note";
  try {
    const absent = absentDates(who, calendar);
    if (absent === null) return [];
    return [
      finding({
        severity,
        code: "data/date-gap",
        column: time,
        date: absent.first,
        count: absent.count,
        message: `there is no row for ${absent.first}${absent.count > 1 ? ` and ${absent.count - 1} other dates` : ""}`,
        fix: evenly ? "add the date, or set missing: model" : "look why no unit has it",
      }),
    ];
  } catch (error) {
    // Dates without a common step, which only a model that needs one refuses.
    if (!isImpactError(error)) throw error;
    return [
      finding({
        severity,
        code: error.code,
        column: time,
        message: error.message.replace(`${who}: `, "").split("; ")[0]!,
        fix: error.hint ?? "give a regular series",
      }),
    ];
  }
}

/** Units that lack dates between their first and last; the worst ones. */
function unitGaps({ rows, unit, time, unitCodes, table }: Subject, calendar: Calendar): readonly DataFinding[] {
  if (unitCodes === null || unit === null) return [];
  const [N, T] = [unitCodes.levels.length, calendar.periods.length];
  const first = new Int32Array(N).fill(T);
  const last = new Int32Array(N).fill(-1);
  const rowOf = new Int32Array(N);
  const seen = new Int32Array(N);
  const cells = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const [u, t] = [unitCodes.codes[row]!, calendar.of[row]!];
    if (u === -1 || t === -1) continue;
    rowOf[u] = row;
    if (cells.has(u * T + t)) continue;
    cells.add(u * T + t);
    first[u] = Math.min(first[u]!, t);
    last[u] = Math.max(last[u]!, t);
    seen[u]! += 1;
  }
  const found: DataFinding[] = [];
  const partial: number[] = [];
  for (let u = 0; u < N; u++) {
    if (seen[u] === 0) continue;
    const inside = last[u]! - first[u]! + 1 - seen[u]!;
    if (inside > 0) {
      let t = first[u]!;
      while (cells.has(u * T + t)) t += 1;
      const name = shown(table[unit]![rowOf[u]!]!, unit);
      found.push(
        finding({
          severity: "warning",
          code: "data/date-gap",
          column: time,
          unit: name,
          date: calendar.periods[t]!,
          count: inside,
          message: `unit ${name} has no row for ${calendar.periods[t]}${inside > 1 ? ` and ${inside - 1} other dates` : ""} that other units have`,
          fix: "add the rows, with 0 only where 0 was measured",
        }),
      );
    } else if (seen[u]! < T) partial.push(u);
  }
  if (partial.length > 0) {
    const [u = 0] = partial;
    const name = shown(table[unit]![rowOf[u]!]!, unit);
    found.push(
      finding({
        severity: "note",
        code: "data/date-gap",
        column: time,
        unit: name,
        date: calendar.periods[first[u]! > 0 ? first[u]! : last[u]!]!,
        count: partial.length,
        message: `${partial.length} of ${N} units begin late or end early, such as ${name}`,
        fix: "look whether units come and go because of the treatment",
      }),
    );
  }
  return found;
}

/** Dates that lie between those of the rows and have none. */
export function gaps(subject: Subject): readonly DataFinding[] {
  const { calendar, key, time } = subject;
  // Without a key, rows are drawn from dates and need not fill them.
  if (calendar === null || time === null || !key.includes(time)) return [];
  return [...calendarGap(subject, calendar), ...unitGaps(subject, calendar)];
}
