import { finding, listRows, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Subject } from "../subject.ts";

/** Cells of the model's column of dates that hold none. */
export function dates({ table, time, calendar }: Subject): readonly DataFinding[] {
  if (time === null || calendar === null) return [];
  const { emptyRows, invalidRows, kind } = calendar;
  const found: DataFinding[] = [];
  if (invalidRows.length > 0) {
    const [row = 1] = invalidRows;
    found.push(
      finding({
        severity: "error",
        code: "data/not-finite",
        column: time,
        row,
        count: invalidRows.length,
        message: `column "${time}" has ${shown(table[time]![row - 1]!, time)} in ${listRows(invalidRows)}, which is no ${kind} of the calendar`,
        fix: "write dates as YYYY-MM-DD, and times as YYYY-MM-DDTHH:MM in one time zone",
      }),
    );
  }
  if (emptyRows.length > 0) {
    found.push(
      finding({
        severity: "error",
        code: "data/not-finite",
        column: time,
        row: emptyRows[0]!,
        count: emptyRows.length,
        message: `column "${time}" is empty in ${listRows(emptyRows)}`,
        fix: "every row needs its period",
      }),
    );
  }
  return found;
}
