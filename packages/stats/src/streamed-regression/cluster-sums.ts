import type { StreamedLeastSquares } from "./regression-stream.ts";
import type { RowSums, Sums } from "./row-sums.ts";
import { satterthwaiteOfClusters } from "./satterthwaite-of-clusters.ts";

export type ClusteredKind = "CR0" | "CR1" | "CR2";

/**
 * Sums over the rows of each cluster, which is all that a cluster-robust covariance needs: Σ w e of each contrast for CR0 and CR1,
 * Q′Q and Q′e for CR2. `u`: rank numbers a contrast. `limit`: most numbers kept.
 */
export function createClusterSums(
  kind: ClusteredKind,
  fit: StreamedLeastSquares,
  u: readonly Float64Array[],
  limit: number,
): RowSums {
  const { rank, rows: n, dfResidual } = fit;
  const m = u.length;
  // Q′Q stands as the lower triangle of a full square, before Q′e.
  const size = kind === "CR2" ? rank * rank + rank : m;
  let sums = new Float64Array(64 * size);
  let seen = new Uint8Array(64);
  let clusters = 0;

  function place(code: number): number {
    if (code < 0) throw new RangeError(`createInferenceStream: a cluster's code must not be negative; got ${code}`);
    if (code >= seen.length) grow(code);
    if (seen[code] === 0) {
      seen[code] = 1;
      clusters += 1;
    }
    return code * size;
  }

  function grow(code: number): void {
    const most = Math.floor(limit / size);
    if (code >= most) {
      throw new RangeError(`createInferenceStream: more clusters than the ${most} that are kept in memory`);
    }
    const room = Math.max(code + 1, Math.min(2 * seen.length, most));
    const [oldSums, oldSeen] = [sums, seen];
    sums = new Float64Array(room * size);
    sums.set(oldSums);
    seen = new Uint8Array(room);
    seen.set(oldSeen);
  }

  function scores(): Sums {
    const covariance = new Float64Array(m * m);
    for (let at = 0; at < seen.length * m; at += m) {
      for (let a = 0; a < m; a++) {
        for (let b = 0; b < m; b++) covariance[a * m + b] = covariance[a * m + b]! + sums[at + a]! * sums[at + b]!;
      }
    }
    // Stata's correction (Cameron and Miller 2015, eq. 12).
    const factor = kind === "CR1" ? (clusters / (clusters - 1)) * ((n - 1) / dfResidual) : 1;
    return {
      covariance: covariance.map((value) => value * factor),
      df: new Float64Array(m).fill(clusters - 1),
      reasons: u.map(() => null),
      clusters,
    };
  }

  return {
    add({ count, residuals, weights, q }, codes, from) {
      for (let i = 0; i < count; i++) {
        const at = place(codes![from + i]!); // the stream has checked that they are given
        const e = residuals[i]!;
        if (kind !== "CR2") {
          for (let c = 0; c < m; c++) sums[at + c] = sums[at + c]! + weights[c]![i]! * e;
          continue;
        }
        for (let j = 0; j < rank; j++) {
          const own = q[j * count + i]!;
          const row = at + j * rank;
          for (let l = 0; l <= j; l++) sums[row + l] = sums[row + l]! + own * q[l * count + i]!;
          sums[at + rank * rank + j] = sums[at + rank * rank + j]! + own * e;
        }
      }
    },
    finish() {
      const own = kind === "CR2" ? { ...satterthwaiteOfClusters(u, rank, seen, sums), clusters } : scores();
      return clusters < 2 ? { ...own, reasons: u.map(() => "one cluster") } : own;
    },
  };
}
