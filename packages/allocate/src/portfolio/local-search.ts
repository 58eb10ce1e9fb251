import { meritOfSums, type Stage } from "./goals.ts";
import { affordable, isFeasible, returnRounding, total, type Chosen, type Portfolio } from "./portfolio.ts";

/** Moves looked at in one search; only beyond about a thousand candidates does a search need more. */
const mostMoves = 3e6;

export function meritOf({ portfolio: { returns }, goals }: Stage, chosen: Chosen): number {
  return meritOfSums(goals, total(returns.best, chosen), total(returns.med, chosen), total(returns.worst, chosen));
}

/**
 * The feasible portfolio reached from a feasible `start` by additions, removals and exchanges of one candidate, each raising the
 * merit, or keeping it at a lower cost, or keeping both with the smaller id.
 */
export function improve(stage: Stage, start: Chosen): Chosen {
  const { portfolio, goals } = stage;
  const { cost, budget, minWorst } = portfolio;
  const { best, med, worst } = portfolio.returns;
  const n = start.length;
  const rounding = returnRounding(portfolio);
  const leastWorst = minWorst === null ? -Infinity : minWorst - rounding;
  const chosen = start.slice();
  const sums = { cost: 0, best: 0, med: 0, worst: 0 };
  const sumUp = (): void => {
    sums.cost = total(cost, chosen);
    sums.best = total(best, chosen);
    sums.med = total(med, chosen);
    sums.worst = total(worst, chosen);
  };
  const change = (values: Float64Array, out: number, into: number): number =>
    (into < 0 ? 0 : values[into]!) - (out < 0 ? 0 : values[out]!);
  const flip = (out: number, into: number): void => {
    if (out >= 0) chosen[out] = 1 - chosen[out]!;
    if (into >= 0) chosen[into] = 1 - chosen[into]!;
  };
  sumUp();
  let reached = meritOf(stage, chosen);

  /** Exchanges `out` for `into` (−1: nothing) where that is better. */
  const tryMove = (out: number, into: number): boolean => {
    const costChange = change(cost, out, into);
    if (costChange > 0 && !affordable(sums.cost + costChange, budget)) return false;
    const sumWorst = sums.worst + change(worst, out, into);
    if (sumWorst < leastWorst) return false;
    const merit = meritOfSums(goals, sums.best + change(best, out, into), sums.med + change(med, out, into), sumWorst);
    const cheaper = costChange < 0 || (costChange === 0 && out >= 0 && into < out);
    if (merit <= reached + rounding && !(cheaper && merit >= reached - rounding)) return false;
    flip(out, into);
    if (!isFeasible(portfolio, chosen)) {
      flip(out, into);
      return false;
    }
    sumUp();
    // Ties are measured from the best merit seen: else a chain of ties could drift down and up again for ever.
    reached = Math.max(reached, merit);
    return true;
  };

  let moves = 0;
  for (let moved = true; moved && moves < mostMoves;) {
    moved = false;
    for (let out = -1; out < n && moves < mostMoves; out++) {
      if (out >= 0 && chosen[out] === 0) continue;
      for (let into = -1; into < n; into++) {
        if ((into < 0 && out < 0) || (into >= 0 && chosen[into] === 1)) continue;
        moves++;
        if (!tryMove(out, into)) continue;
        moved = true;
        if (out >= 0) break;
      }
    }
  }
  return chosen;
}

/** Takes candidates by falling `values` per unit of cost while they fit; none of value 0 or less. May miss the least worst return. */
export function takeByEfficiency({ cost, budget }: Portfolio, values: Float64Array): Chosen {
  const chosen = new Uint8Array(values.length);
  let spent = 0;
  for (const i of byEfficiency(cost, values)) {
    if (!affordable(spent + cost[i]!, budget)) continue;
    chosen[i] = 1;
    spent += cost[i]!;
  }
  return chosen;
}

/** Positions of the positive `values`, by falling value per unit of cost. */
export function byEfficiency(cost: Float64Array, values: Float64Array): readonly number[] {
  const efficiency = values.map((value, i) => value / cost[i]!);
  return Array.from(values, (_, i) => i)
    .filter((i) => values[i]! > 0)
    .sort((a, b) => efficiency[b]! - efficiency[a]! || a - b);
}
