import type { Problem } from "./problem.ts";

/** The power of two next above `value`, so that dividing by it is exact. */
function powerOfTwo(value: number): number {
  return value > 0 && value < Infinity ? 2 ** Math.ceil(Math.log2(value)) : 1;
}

/**
 * Scales rows so that their largest coefficient of a whole column is near 1, and continuous columns likewise, in place. Rows that share
 * a continuous column share its unit.
 */
export function rescale(problem: Problem): Problem {
  const { columns: n, rows: m, matrix, cost, lower, upper, whole, rowLower, rowUpper, base, units } = problem;
  const largest = new Float64Array(m);
  const shared = new Uint8Array(m);
  for (let j = 0, k = 0; j < n; j++) {
    for (let i = 0; i < m; i++, k++) {
      if (whole[j] === 1) largest[i] = Math.max(largest[i]!, Math.abs(matrix[k]!));
      else if (matrix[k] !== 0) shared[i] = 1;
    }
  }
  let together = 0;
  for (let i = 0; i < m; i++) if (shared[i] === 1) together = Math.max(together, largest[i]!);
  for (let i = 0; i < m; i++) {
    const unit = powerOfTwo(shared[i] === 1 ? together : largest[i]!);
    if (unit === 1) continue;
    for (let j = 0; j < n; j++) matrix[j * m + i]! /= unit;
    for (const values of [rowLower, rowUpper, base.activity, base.activityLost, base.largest]) values[i]! /= unit;
  }
  for (let j = 0; j < n; j++) {
    if (whole[j] === 1) continue;
    let most = 0;
    for (let i = 0; i < m; i++) most = Math.max(most, Math.abs(matrix[j * m + i]!));
    const unit = powerOfTwo(most);
    for (let i = 0; i < m; i++) matrix[j * m + i]! /= unit;
    cost[j]! /= unit;
    lower[j]! *= unit;
    upper[j]! *= unit;
    units[j]! /= unit;
  }
  return problem;
}
