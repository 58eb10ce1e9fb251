import { determined, negligible } from "../regression/determined.ts";
import { squaredNorm } from "../regression/weighted-gram.ts";
import type { Sums } from "./row-sums.ts";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";

/**
 * Bias-reduced covariance CR2 and its Satterthwaite degrees of freedom under equal variances (Pustejovsky and Tipton 2018, eqs. 6, 7 and
 * 11) from the clusters' sums S = Q′Q and z = Q′e alone: with (I − QQ′)^(−1/2) Q = Q (I − S)^(−1/2), a cluster's adjusted score is
 * (I − S)^(−1/2) z, its share of the variance's expectation u′Su, and two clusters' covariance (d_g′d_h)² with d = (I − S)^(−1/2) S u.
 *
 * `sums`: for each cluster S (lower triangle of a rank × rank square, row after row), then z (rank). `u`: rank numbers a contrast.
 */
export function satterthwaiteOfClusters(
  u: readonly Float64Array[],
  rank: number,
  seen: Uint8Array,
  sums: Float64Array,
): Omit<Sums, "clusters"> {
  const m = u.length;
  const size = rank * rank + rank;
  const lengths = u.map((one) => dot(one, one));
  const covariance = new Float64Array(m * m);
  const expectation = new Float64Array(m);
  const squares = new Float64Array(m);
  const outer = u.map(() => new Float64Array(rank * rank));
  const leverageOne = u.map(() => false);
  const s = new Float64Array(rank * rank);
  const score = new Float64Array(m);
  const d = new Float64Array(rank);
  for (let code = 0; code < seen.length; code++) {
    if (seen[code] === 0) continue;
    const at = code * size;
    for (let j = 0; j < rank; j++) {
      for (let l = 0; l <= j; l++) {
        s[j * rank + l] = sums[at + j * rank + l]!;
        s[l * rank + j] = sums[at + j * rank + l]!;
      }
    }
    const { values, vectors } = symmetricEigen(s, rank);
    const z = sums.subarray(at + rank * rank, at + size);
    for (let c = 0; c < m; c++) {
      d.fill(0);
      let own = 0;
      let sum = 0;
      for (let j = 0; j < rank; j++) {
        const value = Math.max(0, values[j]!);
        const vector = vectors.subarray(j * rank, (j + 1) * rank);
        const along = dot(vector, u[c]!);
        const part = along * along * value;
        const free = 1 - value;
        if (free < determined) {
          if (part > negligible * lengths[c]!) leverageOne[c] = true;
          continue;
        }
        const step = along / Math.sqrt(free);
        sum += step * dot(vector, z);
        own += part;
        for (let l = 0; l < rank; l++) d[l] = d[l]! + step * value * vector[l]!;
      }
      score[c] = sum;
      expectation[c] = expectation[c]! + own;
      squares[c] = squares[c]! + own * own - dot(d, d) ** 2;
      addOuter(outer[c]!, d);
    }
    addOuter(covariance, score);
  }
  return {
    covariance,
    df: expectation.map((value, c) => (value * value) / (squares[c]! + squaredNorm(outer[c]!, rank))),
    reasons: leverageOne.map((has) => (has ? "leverage one" : null)),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** sum += v v′, n × n. */
function addOuter(sum: Float64Array, v: Float64Array): void {
  const n = v.length;
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < n; l++) sum[j * n + l] = sum[j * n + l]! + v[j]! * v[l]!;
  }
}
