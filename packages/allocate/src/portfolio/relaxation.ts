import type { Returns } from "@ie/contracts";
import { measured, type Stage } from "./goals.ts";
import { byEfficiency, meritOf } from "./local-search.ts";
import type { Open } from "./program.ts";
import { affordable, isFeasible, scenarios, type Chosen } from "./portfolio.ts";

/** What no portfolio can exceed, and what each candidate adds to that bound. */
export interface Relaxation {
  /** Upper bound of the merit over all feasible portfolios. */
  readonly bound: number;
  /** n; weighted return less priced cost: positive speaks for the candidate, negative against it. */
  readonly gain: Float64Array;
  /** The best feasible portfolio met on the way, which takes candidates by weighted return per cost; null where none was feasible. */
  readonly met: Chosen | null;
}

const iterations = 400;

/** The nearest point of the simplex over the scenarios in `free` (Held, Wolfe & Crowder 1974). */
function ontoSimplex(weights: Returns, free: readonly (keyof Returns)[]): Returns {
  const sorted = free.map((s) => weights[s]).sort((a, b) => b - a);
  let sum = 0;
  let shift = 0;
  sorted.forEach((weight, k) => {
    sum += weight;
    const candidate = (sum - 1) / (k + 1);
    if (weight > candidate) shift = candidate;
  });
  const at = (s: keyof Returns): number => (free.includes(s) ? Math.max(0, weights[s] - shift) : 0);
  return { best: at("best"), med: at("med"), worst: at("worst") };
}

/**
 * Lagrangian relaxation of a stage: for weights λ on the simplex, μ ≥ 0 and a price u ≥ 0 of money,
 * merit ≤ u·budget + Σ max(0, Σ_s λ_s R_s,i + μ R_worst,i − u cost_i) − Σ_s λ_s goal_s − μ minWorst. For given λ and μ the best u is
 * the efficiency at which a fractional knapsack fills up (Dantzig 1957); λ and μ are bettered by subgradients with Polyak's steps
 * (Held, Wolfe & Crowder 1974) towards `incumbent`, the merit of a known portfolio. Valid wherever the iteration stops.
 */
export function relax(stage: Stage, incumbent: number): Relaxation {
  const { portfolio, goals } = stage;
  const { cost, returns, budget, minWorst } = portfolio;
  const n = cost.length;
  const free = measured(goals);
  const goal: Returns = { best: 0, med: 0, worst: 0, ...Object.fromEntries(free.map((s) => [s, goals[s]])) };
  let weights = ontoSimplex({ best: 1, med: 1, worst: 1 }, free);
  let floor = 0;
  let step = 1;
  let stale = 0;
  let found: Pick<Relaxation, "bound" | "gain"> | null = null;
  let met: Chosen | null = null;

  for (let iteration = 0; iteration < iterations; iteration++) {
    const value = returns.worst.map(
      (worst, i) => weights.best * returns.best[i]! + weights.med * returns.med[i]! + (weights.worst + floor) * worst,
    );
    const reached = { best: 0, med: 0, worst: 0 };
    const whole = new Uint8Array(n);
    let spent = 0;
    let price = 0;
    for (const i of byEfficiency(cost, value)) {
      const share = affordable(spent + cost[i]!, budget) ? 1 : (budget - spent) / cost[i]!;
      if (share === 1) {
        whole[i] = 1;
        spent += cost[i]!;
      }
      if (price > 0) continue;
      for (const s of scenarios) reached[s] += share * returns[s][i]!;
      if (share < 1) price = value[i]! / cost[i]!;
    }
    if (isFeasible(portfolio, whole) && (met === null || meritOf(stage, whole) > meritOf(stage, met))) met = whole;
    const gain = value.map((v, i) => v - price * cost[i]!);
    const constant = weights.best * goal.best + weights.med * goal.med + weights.worst * goal.worst;
    let bound = price * budget - constant - (minWorst === null ? 0 : floor * minWorst);
    for (let i = 0; i < n; i++) bound += Math.max(0, gain[i]!);

    if (found === null || bound < found.bound) {
      if (found !== null && found.bound - bound > 1e-4 * (found.bound - incumbent)) stale = 0;
      found = { bound, gain };
    }
    if (++stale > 10) [step, stale] = [step / 2, 0];

    const slope = { best: 0, med: 0, worst: 0 };
    for (const s of free) slope[s] = reached[s] - goal[s];
    const slopeOfFloor = minWorst === null ? 0 : reached.worst - minWorst;
    const moving = floor > 0 || slopeOfFloor < 0 ? slopeOfFloor : 0;
    const mean = free.reduce((sum, s) => sum + slope[s], 0) / free.length;
    const norm = free.reduce((sum, s) => sum + (slope[s] - mean) ** 2, moving ** 2);
    if (norm === 0 || bound <= incumbent) break;
    const stride = (step * (bound - incumbent)) / norm;
    weights = ontoSimplex(
      {
        best: weights.best - stride * slope.best,
        med: weights.med - stride * slope.med,
        worst: weights.worst - stride * slope.worst,
      },
      free,
    );
    floor = Math.max(0, floor - stride * moving);
  }
  return { ...found!, met }; // the first iteration sets it
}

/**
 * What is left open once every candidate is decided that all portfolios of merit `incumbent` or more take, or all leave
 * (reduced-cost fixing, Dembo & Hammer 1980).
 */
export function openBy({ bound, gain }: Relaxation, incumbent: number, tolerance: number): Open {
  return splitBy(gain, (size) => bound - size >= incumbent - tolerance);
}

/** The `count` candidates about which the relaxation is least sure, the rest as it has them (Balas & Zemel 1980). A guess. */
export function coreOf({ gain }: Relaxation, count: number): Open {
  const limit = gain.map(Math.abs).sort()[Math.min(count, gain.length) - 1]!;
  return splitBy(gain, (size) => size <= limit);
}

function splitBy(gain: Float64Array, isOpen: (size: number) => boolean): Open {
  const columns: number[] = [];
  const taken = new Uint8Array(gain.length);
  gain.forEach((value, i) => {
    if (isOpen(Math.abs(value))) columns.push(i);
    else taken[i] = value > 0 ? 1 : 0;
  });
  return { columns, taken };
}
