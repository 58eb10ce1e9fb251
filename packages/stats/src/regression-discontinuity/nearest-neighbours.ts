import type { Side } from "./side.ts";

/** The rows next to each run of equal x; a window holds the run itself, and everything as far away as its farthest. */
export interface Neighbours {
  readonly first: Int32Array;
  readonly end: Int32Array;
}

const wanted = 3;
/** Distances that differ by less are the same: x − cutoff has rounding. */
const tie = 1e-9;

/** At least three others for each row (Abadie and Imbens 2006; Calonico, Cattaneo and Titiunik 2014, section 5), on its own side. */
export function neighboursOf({ x, starts }: Side): Neighbours {
  const groups = starts.length - 1;
  const first = new Int32Array(groups);
  const end = new Int32Array(groups);
  for (let g = 0; g < groups; g++) {
    const own = x[starts[g]!]!;
    let left = g;
    let right = g + 1;
    while (starts[right]! - starts[left]! - 1 < wanted && (left > 0 || right < groups)) {
      const toLeft = left > 0 ? Math.abs(own - x[starts[left - 1]!]!) : Infinity;
      const toRight = right < groups ? Math.abs(x[starts[right]!]! - own) : Infinity;
      const room = tie * Math.min(toLeft, toRight);
      if (toLeft <= toRight + room) left -= 1;
      if (toRight <= toLeft + room) right += 1;
    }
    first[g] = starts[left]!;
    end[g] = starts[right]!;
  }
  return { first, end };
}

/** √(J / (J + 1)) (y − mean of the J others): its square has the mean σ² where the outcome's mean is flat. */
export function neighbourResiduals({ starts, y }: Side, { first, end }: Neighbours): Float64Array {
  const residuals = new Float64Array(y.length);
  for (let g = 0; g < first.length; g++) {
    const others = end[g]! - first[g]! - 1;
    if (others < 1) continue;
    let sum = 0;
    for (let i = first[g]!; i < end[g]!; i++) sum += y[i]!;
    const scale = Math.sqrt(others / (others + 1));
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      residuals[i] = scale * (y[i]! - (sum - y[i]!) / others);
    }
  }
  return residuals;
}

/**
 * Σᵢⱼ wᵢ² wⱼ² corr(eᵢ, eⱼ)² for normal outcomes of equal variance: half the variance of Σ wᵢ² eᵢ² in units of σ⁴. Windows overlap,
 * so the squares are dependent. `weights`: of the first rows of the side.
 */
export function varianceOfVariance({ starts }: Side, { first, end }: Neighbours, weights: Float64Array): number {
  const groups = first.length;
  const m = weights.length;
  const sums = new Float64Array(groups);
  let total = 0;
  for (let g = 0; g < groups && starts[g]! < m; g++) {
    const j = end[g]! - first[g]! - 1;
    let fourth = 0;
    for (let i = starts[g]!; i < Math.min(m, starts[g + 1]!); i++) {
      const square = weights[i]! ** 2;
      sums[g] = sums[g]! + square;
      fourth += square * square;
    }
    total += fourth + (sums[g]! ** 2 - fourth) / (j * j);
  }
  for (let g = 0; g < groups && starts[g]! < m; g++) {
    const j = end[g]! - first[g]! - 1;
    for (let h = g + 1; h < groups && starts[h]! < m && first[h]! < end[g]!; h++) {
      const k = end[h]! - first[h]! - 1;
      const sees = starts[h]! < end[g]! ? 1 : 0;
      const seen = starts[g]! >= first[h]! ? 1 : 0;
      const shared = end[g]! - first[h]! - sees - seen;
      const inner = -sees / j - seen / k + shared / (j * k);
      total += 2 * sums[g]! * sums[h]! * ((j * k) / ((j + 1) * (k + 1))) * inner * inner;
    }
  }
  return total;
}
