import { poolsAt } from "./pools.ts";
import type { Problem } from "./problem.ts";

type Slopes = readonly { slope(x: number): number }[];

/**
 * Newton's steps on the conditions of the optimum, in place: within each pool the slopes of the interior channels become equal,
 * their sum kept (or equal to the price, where the whole has money left). A step that leaves the limits or spreads the slopes is not taken.
 */
export function polish(problem: Problem, exact: Slopes, x: Float64Array): void {
  const { curves, lo, hi, price } = problem;
  const n = x.length;
  const { pool, side, interior } = poolsAt(problem, hi, x);
  const slope = new Float64Array(n);
  const curvature = new Float64Array(n);
  const next = new Float64Array(n);
  for (const p of new Set(pool)) {
    const members = [...pool.keys()].filter((i) => pool[i] === p && interior[i] === 1);
    const free = p === 0 && side[0] === 0;
    if (members.length < (free ? 1 : 2)) continue;
    let spread = Infinity;
    for (let pass = 0; pass < 8; pass++) {
      let top = free ? price : -Infinity;
      let bottom = free ? price : Infinity;
      let weight = 0;
      let mean = 0;
      for (const i of members) {
        slope[i] = exact[i]!.slope(x[i]!);
        curvature[i] = curves[i]!.curvature(x[i]!);
        top = Math.max(top, slope[i]);
        bottom = Math.min(bottom, slope[i]);
        weight += 1 / curvature[i];
        mean += slope[i] / curvature[i];
      }
      if (!(top - bottom < spread)) {
        for (const i of members) x[i] = next[i]!; // the last step made it worse
        break;
      }
      spread = top - bottom;
      for (const i of members) next[i] = x[i]!;
      if (spread <= 4 * Number.EPSILON * Math.abs(top)) break;
      const lambda = free ? price : mean / weight;
      let stays = true;
      for (const i of members) {
        const to = x[i]! + (lambda - slope[i]!) / curvature[i]!;
        if (!(to > lo[i]! && to < hi[i]!)) stays = false;
      }
      if (!stays) break;
      for (const i of members) x[i] = x[i]! + (lambda - slope[i]!) / curvature[i]!;
    }
  }
}
