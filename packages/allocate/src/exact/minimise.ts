import type { Clock } from "./clock.ts";
import { complete } from "./complete.ts";
import { createGap } from "./gap.ts";
import { knapsack } from "./knapsack.ts";
import { restrict, type Problem } from "./problem.ts";
import { createRounder } from "./round.ts";
import { createSearch, type Search } from "./search.ts";
import { settleContinuous } from "./settle-continuous.ts";
import type { Simplex } from "./relaxation.ts";
import { createSimplex } from "./simplex.ts";

export interface MinimiseOptions {
  readonly start: Float64Array | null;
  readonly absoluteGap: number;
  readonly relativeGap: number;
  readonly clock: Clock;
}

export interface Minimum {
  /** Null where no point is known. */
  readonly values: Float64Array | null;
  readonly bound: number;
  /** Whether the bound is within the gap asked for, or without values, that there is no point. */
  readonly proved: boolean;
}

/** Columns of the first core, and nodes for it; each further core is twice the last, up to the largest. */
const firstCore = 32;
const firstNodes = 1000;
const largestCore = 256;
/** Nodes between two looks at whether a better point has decided so many columns that a new start pays. */
const slice = 2000;
const restartShare = 0.7;
/**
 * Nodes times open columns, taken as this many at least, after which the best point is given with its bound; a count, so that every machine
 * stops at the same.
 */
const [mostWork, leastColumns] = [2e8, 1000];

async function solveRoot(simplex: Simplex, clock: Clock, most: number): Promise<boolean> {
  simplex.load(null, 0);
  for (let steps = 0; steps < most && !clock.stopped(); steps += 4) {
    const outcome = simplex.optimise(Infinity, 4);
    if (outcome !== "stalled") return outcome === "optimal";
    if (!clock.mayGoOn()) await clock.pause();
  }
  return true;
}

/** Visits nodes until there have been `most` in all; the clock only makes pauses, and the stop. True once nothing is open. */
async function run(search: Search, most: number, clock: Clock): Promise<boolean> {
  while (!search.run(most, clock.mayGoOn)) {
    if (search.visited() >= most || clock.stopped()) return false;
    await clock.pause();
  }
  return true;
}

/** The one row of a problem of binaries that has a price and one bound; −1 where it is not so. */
function onlyRow({ columns, rows, whole, lower, upper, rowLower, rowUpper }: Problem, { prices }: Simplex): number {
  for (let j = 0; j < columns; j++) if (whole[j] === 0 || lower[j] !== 0 || upper[j] !== 1) return -1;
  let row = -1;
  for (let i = 0; i < rows; i++) {
    if (prices[i] === 0) continue;
    if (row >= 0 || (rowLower[i]! > -Infinity && rowUpper[i]! < Infinity)) return -1;
    row = i;
  }
  return row;
}

/**
 * Minimum of a problem of few rows. The relaxation of the whole problem, then good points from cores of the columns about which it is
 * least sure (Balas & Zemel 1980), then branch and bound over the columns that the bound and the best point leave open
 * (reduced-cost fixing, Dembo & Hammer 1980).
 */
export async function minimise(problem: Problem, options: MinimiseOptions): Promise<Minimum> {
  const { clock } = options;
  const { columns: n, rows: m, whole, base, single } = problem;
  const root = createSimplex(problem);
  if (!(await solveRoot(root, clock, 200 * (m + 2)))) return { values: null, bound: Infinity, proved: true };
  const { x, reduced } = root;
  const rootBound = root.bound() + base.cost + base.costLost;
  const best = { values: null as Float64Array | null };
  const incumbent = createGap(options, root.magnitude());
  const takeAs = (kept: Int32Array | null, around: Float64Array, units: Float64Array) => {
    incumbent.onTake = (values, cost) => {
      incumbent.cost = cost;
      best.values = around.slice();
      if (kept === null) best.values.set(values);
      else kept.forEach((j, k) => (best.values![j] = (values[k]! * units[k]!) / problem.units[j]!));
    };
  };

  const point = new Float64Array(n);
  takeAs(null, point, problem.units);
  const offer = (values: Float64Array): void => {
    const cost = single === -2 ? settleContinuous(problem, values) : complete(problem, values);
    if (cost < incumbent.cost) incumbent.take(values, cost);
  };
  if (options.start !== null) offer(options.start.slice());
  if (createRounder(problem, root).round(point, incumbent.cost)) offer(point);

  const settled = x.map((value, j) => (whole[j] === 1 ? Math.round(value) : value)).subarray(0, n);
  /** How sure the relaxation is of each column: what deciding otherwise costs at least. */
  const sureness = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const range = problem.upper[j]! - problem.lower[j]!;
    sureness[j] = root.position[j]! >= 0 || whole[j] === 0 || range > 1 ? 0 : Math.abs(reduced[j]!);
  }
  /** Columns about which the relaxation is less sure than `limit`, and the least sureness among the others. */
  const openBelow = (limit: number): { readonly kept: Int32Array; readonly next: number } => {
    const kept: number[] = [];
    let next = Infinity;
    for (let j = 0; j < n; j++) {
      if (sureness[j]! < limit) kept.push(j);
      else if (sureness[j]! < next) next = sureness[j]!;
    }
    return { kept: Int32Array.from(kept), next };
  };
  const isClosed = (): boolean => rootBound >= incumbent.cutoff();
  const ranked = n > firstCore ? sureness.slice().sort() : sureness;

  const only = onlyRow(problem, root);
  // Dynamic programming needs no more than a fair point to start from.
  const lastCore = only >= 0 ? firstCore : largestCore;
  for (let size = firstCore, nodes = firstNodes; size <= lastCore && size < n; size *= 2, nodes *= 2) {
    if (isClosed() || clock.stopped()) break;
    const limit = ranked[size]!;
    if (limit >= incumbent.cutoff() - rootBound) break;
    const { kept } = openBelow(Math.max(limit, Number.MIN_VALUE));
    const core = restrict(problem, kept, settled);
    takeAs(kept, settled, core.units);
    await run(createSearch(core, incumbent), nodes, clock);
  }

  let bound = rootBound;
  let work = 0;
  while (work < mostWork) {
    if (isClosed()) return { values: best.values, bound: Math.min(incumbent.cost, rootBound), proved: true };
    if (clock.stopped()) break;
    const { kept, next } = openBelow(incumbent.cutoff() - rootBound);
    const decided = rootBound + next >= incumbent.exact() ? incumbent.cost : rootBound + next;
    const rest = restrict(problem, kept, settled);
    takeAs(kept, settled, rest.units);
    if (only >= 0 && (await knapsack(rest, only, incumbent, clock))) {
      return {
        values: best.values,
        bound: Math.min(incumbent.cost, Math.max(bound, incumbent.proved())),
        proved: true,
      };
    }
    const search = createSearch(rest, incumbent);
    let done = false;
    let known = incumbent.cost;
    for (let most = slice; !done && work < mostWork && !clock.stopped(); most += slice) {
      work += slice * Math.max(kept.length, leastColumns);
      done = await run(search, most, clock);
      if (done || incumbent.cost === known) continue;
      known = incumbent.cost;
      if (openBelow(incumbent.cutoff() - rootBound).kept.length < restartShare * kept.length) break;
    }
    bound = Math.max(bound, Math.min(search.bound(), decided, incumbent.cost));
    // Where the simplex method sets several columns it may fail to, and then a leaf is no more than its bound.
    if (done) return { values: best.values, bound, proved: single !== -2 || incumbent.near(bound) };
  }
  return { values: best.values, bound: Math.min(bound, incumbent.cost), proved: bound >= incumbent.cutoff() };
}
