import { offer, type Candidates } from "./candidates.ts";
import type { Cells } from "./cells.ts";

/** Nearest cells of a set, from which cells can be taken away. */
export interface NeighbourIndex {
  /**
   * Adds to `best` the nearest cells to cell `query` that together hold `wanted` units, with ties, none beyond `best.limit`.
   * `sizes`: units by cell, 0 where a cell was taken away.
   */
  search(query: number, wanted: number, sizes: Int32Array, best: Candidates): void;
  /** Its cells, neighbours mostly near each other, so that searches in this order find their memory warm. */
  readonly order: Int32Array;
  /** Passes over `cell` from now on. */
  remove(cell: number): void;
}

/** Whether two cells may be matched by the calipers of single covariates. */
export type Accept = (query: number, cell: number) => boolean;

const LEAF = 8;

/**
 * A balanced k-d tree (Bentley 1975; distances kept incrementally as by Arya and Mount 1993) over the cells `own`. Nodes stand as in a
 * heap; node 1 holds positions 0 … own.length, its children the halves. Emptied nodes are passed over.
 */
export function createKdTree(cells: Cells, own: Int32Array, tolerance: number, accept: Accept | null): NeighbourIndex {
  const { points, dimensions: d } = cells;
  const m = own.length;
  const order = own.slice();
  let depth = 0;
  while (m >> depth > LEAF) depth += 1;
  const nodes = 2 ** (depth + 1);
  const axis = new Int32Array(nodes);
  const split = new Float64Array(nodes);
  const alive = new Int32Array(nodes);
  const low = new Float64Array(d);
  const high = new Float64Array(d);

  function build(node: number, from: number, to: number, level: number): void {
    alive[node] = to - from;
    if (level === depth) return;
    low.fill(Infinity);
    high.fill(-Infinity);
    for (let i = from; i < to; i++) {
      const at = order[i]! * d;
      for (let j = 0; j < d; j++) {
        const value = points[at + j]!;
        if (value < low[j]!) low[j] = value;
        if (value > high[j]!) high[j] = value;
      }
    }
    let widest = 0;
    for (let j = 1; j < d; j++) if (high[j]! - low[j]! > high[widest]! - low[widest]!) widest = j;
    const middle = (from + to) >> 1;
    select(order, points, d, widest, from, to - 1, middle);
    axis[node] = widest;
    split[node] = points[order[middle]! * d + widest]!;
    build(2 * node, from, middle, level + 1);
    build(2 * node + 1, middle, to, level + 1);
  }
  build(1, 0, m, 0);

  const local = new Float64Array(m * d);
  for (let i = 0; i < m; i++) for (let j = 0; j < d; j++) local[i * d + j] = points[order[i]! * d + j]!;
  // Made at the first removal: searches with replacement do without.
  let position: Map<number, number> | null = null;

  const offset = new Float64Array(d);
  const point = new Float64Array(d);
  let asked = 0;
  let needed = 0;
  let units: Int32Array = order;
  let found: Candidates | null = null;

  function visit(node: number, from: number, to: number, level: number, nearest: number): void {
    if (alive[node] === 0) return;
    const best = found!; // set by search, the only caller
    if (level === depth) {
      for (let i = from; i < to; i++) {
        let d2 = 0;
        for (let j = 0, at = i * d; j < d; j++, at++) {
          const difference = local[at]! - point[j]!;
          d2 += difference * difference;
        }
        if (d2 > best.limit) continue;
        const cell = order[i]!;
        if (units[cell] === 0 || (accept !== null && !accept(asked, cell))) continue;
        offer(best, cell, d2, units, needed, tolerance);
      }
      return;
    }
    const middle = (from + to) >> 1;
    const j = axis[node]!;
    const difference = point[j]! - split[node]!;
    const before = offset[j]!;
    const across = nearest - before * before + difference * difference;
    if (difference < 0) visit(2 * node, from, middle, level + 1, nearest);
    else visit(2 * node + 1, middle, to, level + 1, nearest);
    // The incremental distance may round up; the limit's own tolerance is wider than that.
    if (across * (1 - 1e-12) > best.limit) return;
    offset[j] = difference;
    if (difference < 0) visit(2 * node + 1, middle, to, level + 1, across);
    else visit(2 * node, from, middle, level + 1, across);
    offset[j] = before;
  }

  return {
    order,
    search: (query, wanted, sizes, best) => {
      if (m === 0) return;
      for (let j = 0; j < d; j++) point[j] = points[query * d + j]!;
      offset.fill(0);
      asked = query;
      needed = wanted;
      units = sizes;
      found = best;
      visit(1, 0, m, 0, 0);
    },
    remove: (cell) => {
      position ??= new Map(Array.from(order, (each, i) => [each, i]));
      const at = position.get(cell)!;
      let node = 1;
      let from = 0;
      let to = m;
      for (let level = 0; ; level++) {
        alive[node]! -= 1;
        if (level === depth) return;
        const middle = (from + to) >> 1;
        if (at < middle) {
          to = middle;
          node = 2 * node;
        } else {
          from = middle;
          node = 2 * node + 1;
        }
      }
    },
  };
}

/** Orders `order[left … right]` so that position `k` holds its own by coordinate `j`, none before it more, none after it less (Hoare 1961). */
function select(
  order: Int32Array,
  points: Float64Array,
  d: number,
  j: number,
  left: number,
  right: number,
  k: number,
): void {
  while (left < right) {
    const a = points[order[left]! * d + j]!;
    const b = points[order[(left + right) >> 1]! * d + j]!;
    const c = points[order[right]! * d + j]!;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = left;
    let l = right;
    while (i <= l) {
      while (points[order[i]! * d + j]! < pivot) i += 1;
      while (points[order[l]! * d + j]! > pivot) l -= 1;
      if (i > l) break;
      const swap = order[i]!;
      order[i] = order[l]!;
      order[l] = swap;
      i += 1;
      l -= 1;
    }
    if (k <= l) right = l;
    else if (k >= i) left = i;
    else return;
  }
}
