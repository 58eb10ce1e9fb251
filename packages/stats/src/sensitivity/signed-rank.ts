import * as normal from "../distributions/normal.ts";

/** Pairs up to which the distribution of the signed-rank statistic is worked out exactly by default. */
export const mostExact = 100;

/** Signed ranks of paired differences, zeros left out (Wilcoxon 1945). */
export interface SignedRanks {
  /** Pairs that differ. */
  readonly pairs: number;
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  /** Twice the mid-ranks of |difference|, ascending; whole numbers. */
  readonly doubled: Int32Array;
}

export function signedRanks(differences: Float64Array): SignedRanks {
  const kept = differences.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const doubled = new Int32Array(kept.length);
  let positive = 0;
  for (let from = 0; from < kept.length;) {
    let to = from + 1;
    while (to < kept.length && Math.abs(kept[to]!) === Math.abs(kept[from]!)) to++;
    for (let i = from; i < to; i++) {
      doubled[i] = from + to + 1; // ranks from + 1 … to
      if (kept[i]! > 0) positive += (from + to + 1) / 2;
    }
    from = to;
  }
  return { pairs: kept.length, positive, doubled };
}

/** P(S ≥ s) for s = 0, 1, …: S adds each of `weights` with probability `share`. */
function survival(weights: Int32Array, share: number): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mass = new Float64Array(total + 1);
  mass[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached += weight;
    for (let s = reached; s >= 0; s--) {
      mass[s] = (1 - share) * mass[s]! + (s >= weight ? share * mass[s - weight]! : 0);
    }
  }
  for (let s = total - 1; s >= 0; s--) mass[s] = mass[s]! + mass[s + 1]!;
  return mass;
}

/** Tail of the sum of ranks when each pair's difference is positive with probability `share`, independently. */
export interface RankSumTail {
  /** P(T ≥ t). */
  upper(t: number): number;
  /** The least whole c with P(T ≥ c) ≤ q; above the greatest sum where there is none. */
  critical(q: number): number;
}

export function rankSumTail(doubled: Int32Array, share: number, exact: boolean): RankSumTail {
  let sum = 0;
  let squares = 0;
  for (const weight of doubled) {
    sum += weight / 2;
    squares += (weight * weight) / 4;
  }
  if (exact) {
    const tail = survival(doubled, share);
    const upper = (t: number): number => (2 * t >= tail.length ? 0 : Math.min(1, tail[Math.max(0, Math.ceil(2 * t))]!));
    const critical = (q: number): number => {
      let c = 0;
      while (c <= sum && upper(c) > q) c++;
      return c;
    };
    return { upper, critical };
  }
  const mean = share * sum;
  const sd = Math.sqrt(share * (1 - share) * squares);
  return {
    upper: (t) => (sd > 0 ? normal.upperTail((t - mean) / sd) : 1),
    critical: (q) => Math.ceil(mean + normal.upperTailQuantile(q) * sd),
  };
}
