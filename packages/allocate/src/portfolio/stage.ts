import { total, type Problem, type Shares } from "./problem.ts";

/** One line that the portfolio's merit may not exceed: Σ share × value − goal, currency. */
export interface Row {
  readonly name: string;
  /** n. */
  readonly values: Float64Array;
  readonly goal: number;
}

/**
 * One question to a solver: the portfolio of largest merit, the least over the rows of Σ share × value − goal. One row with a goal of
 * 0 asks for the largest return; rows with the scenarios' optima as goals for the least largest regret, negated.
 */
export interface Stage {
  /** As errors call it. */
  readonly name: string;
  readonly problem: Problem;
  /** At least one. */
  readonly rows: readonly Row[];
  /** A merit that no portfolio exceeds, where one is known: 0 of regrets. */
  readonly ceiling?: number;
}

export function meritOf({ rows }: Stage, shares: Shares): number {
  let merit = Infinity;
  for (const { values, goal } of rows) merit = Math.min(merit, total(values, shares) - goal);
  return merit;
}

/** The stage that asks for the largest Σ share × value. */
export function largest(name: string, problem: Problem, values: Float64Array): Stage {
  return { name, problem, rows: [{ name, values, goal: 0 }] };
}
