import type { Problem } from "./problem.ts";
import type { Simplex } from "./relaxation.ts";

/** Fractional columns of which every way of rounding is tried. */
const mostTried = 5;

export interface Rounder {
  /** Puts the best rounding of the relaxation's point into `point`; false where none looks feasible and cheaper than `best`. */
  round(point: Float64Array, best: number): boolean;
}

/** A basic solution of few rows has few fractional columns: all their roundings are tried, with the single continuous column set anew. */
export function createRounder(problem: Problem, { x, head, lower, upper }: Simplex): Rounder {
  const { columns: n, rows: m, matrix, cost, whole, single, base } = problem;
  const constant = base.cost + base.costLost;
  const open = new Int32Array(m);
  const activity = new Float64Array(m);
  const moved = new Float64Array(m);

  /** Cost above the single column's own, or Infinity: rows kept, with the continuous column at its cheapest. */
  const costOfSingle = (): number => {
    let least = single >= 0 ? problem.lower[single]! : 0;
    let most = single >= 0 ? problem.upper[single]! : 0;
    for (let i = 0; i < m; i++) {
      const from = lower[n + i]!;
      const to = upper[n + i]!;
      const t = single >= 0 ? matrix[single * m + i]! : 0;
      if (t === 0) {
        if (moved[i]! < from || moved[i]! > to) return Infinity;
        continue;
      }
      const p = (from - moved[i]!) / t;
      const q = (to - moved[i]!) / t;
      least = Math.max(least, Math.min(p, q));
      most = Math.min(most, Math.max(p, q));
    }
    if (single < 0) return 0;
    if (least > most) return Infinity;
    return cost[single]! * (cost[single]! < 0 ? most : least);
  };

  return {
    round: (point, best) => {
      let fractional = 0;
      let settled = constant;
      for (let j = 0; j < n; j++) {
        const value = whole[j] === 1 ? Math.round(x[j]!) : x[j]!;
        point[j] = value;
        if (j !== single) settled += cost[j]! * value;
      }
      for (let i = 0; i < m; i++) activity[i] = x[n + i]! - (single >= 0 ? matrix[single * m + i]! * x[single]! : 0);
      for (let k = 0; k < m; k++) {
        const j = head[k]!;
        if (j >= n || whole[j] === 0) continue;
        const floor = Math.floor(x[j]!);
        if (x[j]! - floor >= 1e-9 && floor + 1 - x[j]! >= 1e-9 && floor >= lower[j]! && floor + 1 <= upper[j]!) {
          open[fractional++] = j;
          continue;
        }
        // Off by the method's own tolerance.
        const value = Math.min(Math.max(Math.round(x[j]!), lower[j]!), upper[j]!);
        settled += cost[j]! * (value - point[j]!);
        point[j] = value;
        for (let i = 0; i < m; i++) activity[i]! += matrix[j * m + i]! * (value - x[j]!);
      }
      if (fractional === 0) return true; // a whole point is judged by its own sums
      if (single === -2) return false;
      // Columns beyond those tried go to the nearest value.
      for (let f = 0; f < fractional; f++) {
        const j = open[f]!;
        const to = f < mostTried ? Math.floor(x[j]!) : point[j]!;
        settled += cost[j]! * (to - point[j]!);
        point[j] = to;
        for (let i = 0; i < m; i++) activity[i]! += matrix[j * m + i]! * (to - x[j]!);
      }
      const tried = Math.min(fractional, mostTried);
      let choice = -1;
      let least = best;
      for (let bits = 0; bits < 1 << tried; bits++) {
        let total = settled;
        moved.set(activity);
        for (let f = 0; f < tried; f++) {
          if (((bits >> f) & 1) === 0) continue;
          const j = open[f]!;
          total += cost[j]!;
          for (let i = 0; i < m; i++) moved[i]! += matrix[j * m + i]!;
        }
        if (total >= least && (single < 0 || cost[single]! * problem.lower[single]! >= 0)) continue;
        total += costOfSingle();
        if (total < least) {
          least = total;
          choice = bits;
        }
      }
      if (choice < 0) return false;
      for (let f = 0; f < tried; f++) point[open[f]!]! += (choice >> f) & 1;
      return true;
    },
  };
}
