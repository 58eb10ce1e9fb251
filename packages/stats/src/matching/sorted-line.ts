import { offer } from "./candidates.ts";
import type { Cells } from "./cells.ts";
import type { Accept, NeighbourIndex } from "./kd-tree.ts";

/**
 * Nearest cells on a line, as of propensity scores: sorted, with pointers past the cells taken away that shorten themselves (Tarjan 1975).
 */
export function createSortedLine(
  cells: Cells,
  own: Int32Array,
  tolerance: number,
  accept: Accept | null,
): NeighbourIndex {
  const { points } = cells;
  const m = own.length;
  const order = own.slice().sort((a, b) => points[a]! - points[b]! || a - b);
  const values = Float64Array.from(order, (cell) => points[cell]!);
  // Positions 1 … m; 0 and m + 1 are the ends.
  const left = Int32Array.from({ length: m + 2 }, (_, i) => i);
  const right = left.slice();
  let position: Map<number, number> | null = null;

  function resolve(pointers: Int32Array, from: number): number {
    let root = from;
    while (pointers[root]! !== root) root = pointers[root]!;
    for (let at = from; pointers[at]! !== root;) {
      const next = pointers[at]!;
      pointers[at] = root;
      at = next;
    }
    return root;
  }

  return {
    order,
    search: (query, wanted, sizes, best) => {
      const x = points[query]!;
      let lower = 0;
      let upper = m;
      while (lower < upper) {
        const middle = (lower + upper) >> 1;
        if (values[middle]! < x) lower = middle + 1;
        else upper = middle;
      }
      let down = resolve(left, lower);
      let up = resolve(right, lower + 1);
      for (;;) {
        const below = down === 0 ? Infinity : (x - values[down - 1]!) ** 2;
        const above = up === m + 1 ? Infinity : (values[up - 1]! - x) ** 2;
        const d2 = Math.min(below, above);
        if (d2 === Infinity || d2 > best.limit) return;
        const at = below <= above ? down : up;
        const cell = order[at - 1]!;
        if (accept === null || accept(query, cell)) offer(best, cell, d2, sizes, wanted, tolerance);
        if (at === down) down = resolve(left, down - 1);
        else up = resolve(right, up + 1);
      }
    },
    remove: (cell) => {
      position ??= new Map(Array.from(order, (each, i) => [each, i + 1]));
      const at = position.get(cell)!;
      left[at] = at - 1;
      right[at] = at + 1;
    },
  };
}
