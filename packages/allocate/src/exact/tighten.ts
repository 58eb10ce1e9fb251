import { rounding, type Problem } from "./problem.ts";

const passes = 4;

/** Bounds of one row's left side: finite parts, and how many columns have none. */
interface Range {
  least: number;
  most: number;
  endlessBelow: number;
  endlessAbove: number;
  reach: number;
}

function rangeOf({ columns: n, rows: m, matrix, lower, upper }: Problem, row: number): Range {
  const range = { least: 0, most: 0, endlessBelow: 0, endlessAbove: 0, reach: 0 };
  for (let j = 0; j < n; j++) {
    const a = matrix[j * m + row]!;
    if (a === 0) continue;
    const p = a > 0 ? a * lower[j]! : a * upper[j]!;
    const q = a > 0 ? a * upper[j]! : a * lower[j]!;
    if (p === -Infinity) range.endlessBelow++;
    else range.least += p;
    if (q === Infinity) range.endlessAbove++;
    else range.most += q;
    range.reach += Math.max(p === -Infinity ? 0 : Math.abs(p), q === Infinity ? 0 : Math.abs(q));
  }
  return range;
}

/**
 * Bounds that a row implies (Savelsbergh 1994), in place: whole columns that cannot be taken are fixed, continuous ones without a
 * bound get one. `null` where the row cannot hold; else whether a bound moved. Nothing that rounding admits is cut off.
 */
function tightenBy(problem: Problem, row: number): boolean | null {
  const { columns: n, rows: m, matrix, lower, upper, whole } = problem;
  const { least, most, endlessBelow, endlessAbove, reach } = rangeOf(problem, row);
  const from = problem.rowLower[row]!;
  const to = problem.rowUpper[row]!;
  // Rounding of the sums here, and of those that judge a point.
  const own = (n + 8) * 2 ** -53 * reach;
  const most1 = to < Infinity ? to + rounding * Math.abs(to) + own : Infinity;
  const least1 = from > -Infinity ? from - rounding * Math.abs(from) - own : -Infinity;
  if (endlessBelow === 0 && least > most1 + rounding * reach) return null;
  if (endlessAbove === 0 && most < least1 - rounding * reach) return null;
  let moved = false;
  for (let j = 0; j < n; j++) {
    const a = matrix[j * m + row]!;
    if (a === 0 || lower[j] === upper[j]) continue;
    const p = a > 0 ? a * lower[j]! : a * upper[j]!;
    const q = a > 0 ? a * upper[j]! : a * lower[j]!;
    const othersLeast =
      p === -Infinity ? (endlessBelow === 1 ? least : -Infinity) : endlessBelow === 0 ? least - p : -Infinity;
    const othersMost =
      q === Infinity ? (endlessAbove === 1 ? most : Infinity) : endlessAbove === 0 ? most - q : Infinity;
    const termMost = most1 - othersLeast;
    const termLeast = least1 - othersMost;
    let high = (a > 0 ? termMost : termLeast) / a;
    let low = (a > 0 ? termLeast : termMost) / a;
    if (whole[j] === 1) {
      high = Math.floor(high + 1e-9);
      low = Math.ceil(low - 1e-9);
    } else {
      // Tight bounds of a continuous column would take the slack from its rows.
      high = upper[j]! < Infinity ? Infinity : high + 1e-6 * Math.abs(high);
      low = lower[j]! > -Infinity ? -Infinity : low - 1e-6 * Math.abs(low);
    }
    if (high < upper[j]!) [upper[j], moved] = [high, true];
    if (low > lower[j]!) [lower[j], moved] = [low, true];
    if (lower[j]! > upper[j]!) return null;
  }
  return moved;
}

/**
 * A bound for a column that its cost draws towards its other bound and whose growth only loosens rows: more than any row can ask for.
 * Such is the θ of a minimax program.
 */
function boundUnbounded(problem: Problem, j: number): void {
  const { rows: m, matrix, lower, upper, cost, rowLower, rowUpper } = problem;
  const up = upper[j] === Infinity;
  if (up ? cost[j]! < 0 || lower[j] === -Infinity : cost[j]! > 0 || upper[j] === Infinity) return;
  let limit = up ? lower[j]! : upper[j]!;
  for (let i = 0; i < m; i++) {
    const a = matrix[j * m + i]!;
    if (a === 0) continue;
    const { least, most, endlessBelow, endlessAbove } = rangeOf(problem, i);
    const rises = a > 0 === up;
    if (rises ? rowUpper[i]! < Infinity : rowLower[i]! > -Infinity) return;
    if (rises ? endlessBelow > 0 : endlessAbove > 0) return;
    // The column's own term is at its finite bound in `least` (`most`): what is missing then.
    const missing = rises ? rowLower[i]! - least : rowUpper[i]! - most;
    if (rises ? missing <= 0 : missing >= 0) continue;
    const at = (up ? lower[j]! : upper[j]!) + missing / a;
    limit = up ? Math.max(limit, at) : Math.min(limit, at);
  }
  const room = 1 + 1e-6 * Math.abs(limit);
  if (up) upper[j] = Math.ceil(limit + room);
  else lower[j] = Math.floor(limit - room);
}

/** Tightens bounds in place until nothing moves. False where a row cannot hold; `null` where a column stays without bounds. */
export function tighten(problem: Problem): boolean | null {
  const { columns: n, rows: m, lower, upper } = problem;
  for (let j = 0; j < n; j++) if (lower[j]! > upper[j]!) return false;
  for (let pass = 0; pass < passes; pass++) {
    let moved = false;
    for (let i = 0; i < m; i++) {
      const outcome = tightenBy(problem, i);
      if (outcome === null) return false;
      moved ||= outcome;
    }
    if (!moved) break;
  }
  for (let j = 0; j < n; j++) if (upper[j] === Infinity || lower[j] === -Infinity) boundUnbounded(problem, j);
  for (let j = 0; j < n; j++) if (upper[j] === Infinity || lower[j] === -Infinity) return null;
  return true;
}
