import { rowSlack, type Problem } from "./problem.ts";

/** Bounds of columns and logicals, what they may be missed by in the simplex method, and each row's largest absolute left side. */
export interface Box {
  /** n + m. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly tolerance: Float64Array;
  /** m. */
  readonly reach: Float64Array;
}

export function createBox(problem: Problem, slackShare: number): Box {
  const { columns: n, rows: m, matrix, base, rowLower, rowUpper } = problem;
  const lower = new Float64Array(n + m);
  const upper = new Float64Array(n + m);
  lower.set(problem.lower);
  upper.set(problem.upper);
  const tolerance = new Float64Array(n + m).fill(1e-11);
  for (let i = 0; i < m; i++) {
    const slack = slackShare * rowSlack(problem, i);
    const decided = base.activity[i]! + base.activityLost[i]!;
    lower[n + i] = rowLower[i]! - decided - slack;
    upper[n + i] = rowUpper[i]! - decided + slack;
    tolerance[n + i] = Math.max(1e-12, slack);
  }
  const reach = new Float64Array(m);
  for (let j = 0, k = 0; j < n; j++) {
    const most = Math.max(Math.abs(lower[j]!), Math.abs(upper[j]!));
    for (let i = 0; i < m; i++, k++) reach[i]! += Math.abs(matrix[k]!) * most;
  }
  return { lower, upper, tolerance, reach };
}
