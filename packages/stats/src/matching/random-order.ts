import type { Rng } from "../random/rng.ts";
import { compareCells, type Cells } from "./cells.ts";

/**
 * The cells with the units of each in random order, for choices among units that matching cannot tell apart. By `values` (n) first, so
 * that neither the order of rows nor names matter; units of one cell and value are the same.
 */
export function inRandomOrder(cells: Cells, values: Float64Array, rng: Rng): Cells {
  const { arm, block, count, start } = cells;
  const several: number[] = [];
  for (let c = 0; c < count; c++) if (start[c + 1]! - start[c]! > 1) several.push(c);
  several.sort((a, b) => arm[a]! - arm[b]! || block[a]! - block[b]! || compareCells(cells, a, b));
  const members = cells.members.slice();
  for (const c of several) {
    const own = members.subarray(start[c], start[c + 1]);
    own.sort((a, b) => values[a]! - values[b]!);
    for (let i = own.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1);
      const unit = own[i]!;
      own[i] = own[j]!;
      own[j] = unit;
    }
  }
  return { ...cells, members };
}
