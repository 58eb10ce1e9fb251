import { affordable, isFeasible, returnRounding, total, type Problem, type Shares } from "./problem.ts";
import { meritOf, type Stage } from "./stage.ts";

/** Candidates beyond which a search only samples: a pass over all exchanges is quadratic, and each move taken is summed anew. */
const many = 2000;

/**
 * The feasible portfolio reached from a feasible `start` by additions, removals and exchanges of one candidate, each raising the
 * merit, or keeping it at a lower cost, or keeping both with the smaller id. Candidates come in whole; other shares stay as they are.
 */
export function improve(stage: Stage, start: Shares): Shares {
  const { problem, rows } = stage;
  const { cost, budget, worst, minWorst, fixed } = problem;
  const n = start.length;
  const m = rows.length;
  const rounding = returnRounding(problem);
  const leastWorst = minWorst === null ? -Infinity : minWorst - rounding;
  const shares = start.slice();
  const sums = new Float64Array(m);
  let spent = 0;
  let sumWorst = 0;
  const sumUp = (): void => {
    spent = total(cost, shares);
    sumWorst = total(worst, shares);
    rows.forEach(({ values, goal }, s) => {
      sums[s] = total(values, shares) - goal;
    });
  };
  sumUp();
  let reached = meritOf(stage, shares);

  /** Exchanges `out` for `into` (−1: nothing) where that is better. */
  const tryMove = (out: number, into: number): boolean => {
    const share = out < 0 ? 0 : shares[out]!;
    const change = (values: Float64Array): number =>
      (into < 0 ? 0 : values[into]!) - (out < 0 ? 0 : share * values[out]!);
    const costChange = change(cost);
    if (costChange > 0 && !affordable(spent + costChange, budget)) return false;
    if (sumWorst + change(worst) < leastWorst) return false;
    let merit = Infinity;
    for (let s = 0; s < m; s++) merit = Math.min(merit, sums[s]! + change(rows[s]!.values));
    const cheaper = costChange < 0 || (costChange === 0 && out >= 0 && into < out);
    if (merit <= reached + rounding && !(cheaper && merit >= reached - rounding)) return false;
    if (out >= 0) shares[out] = 0;
    if (into >= 0) shares[into] = 1;
    if (!isFeasible(problem, shares)) {
      if (out >= 0) shares[out] = share;
      if (into >= 0) shares[into] = 0;
      return false;
    }
    sumUp();
    // Ties are measured from the best merit seen: else a chain of ties could drift down and up again for ever.
    reached = Math.max(reached, merit);
    return true;
  };

  const [mostMoves, mostTaken] = n > many ? [2e5, 20] : [2e6, Infinity];
  let moves = 0;
  let takes = 0;
  for (let moved = true; moved && moves < mostMoves && takes < mostTaken;) {
    moved = false;
    for (let out = -1; out < n && moves < mostMoves && takes < mostTaken; out++) {
      if (out >= 0 && (shares[out] === 0 || fixed[out] === 1)) continue;
      for (let into = -1; into < n; into++) {
        if ((into < 0 && out < 0) || (into >= 0 && (shares[into]! > 0 || fixed[into] === 0))) continue;
        moves++;
        if (!tryMove(out, into)) continue;
        moved = true;
        takes++;
        if (out >= 0 || takes >= mostTaken) break;
      }
    }
  }
  return shares;
}

/** Takes candidates by falling `values` per unit of cost while they fit the budget; none of value 0 or less. May break limits. */
export function takeByEfficiency({ cost, budget, fixed }: Problem, values: Float64Array): Shares {
  const shares = Float64Array.from(fixed, (value) => (value === 1 ? 1 : 0));
  let spent = total(cost, shares);
  for (const i of byEfficiency(cost, values)) {
    if (fixed[i]! >= 0 || !affordable(spent + cost[i]!, budget)) continue;
    shares[i] = 1;
    spent += cost[i]!;
  }
  return shares;
}

/** Positions of the positive `values`, by falling value per unit of cost. */
export function byEfficiency(cost: Float64Array, values: Float64Array): readonly number[] {
  const efficiency = values.map((value, i) => value / cost[i]!);
  return Array.from(values, (_, i) => i)
    .filter((i) => values[i]! > 0)
    .sort((a, b) => efficiency[b]! - efficiency[a]! || a - b);
}
