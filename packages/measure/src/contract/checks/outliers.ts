import { finding, listRows, type DataFinding } from "../finding.ts";
import { medianOf } from "../quantiles.ts";
import type { Subject } from "../subject.ts";

/** Robust standard deviations from the median beyond which a cell is far out. */
const far = 10;
/** Of a normal distribution, standard deviations in one median absolute deviation. */
const perMad = 1.4826;

/** Cells far from the others, by the median and the median absolute deviation (Iglewicz and Hoaglin 1993). */
export function outliers({ table, outcome, covariates, calendar, rows }: Subject): readonly DataFinding[] {
  if (rows < 10) return [];
  return [...new Set([...(outcome === null ? [] : [outcome]), ...covariates])].flatMap((name) => {
    const cells = table[name];
    if (!(cells instanceof Float64Array)) return [];
    const centre = medianOf(cells);
    const spread = perMad * medianOf(cells.map((value) => Math.abs(value - centre)));
    if (!(spread > 0)) return [];
    const found: number[] = [];
    let worst = 0;
    cells.forEach((value, i) => {
      const z = Math.abs(value - centre) / spread;
      if (!(z > far) || !Number.isFinite(z)) return;
      found.push(i + 1);
      worst = Math.max(worst, z);
    });
    // Of a skewed column the tail is its nature.
    if (found.length === 0 || found.length > 0.001 * rows + 1) return [];
    const t = calendar?.of[found[0]! - 1] ?? -1;
    return finding({
      severity: "note",
      code: "data/outlier",
      column: name,
      row: found[0]!,
      date: calendar?.periods[t] ?? null,
      count: found.length,
      message: `column "${name}" is up to ${Math.round(worst)} robust standard deviations from its median ${centre} in ${listRows(found)}`,
      fix: "look whether these cells are right; winsorise or take the logarithm if they are",
    });
  });
}
