import { placeOf } from "../calendar.ts";
import { finding, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Subject } from "../subject.ts";

/** Periods before a launch below which a trend or a season cannot be told from its effect: of one series, and of a panel. */
const fewBefore = { series: 16, panel: 3 };

/** First period of treatment of each unit; −1 for never; by the launch, or by the arms' own path. */
function startsOf({ rows, armCodes, unitCodes, calendar, arms }: Subject, launch: number | null): Int32Array | null {
  if (unitCodes === null || armCodes === null || arms === null || calendar === null) return null;
  if (armCodes.levels.join() !== "0,1") return null;
  const starts = new Int32Array(unitCodes.levels.length).fill(-1);
  for (let row = 0; row < rows; row++) {
    const [u, t] = [unitCodes.codes[row]!, calendar.of[row]!];
    if (u < 0 || t < 0 || armCodes.codes[row] !== 1) continue;
    starts[u] = launch ?? (starts[u] === -1 ? t : Math.min(starts[u]!, t));
  }
  return starts;
}

/** How many periods lie before and after the launch, in all and of each treated unit. */
export function periods(subject: Subject): readonly DataFinding[] {
  const { calendar, launch, time, periods: wanted, unitCodes, table, unit, rows, key } = subject;
  if (calendar === null || calendar.periods.length === 0 || time === null) return [];
  const { periods: all } = calendar;
  const span = `the data run from ${all[0]} to ${all.at(-1)}`;
  const found: DataFinding[] = [];
  const start = launch === null ? null : placeOf(calendar, launch);
  const fault = (
    severity: DataFinding["severity"],
    code: DataFinding["code"],
    message: string,
    fix: string,
    rest: Partial<DataFinding> = {},
  ): void =>
    void found.push(
      finding({ severity, code, column: time, date: launch === null ? null : String(launch), message, fix, ...rest }),
    );
  if (launch !== null && start === null) {
    fault(
      "error",
      "config/invalid",
      `the intervention ${JSON.stringify(launch)} is no ${calendar.kind}`,
      `write it as the periods are, such as ${all[0]}`,
    );
    return found;
  }
  if (start !== null) {
    const [before, after] = [start, all.length - start];
    if (before === 0 || after === 0) {
      fault(
        "error",
        "data/out-of-range",
        `no period lies ${before === 0 ? "before" : "at or after"} the intervention ${launch}; ${span}`,
        "mend the intervention's date, or give data from before and after it",
        { count: 0 },
      );
      return found;
    }
    if (before < wanted.before || after < wanted.after) {
      fault(
        "error",
        "data/too-few-rows",
        `${before} periods lie before the intervention ${launch} and ${after} from it on; ${wanted.before} and ${wanted.after} are needed`,
        "give earlier or later data",
        { count: Math.min(before, after) },
      );
    } else if (before < (unitCodes === null ? fewBefore.series : fewBefore.panel)) {
      fault(
        "warning",
        "data/short-period",
        `${before} periods lie before the intervention ${launch}`,
        "give earlier data: a trend or season of before cannot be told from the effect",
        { count: before },
      );
    } else if (after > 2 * before) {
      fault(
        "note",
        "data/short-period",
        `${before} periods lie before the intervention ${launch} and ${after} from it on`,
        "the further from the past, the less it says; cut the end, or give earlier data",
        { count: before },
      );
    }
  }
  const starts = key.length > 1 ? startsOf(subject, start) : null;
  if (starts === null || unit === null || unitCodes === null) return found;
  const firstSeen = new Int32Array(starts.length).fill(all.length);
  const rowOf = new Int32Array(starts.length);
  for (let row = 0; row < rows; row++) {
    const [u, t] = [unitCodes.codes[row]!, calendar.of[row]!];
    if (u < 0 || t < 0 || t >= firstSeen[u]!) continue;
    firstSeen[u] = t;
    rowOf[u] = row;
  }
  const treated = [...starts.keys()].filter((u) => starts[u]! >= 0);
  const without = treated.filter((u) => starts[u]! <= firstSeen[u]!);
  const [u] = without;
  if (u !== undefined) {
    const isAll = without.length === treated.length;
    const name = shown(table[unit]![rowOf[u]!]!, unit);
    fault(
      isAll ? "error" : "warning",
      isAll ? "data/out-of-range" : "data/short-period",
      `${without.length} of ${treated.length} treated units, such as ${name}, have no period before their treatment`,
      isAll
        ? "give data from before the treatment"
        : "give their earlier periods, or they say nothing about the effect",
      { unit: name, row: rowOf[u]! + 1, date: all[starts[u]!]!, count: without.length },
    );
  }
  return found;
}
