import { finding, type DataFinding } from "../finding.ts";
import { medianOf } from "../quantiles.ts";
import type { Subject } from "../subject.ts";

/** Periods compared on either side of a date. */
const window = 7;
/** Fewest of them. */
const fewest = 3;
/** A factor is one of units if its logarithm to 10 is this near 2 or 3. */
const room = 0.08;

function factorOf(ratio: number): number | null {
  const size = Math.abs(Math.log10(ratio));
  return [2, 3].find((power) => Math.abs(size - power) <= room) ?? null;
}

/** Dates at which a column jumps by a hundred or a thousand, as it does from cents to euros. */
export function unitChanges({ table, rows, calendar, numbers, covariates }: Subject): readonly DataFinding[] {
  if (calendar === null || calendar.periods.length < 2 * fewest) return [];
  const T = calendar.periods.length;
  return [...new Set([...numbers, ...covariates])].flatMap((name) => {
    const cells = table[name];
    if (!(cells instanceof Float64Array)) return [];
    const sums = new Float64Array(T);
    const counts = new Float64Array(T);
    for (let row = 0; row < rows; row++) {
      const t = calendar.of[row]!;
      if (t < 0 || !Number.isFinite(cells[row]!)) continue;
      sums[t]! += Math.abs(cells[row]!);
      counts[t]! += 1;
    }
    const sizes = sums.map((sum, t) => sum / counts[t]!);
    for (let t = fewest; t <= T - fewest; t++) {
      const [before, after] = [
        medianOf(sizes.subarray(Math.max(0, t - window), t)),
        medianOf(sizes.subarray(t, t + window)),
      ];
      const ratio = after / before;
      const power = before > 0 && after > 0 ? factorOf(ratio) : null;
      // The jump is at the date where the neighbours differ as much.
      if (power === null || factorOf(sizes[t]! / sizes[t - 1]!) !== power) continue;
      const row = calendar.of.indexOf(t);
      return finding({
        severity: "warning",
        code: "data/unit-change",
        column: name,
        row: row + 1,
        date: calendar.periods[t]!,
        count: T - t,
        message: `column "${name}" is ${ratio > 1 ? `${10 ** power} times as large` : `${10 ** power} times smaller`} from ${calendar.periods[t]} on`,
        fix: "give the whole column in one unit, such as euros or cents",
      });
    }
    return [];
  });
}
