import type { Table } from "@ie/contracts";
import { outcomeAt, type Study } from "./study.ts";

/** Mean outcome of each cohort in each period, and the share of the outcome's variation that they are. */
export function cohortMeans(study: Study): { readonly table: Table; readonly rSquared: number | null } {
  const { first, panel } = study;
  const T = panel.periods.length;
  const cohorts = [...study.cohorts, ...(first.includes(Infinity) ? [Infinity] : [])];
  const place = new Map(cohorts.map((cohort, g) => [cohort, g]));
  const sums = new Float64Array(cohorts.length * T);
  const counts = new Float64Array(cohorts.length * T);
  let [total, n] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    const from = place.get(first[i]!)! * T;
    for (let t = 0; t < T; t++) {
      const value = outcomeAt(study, i, t);
      if (Number.isNaN(value)) continue;
      sums[from + t]! += value;
      counts[from + t]! += 1;
      total += value;
      n += 1;
    }
  }
  const mean = total / n;
  let [within, all] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    const from = place.get(first[i]!)! * T;
    for (let t = 0; t < T; t++) {
      const value = outcomeAt(study, i, t);
      if (Number.isNaN(value)) continue;
      within += (value - sums[from + t]! / counts[from + t]!) ** 2;
      all += (value - mean) ** 2;
    }
  }
  const cells = [...counts.keys()].filter((cell) => counts[cell]! > 0);
  return {
    rSquared: all > 0 ? 1 - within / all : null,
    table: {
      first_treated: cells.map((cell) => {
        const cohort = cohorts[Math.floor(cell / T)]!;
        return cohort < Infinity ? panel.periods[cohort]! : "never";
      }),
      period: cells.map((cell) => panel.periods[cell % T]!),
      mean: Float64Array.from(cells, (cell) => sums[cell]! / counts[cell]!),
      units: Float64Array.from(cells, (cell) => counts[cell]!),
    },
  };
}
