import type { Cells } from "./cells.ts";
import { createKdTree, type Accept, type NeighbourIndex } from "./kd-tree.ts";
import { createSortedLine } from "./sorted-line.ts";

/** Whether calipers of the cells' limited covariates allow a match, `widths` the greatest differences; null without such calipers. */
export function acceptBy(widths: Float64Array | undefined, { limits }: Cells): Accept | null {
  if (widths === undefined || widths.length === 0) return null;
  const c = widths.length;
  return (query, cell) => {
    for (let j = 0; j < c; j++) {
      if (Math.abs(limits[query * c + j]! - limits[cell * c + j]!) > widths[j]!) return false;
    }
    return true;
  };
}

/** One index for each block's cells of an arm, by the block's code. */
export function indexesOf(
  cells: Cells,
  arm: number,
  tolerance: number,
  accept: Accept | null,
): ReadonlyMap<number, NeighbourIndex> {
  const sizes = new Map<number, number>();
  for (let c = 0; c < cells.count; c++) {
    if (cells.arm[c] === arm) sizes.set(cells.block[c]!, (sizes.get(cells.block[c]!) ?? 0) + 1);
  }
  const own = new Map(Array.from(sizes, ([block, size]) => [block, { list: new Int32Array(size), length: 0 }]));
  for (let c = 0; c < cells.count; c++) {
    if (cells.arm[c] !== arm) continue;
    const group = own.get(cells.block[c]!)!; // counted above
    group.list[group.length] = c;
    group.length += 1;
  }
  const create = cells.dimensions === 1 ? createSortedLine : createKdTree;
  return new Map(Array.from(own, ([block, { list }]) => [block, create(cells, list, tolerance, accept)]));
}

/** Units in each cell. */
export function cellSizes({ count, start }: Cells): Int32Array {
  return Int32Array.from({ length: count }, (_, c) => start[c + 1]! - start[c]!);
}
