/** Distances that differ by a smaller share are ties: sums of the same squares in another order differ by rounding. */
const ROUNDING = 1e-9;

/** The nearest cells of a search so far, by ascending squared distance, with all that tie at the last place. */
export interface Candidates {
  length: number;
  cells: Int32Array;
  squared: Float64Array;
  /** Squared distance beyond which no cell is wanted any more. */
  limit: number;
}

export function createCandidates(): Candidates {
  return { length: 0, cells: new Int32Array(64), squared: new Float64Array(64), limit: Infinity };
}

/**
 * Takes in `cell` at squared distance `d2`, if it is among the nearest that hold `wanted` units or ties with the last of them.
 * `sizes`: units by cell; `tolerance`: how much more a squared distance may be and still tie.
 */
export function offer(
  best: Candidates,
  cell: number,
  d2: number,
  sizes: Int32Array,
  wanted: number,
  tolerance: number,
): void {
  if (d2 > best.limit) return;
  if (best.length === best.cells.length) grow(best);
  const { cells, squared } = best;
  let at = best.length;
  while (at > 0 && squared[at - 1]! > d2) {
    squared[at] = squared[at - 1]!;
    cells[at] = cells[at - 1]!;
    at -= 1;
  }
  squared[at] = d2;
  cells[at] = cell;
  best.length += 1;
  let units = 0;
  for (let i = 0; i < best.length; i++) {
    units += sizes[cells[i]!]!;
    if (units < wanted) continue;
    const bound = squared[i]! * (1 + ROUNDING) + tolerance;
    if (bound < best.limit) best.limit = bound;
    let last = best.length;
    while (squared[last - 1]! > best.limit) last -= 1;
    best.length = last;
    return;
  }
}

/** Whether `d2` is as near as `bound`, the last place's squared distance, up to rounding and `tolerance`. */
export function ties(d2: number, bound: number, tolerance: number): boolean {
  return d2 >= bound * (1 - ROUNDING) - tolerance;
}

function grow(best: Candidates): void {
  const cells = new Int32Array(2 * best.cells.length);
  const squared = new Float64Array(2 * best.cells.length);
  cells.set(best.cells);
  squared.set(best.squared);
  best.cells = cells;
  best.squared = squared;
}
