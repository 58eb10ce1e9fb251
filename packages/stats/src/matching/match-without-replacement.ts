import { createCandidates } from "./candidates.ts";
import { compareCells, type Cells } from "./cells.ts";
import { squareOf } from "./match-with-replacement.ts";
import { acceptBy, cellSizes, indexesOf } from "./neighbour-indexes.ts";

export interface WithoutReplacementOptions {
  /** Units wanted for each, M ≥ 1, taken in M rounds. */
  readonly ratio: number;
  /** All units of the arm that is matched, in the order in which they choose. */
  readonly order: Int32Array;
  /** Greatest distance of a pair; default none. */
  readonly caliper?: number | undefined;
  /** Greatest differences in the cells' limited covariates, in their order. */
  readonly widths?: Float64Array | undefined;
}

/** Sets of one unit and the units matched with it, none in two sets. */
export interface MatchedSets {
  /** The arm that was matched, 1 or 0. */
  readonly arm: number;
  /** Units with a match, in the order in which they chose. */
  readonly focal: Int32Array;
  /** Partners of `focal[s]` are the entries `start[s]` up to `start[s + 1]`, in the order of the rounds. */
  readonly start: Int32Array;
  readonly partner: Int32Array;
  readonly distance: Float64Array;
  /** Units that found no partner. */
  readonly unmatched: Int32Array;
}

/**
 * Greedy matching without replacement: in `order` each unit takes the nearest unit that is left, in `ratio` rounds (Rubin 1973). Units of
 * one cell leave in its order of members; where cells tie, the first by coordinates leaves first.
 */
export function matchWithoutReplacement(cells: Cells, arm: number, options: WithoutReplacementOptions): MatchedSets {
  const { ratio, order, caliper = Infinity, widths } = options;
  if (!Number.isInteger(ratio) || ratio < 1) {
    throw new RangeError(`matchWithoutReplacement: ratio must be whole and at least 1; got ${ratio}`);
  }
  const indexes = indexesOf(cells, 1 - arm, 0, acceptBy(widths, cells));
  const left = cellSizes(cells);
  const sizes = left.slice();
  const best = createCandidates();
  const bound = squareOf(caliper);
  const partners = new Int32Array(order.length * ratio).fill(-1);
  const distances = new Float64Array(order.length * ratio);
  for (let round = 0; round < ratio; round++) {
    for (let s = 0; s < order.length; s++) {
      // Who found nobody before finds nobody now.
      if (round > 0 && partners[s * ratio + round - 1] === -1) continue;
      const cell = cells.of[order[s]!]!;
      if (cells.arm[cell] !== arm) {
        throw new RangeError(`matchWithoutReplacement: unit ${order[s]} of order is not in arm ${arm}`);
      }
      const index = indexes.get(cells.block[cell]!);
      if (index === undefined) continue;
      best.length = 0;
      best.limit = bound;
      index.search(cell, 1, left, best);
      if (best.length === 0) continue;
      let nearest = 0;
      for (let i = 1; i < best.length; i++) {
        if (compareCells(cells, best.cells[i]!, best.cells[nearest]!) < 0) nearest = i;
      }
      const donor = best.cells[nearest]!;
      partners[s * ratio + round] = cells.members[cells.start[donor]! + sizes[donor]! - left[donor]!]!;
      distances[s * ratio + round] = Math.sqrt(best.squared[nearest]!);
      left[donor]! -= 1;
      if (left[donor] === 0) index.remove(donor);
    }
  }
  return collect(arm, order, ratio, partners, distances);
}

function collect(
  arm: number,
  order: Int32Array,
  ratio: number,
  partners: Int32Array,
  distances: Float64Array,
): MatchedSets {
  const focal: number[] = [];
  const start: number[] = [0];
  const partner: number[] = [];
  const distance: number[] = [];
  const unmatched: number[] = [];
  for (let s = 0; s < order.length; s++) {
    for (let at = s * ratio; at < (s + 1) * ratio && partners[at] !== -1; at++) {
      partner.push(partners[at]!);
      distance.push(distances[at]!);
    }
    if (partner.length === start.at(-1)) unmatched.push(order[s]!);
    else {
      focal.push(order[s]!);
      start.push(partner.length);
    }
  }
  return {
    arm,
    focal: Int32Array.from(focal),
    start: Int32Array.from(start),
    partner: Int32Array.from(partner),
    distance: Float64Array.from(distance),
    unmatched: Int32Array.from(unmatched),
  };
}
