import { rounding, type Problem } from "./problem.ts";

/**
 * The cost of a point whose whole columns are given, and Infinity where it breaks a row by more than `share` of its terms. A single
 * continuous column is set to its cheapest value. Sums are compensated (Neumaier 1974), so that 0.1 + 0.2 and 0.3 differ by rounding only.
 */
export function complete(problem: Problem, values: Float64Array, share: number = rounding): number {
  const { columns: n, rows: m, matrix, cost, rowLower, rowUpper, base, single, lower, upper } = problem;
  if (single >= 0) values[single] = 0;
  let least = single >= 0 ? lower[single]! : 0;
  let most = single >= 0 ? upper[single]! : 0;
  let give = 0;
  for (let i = 0; i < m; i++) {
    let sum = base.activity[i]!;
    let lost = base.activityLost[i]!;
    let largest = base.largest[i]!;
    for (let j = 0, k = i; j < n; j++, k += m) {
      const term = matrix[k]! * values[j]!;
      if (term === 0) continue;
      const size = Math.abs(term);
      if (size > largest) largest = size;
      const next = sum + term;
      lost += Math.abs(sum) >= size ? sum - next + term : term - next + sum;
      sum = next;
    }
    const activity = sum + lost;
    const from = rowLower[i]!;
    const to = rowUpper[i]!;
    const slackFrom = share * Math.max(Math.abs(from), largest);
    const slackTo = share * Math.max(Math.abs(to), largest);
    const t = single >= 0 ? matrix[single * m + i]! : 0;
    if (t === 0) {
      if (activity < from - slackFrom || activity > to + slackTo) return Infinity;
      continue;
    }
    const p = (from - activity) / t;
    const q = (to - activity) / t;
    least = Math.max(least, Math.min(p, q));
    most = Math.min(most, Math.max(p, q));
    for (const slack of [slackFrom, slackTo]) if (slack < Infinity) give = Math.max(give, slack / Math.abs(t));
  }
  if (single >= 0) {
    if (least > most + give) return Infinity;
    values[single] = cost[single]! < 0 ? most : least;
  }
  let sum = base.cost;
  let lost = base.costLost;
  for (let j = 0; j < n; j++) {
    const term = cost[j]! * values[j]!;
    if (term === 0) continue;
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}
