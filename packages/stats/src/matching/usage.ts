import type { Cells } from "./cells.ts";
import type { CellMatches } from "./match-with-replacement.ts";

/** How the units of the other arm are used by matches with replacement. */
export interface Usage {
  /** Units of the matched arm that have a match. */
  readonly matched: number;
  /** n: sum of 1 / M over the units that unit j is a match of, M their matches; K in Abadie and Imbens (2006). */
  readonly weights: Float64Array;
  /** n: sum of 1 / M². */
  readonly squares: Float64Array;
  /** n: number of units that unit j is a match of. */
  readonly times: Float64Array;
  /** Matches of each cell of `matches.focal`. */
  readonly counts: Float64Array;
}

const sizeOf = ({ start }: Cells, c: number): number => start[c + 1]! - start[c]!;

export function usageOf(cells: Cells, matches: CellMatches): Usage {
  const { focal, start, donor, take } = matches;
  const n = cells.of.length;
  const [weights, squares, times] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  // By cell where the whole cell is taken, so that the work does not grow with the units of a cell.
  const whole = [new Float64Array(cells.count), new Float64Array(cells.count), new Float64Array(cells.count)] as const;
  const counts = new Float64Array(focal.length);
  let matched = 0;
  for (let f = 0; f < focal.length; f++) {
    const units = sizeOf(cells, focal[f]!);
    let m = 0;
    for (let e = start[f]!; e < start[f + 1]!; e++) m += take[e]!;
    counts[f] = m;
    matched += units;
    const share = units / m;
    const square = share / m;
    for (let e = start[f]!; e < start[f + 1]!; e++) {
      const c = donor[e]!;
      if (take[e] === sizeOf(cells, c)) {
        whole[0][c]! += share;
        whole[1][c]! += square;
        whole[2][c]! += units;
        continue;
      }
      for (let at = cells.start[c]!, end = at + take[e]!; at < end; at++) {
        const unit = cells.members[at]!;
        weights[unit]! += share;
        squares[unit]! += square;
        times[unit]! += units;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    const c = cells.of[i]!;
    weights[i]! += whole[0][c]!;
    squares[i]! += whole[1][c]!;
    times[i]! += whole[2][c]!;
  }
  return { matched, weights, squares, times, counts };
}

/** Mean of `values` (n) over the matches of each cell of `matches.focal`. */
export function matchedMeans(
  cells: Cells,
  { focal, start, donor, take }: CellMatches,
  values: Float64Array,
): Float64Array {
  const sums = new Float64Array(cells.count);
  for (let i = 0; i < values.length; i++) sums[cells.of[i]!]! += values[i]!;
  return Float64Array.from(focal, (_, f) => {
    let sum = 0;
    let m = 0;
    for (let e = start[f]!; e < start[f + 1]!; e++) {
      const c = donor[e]!;
      m += take[e]!;
      if (take[e] === sizeOf(cells, c)) {
        sum += sums[c]!;
        continue;
      }
      for (let at = cells.start[c]!, end = at + take[e]!; at < end; at++) sum += values[cells.members[at]!]!;
    }
    return sum / m;
  });
}
