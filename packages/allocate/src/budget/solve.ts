import { ImpactError } from "@ie/contracts";
import { branchByCount } from "./branch-by-count.ts";
import { explainInfeasible } from "./explain-infeasible.ts";
import type { Model } from "./model.ts";
import { polish } from "./polish.ts";
import type { Problem } from "./problem.ts";

export interface Solved {
  readonly x: Float64Array;
  /** Σ f − price·Σ x, exact. */
  readonly value: number;
  readonly bound: number;
  readonly curveError: number;
  readonly nodes: number;
}

/** Σ f(x) − price·Σ x with exact curves. */
function exactValue({ exact }: Model, price: number, x: Float64Array): number {
  return x.reduce((sum, at, i) => sum + exact[i]!.value(at) - price * at, 0);
}

/** The optimum of `problem`, polished, or null where its limits allow no plan. Throws `solve/unverified` where the relaxations ran out before any plan was found. */
export function attempt(
  model: Model,
  problem: Problem,
  search: { readonly tolerance: number; readonly maxNodes: number },
): Solved | null {
  const { x, bound, nodes } = branchByCount(problem, search);
  if (x === null) {
    if (bound === -Infinity) return null;
    throw new ImpactError({
      code: "solve/unverified",
      who: "budget",
      what: `no plan was found in ${nodes} relaxations`,
      hint: "raise maxNodes",
    });
  }
  const before = exactValue(model, problem.price, x);
  const polished = x.slice();
  polish(problem, model.exact, polished);
  const after = exactValue(model, problem.price, polished);
  // Within rounding the polished point is the better one: its slopes are equal.
  const keep = after >= before - 1e-13 * Math.abs(before);
  const curveError = problem.curves.reduce((sum, { error }) => sum + error, 0);
  const value = keep ? after : before;
  return { x: keep ? polished : x, value, bound: Math.max(bound + curveError, value), curveError, nodes };
}

/** The same; throws `solve/infeasible` with the limits that clash. */
export function solve(model: Model, problem: Problem, search: Parameters<typeof attempt>[2]): Solved {
  const solved = attempt(model, problem, search);
  if (solved === null) throw explainInfeasible(model, problem);
  return solved;
}
