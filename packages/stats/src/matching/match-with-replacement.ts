import { createCandidates, ties as isTie } from "./candidates.ts";
import { compareCells, type Cells } from "./cells.ts";
import { acceptBy, cellSizes, indexesOf } from "./neighbour-indexes.ts";

export interface WithReplacementOptions {
  /** Units wanted for each, M ≥ 1. */
  readonly ratio: number;
  /** Greatest distance of a pair; default none. */
  readonly caliper?: number | undefined;
  /** Greatest differences in the cells' limited covariates, in their order. */
  readonly widths?: Float64Array | undefined;
  /** Keep all units that tie at the last place (default), or take the first by coordinates, then by their place in the cell. */
  readonly ties?: boolean | undefined;
  /** How much more a squared distance may be and still tie, beside rounding; default 0. */
  readonly tieTolerance?: number | undefined;
}

/** Matches of the cells of one arm among the cells of the other. */
export interface CellMatches {
  /** The arm that was matched, 1 or 0. */
  readonly arm: number;
  /** Its cells that have a match. */
  readonly focal: Int32Array;
  /** Matches of `focal[f]` are the entries `start[f]` up to `start[f + 1]`, nearest first. */
  readonly start: Int32Array;
  readonly donor: Int32Array;
  /** Units taken from the donor's cell, the first of its members. */
  readonly take: Int32Array;
  readonly distance: Float64Array;
  /** Cells of the arm without a match. */
  readonly unmatched: Int32Array;
}

/** The `ratio` nearest units of the other arm for each unit of `arm`, each used as often as it is nearest (Abadie and Imbens 2006). */
export function matchWithReplacement(cells: Cells, arm: number, options: WithReplacementOptions): CellMatches {
  const { ratio, caliper = Infinity, widths, ties = true, tieTolerance = 0 } = options;
  if (!Number.isInteger(ratio) || ratio < 1) {
    throw new RangeError(`matchWithReplacement: ratio must be whole and at least 1; got ${ratio}`);
  }
  const indexes = indexesOf(cells, 1 - arm, tieTolerance, acceptBy(widths, cells));
  const sizes = cellSizes(cells);
  const best = createCandidates();
  const focal: number[] = [];
  const start: number[] = [0];
  const unmatched: number[] = [];
  let donor = new Int32Array(1024);
  let take = new Int32Array(1024);
  let distance = new Float64Array(1024);
  let length = 0;
  for (let cell = 0; cell < cells.count; cell++) {
    if (cells.arm[cell] !== arm) continue;
    best.length = 0;
    best.limit = squareOf(caliper);
    indexes.get(cells.block[cell]!)?.search(cell, ratio, sizes, best);
    if (best.length === 0) {
      unmatched.push(cell);
      continue;
    }
    if (length + best.length > donor.length) {
      const room = 2 * donor.length + best.length;
      donor = extended(donor, new Int32Array(room));
      take = extended(take, new Int32Array(room));
      distance = extended(distance, new Float64Array(room));
    }
    if (!ties) orderTies(cells, best.cells, best.squared, best.length, ratio, sizes, tieTolerance);
    let left = ratio;
    for (let i = 0; i < best.length; i++) {
      if (left <= 0 && !ties) break;
      const size = sizes[best.cells[i]!]!;
      donor[length] = best.cells[i]!;
      distance[length] = Math.sqrt(best.squared[i]!);
      take[length] = ties ? size : Math.min(left, size);
      left -= size;
      length += 1;
    }
    focal.push(cell);
    start.push(length);
  }
  return {
    arm,
    focal: Int32Array.from(focal),
    start: Int32Array.from(start),
    donor: donor.slice(0, length),
    take: take.slice(0, length),
    distance: distance.slice(0, length),
    unmatched: Int32Array.from(unmatched),
  };
}

/** The greatest square whose root is not more than `caliper`. */
export function squareOf(caliper: number): number {
  if (!(caliper >= 0)) throw new RangeError(`matching: caliper must not be negative; got ${caliper}`);
  let square = caliper * caliper;
  while (Math.sqrt(square) > caliper) square *= 1 - Number.EPSILON;
  return square;
}

/** Puts the entries that tie at the last place in the order of their cells. */
function orderTies(
  cells: Cells,
  list: Int32Array,
  squared: Float64Array,
  length: number,
  wanted: number,
  sizes: Int32Array,
  tolerance: number,
): void {
  let units = 0;
  let last = 0;
  while (last < length - 1 && units + sizes[list[last]!]! < wanted) {
    units += sizes[list[last]!]!;
    last += 1;
  }
  let first = last;
  while (first > 0 && isTie(squared[first - 1]!, squared[last]!, tolerance)) first -= 1;
  const tied = Array.from({ length: length - first }, (_, i) => [list[first + i]!, squared[first + i]!] as const);
  tied.sort(([a], [b]) => compareCells(cells, a, b));
  tied.forEach(([cell, d2], i) => {
    list[first + i] = cell;
    squared[first + i] = d2;
  });
}

function extended<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
