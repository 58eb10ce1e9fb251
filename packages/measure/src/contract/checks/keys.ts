import { finding, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Subject } from "../subject.ts";

/** Pairs of rows shown for one repeated key. */
const mostShown = 20;

/** Rows that share the values which must tell them apart. */
export function keys({ table, rows, key, unit, time, unitCodes, calendar }: Subject): readonly DataFinding[] {
  if (key.length === 0) return [];
  const byUnit = unit !== null && key.includes(unit) ? unitCodes : null;
  const byTime = time !== null && key.includes(time) ? calendar : null;
  const periods = byTime?.periods.length ?? 1;
  const firstRow = new Map<number, number>();
  const found: DataFinding[] = [];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const [u, t] = [byUnit === null ? 0 : byUnit.codes[row]!, byTime === null ? 0 : byTime.of[row]!];
    if (u === -1 || t === -1) continue;
    const cell = u * periods + t;
    const earlier = firstRow.get(cell);
    if (earlier === undefined) {
      firstRow.set(cell, row);
      continue;
    }
    count += 1;
    if (count > mostShown) continue;
    const who = byUnit === null || unit === null ? null : shown(table[unit]![row]!, unit);
    const date = byTime?.periods[t] ?? null;
    const what = [who === null ? null : `unit ${who}`, date === null ? null : `date ${date}`].filter(
      (part) => part !== null,
    );
    found.push(
      finding({
        severity: "error",
        code: "data/duplicate-key",
        column: who === null ? time : unit,
        row: row + 1,
        date,
        unit: who,
        message: `rows ${earlier + 1} and ${row + 1} are both ${what.join(", ")}`,
        fix:
          byTime === null
            ? "give one row a unit"
            : byUnit === null
              ? "give one row a date; the transform aggregate_by_date adds rows up"
              : "give one row for each unit and date; aggregate the others first",
      }),
    );
  }
  const [first] = found;
  return first === undefined || count <= mostShown ? found : [{ ...first, count }, ...found.slice(1)];
}
