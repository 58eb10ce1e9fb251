import { createCandidates } from "./candidates.ts";
import type { Cells } from "./cells.ts";
import { cellSizes, indexesOf } from "./neighbour-indexes.ts";

/**
 * Variance of the outcome at each unit's covariates, from the `neighbours` nearest other units of its own arm (and ties), J of them:
 * J / (J + 1) (y − mean of theirs)² (Abadie and Imbens 2006, equation 14). Noisy for one unit, consistent in averages. `values`: n outcomes
 * or, where their regression on covariates is to be left out of the spread, residuals. NaN where an arm's block holds one unit alone.
 */
export function conditionalVariances(cells: Cells, values: Float64Array, neighbours: number): Float64Array {
  if (!Number.isInteger(neighbours) || neighbours < 1) {
    throw new RangeError(`conditionalVariances: neighbours must be whole and at least 1; got ${neighbours}`);
  }
  const sizes = cellSizes(cells);
  const sums = new Float64Array(cells.count);
  for (let i = 0; i < values.length; i++) sums[cells.of[i]!]! += values[i]!;
  const totals = new Float64Array(cells.count);
  const counts = new Float64Array(cells.count);
  const best = createCandidates();
  for (const arm of [0, 1]) {
    for (const index of indexesOf(cells, arm, 0, null).values()) {
      for (const c of index.order) {
        if (sizes[c]! > neighbours) {
          totals[c] = sums[c]!;
          counts[c] = sizes[c]!;
          continue;
        }
        best.length = 0;
        best.limit = Infinity;
        // The unit itself is among them, at distance 0.
        index.search(c, neighbours + 1, sizes, best);
        for (let i = 0; i < best.length; i++) {
          totals[c]! += sums[best.cells[i]!]!;
          counts[c]! += sizes[best.cells[i]!]!;
        }
      }
    }
  }
  return values.map((value, i) => {
    const c = cells.of[i]!;
    const others = counts[c]! - 1;
    if (others === 0) return NaN;
    const difference = value - (totals[c]! - value) / others;
    return (others / (others + 1)) * difference * difference;
  });
}
