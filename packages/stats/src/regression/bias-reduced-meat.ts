import type { Matrix } from "../linear-algebra/matrix.ts";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";
import { addOuter } from "./cluster-meat.ts";
import { determined, negligible } from "./determined.ts";
import type { LeastSquares } from "./least-squares.ts";
import { blockRows, rowCoordinates } from "./row-coordinates.ts";
import { sortByGroup, type RowGroups } from "./row-groups.ts";
import { addWeightedGram, squaredNorm } from "./weighted-gram.ts";

/** Meat in the basis Q (rank × rank) and, for each contrast, degrees of freedom and whether a cluster determines part of it. */
export interface BiasReducedMeat {
  readonly meat: Float64Array;
  readonly df: Float64Array;
  readonly leverageOne: Uint8Array;
}

/**
 * Bias-reduced linearisation CR2 (Bell and McCaffrey 2002; Pustejovsky and Tipton 2018) with equal variances as the
 * working model, without any matrix of a cluster's size. With S = Q_g′Q_g = W Λ W′, which shares its eigenvalues other than 0 with
 * Q_g Q_g′: the adjusted score Q_g′(I − Q_g Q_g′)^(−1/2) e_g is W (I − Λ)^(−1/2) W′ Q_g′e_g; the expectation of the variance of u′Q′y is
 * Σ u′Su; and the inner products of the p_g whose squares add up to its variance are −d_g′d_h, d_g = W (I − Λ)^(−1/2) Λ W′u, for g ≠ h,
 * and u′Su for g = h. The smaller of S and Q_g Q_g′ is decomposed.
 */
export function biasReducedMeat(fit: LeastSquares, x: Matrix, u: Float64Array, groups: RowGroups): BiasReducedMeat {
  const { rank, residuals } = fit;
  const m = rank === 0 ? 0 : u.length / rank;
  const { starts, order } = sortByGroup(groups);
  const contrasts = Array.from({ length: m }, (_, c) => u.subarray(c * rank, (c + 1) * rank));
  const lengths = contrasts.map((one) => dot(one, one));
  const meat = new Float64Array(rank * rank);
  const outer = contrasts.map(() => new Float64Array(rank * rank));
  const d = contrasts.map(() => new Float64Array(rank));
  const own = new Float64Array(m);
  const total = new Float64Array(m);
  const squares = new Float64Array(m);
  const leverageOne = new Uint8Array(m);
  const z = new Float64Array(rank);
  const q = new Float64Array(rank * blockRows);
  const work = new Float64Array(blockRows);
  const e = new Float64Array(blockRows);
  const s = new Float64Array(rank * rank);
  const score = new Float64Array(rank);

  /**
   * Direction v of a cluster with eigenvalue 1 − `free`: its part of the score is `along` v / √free, of d_g `load` scale v / √free and of
   * the expectation load² scale, with `load(c)` for contrast c.
   */
  function addDirection(
    free: number,
    along: number,
    scale: number,
    v: Float64Array,
    load: (c: number) => number,
  ): void {
    const root = free < determined ? 0 : 1 / Math.sqrt(free);
    addScaled(z, root * along, v);
    for (let c = 0; c < m; c++) {
      const weight = load(c);
      const share = weight * weight * scale;
      if (root > 0) {
        own[c]! += share;
        addScaled(d[c]!, root * weight * scale, v);
      } else if (share > negligible * lengths[c]!) leverageOne[c] = 1;
    }
  }

  /** A cluster of fewer rows than columns: Q_g Q_g′ = U Λ U′, and v = Q_g′U. */
  function addSmall(from: number, size: number): void {
    rowCoordinates(fit, x, from, size, q, order);
    const hat = new Float64Array(size * size);
    for (let j = 0; j < rank; j++) {
      for (let a = 0; a < size; a++) {
        for (let b = 0; b < size; b++) hat[a * size + b]! += q[j * size + a]! * q[j * size + b]!;
      }
    }
    const { values, vectors } = symmetricEigen(hat, size);
    for (let k = 0; k < size; k++) {
      const vector = vectors.subarray(k * size, (k + 1) * size);
      const v = score;
      let along = 0;
      for (let a = 0; a < size; a++) along += vector[a]! * residuals[order[from + a]!]!;
      for (let j = 0; j < rank; j++) v[j] = dot(vector, q.subarray(j * size, (j + 1) * size));
      addDirection(1 - values[k]!, along, 1, v, (c) => dot(v, contrasts[c]!));
    }
  }

  /** Any cluster: S = W Λ W′, and v = W. */
  function addLarge(from: number, size: number): void {
    s.fill(0);
    score.fill(0);
    for (let at = from; at < from + size; at += blockRows) {
      const count = Math.min(blockRows, from + size - at);
      rowCoordinates(fit, x, at, count, q, order);
      addWeightedGram(s, null, q, count, rank, work);
      for (let i = 0; i < count; i++) e[i] = residuals[order[at + i]!]!;
      for (let j = 0; j < rank; j++) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += q[j * count + i]! * e[i]!;
        score[j]! += sum;
      }
    }
    for (let j = 0; j < rank; j++) for (let l = 0; l < j; l++) s[l * rank + j] = s[j * rank + l]!;
    const { values, vectors } = symmetricEigen(s, rank);
    for (let k = 0; k < rank; k++) {
      const v = vectors.subarray(k * rank, (k + 1) * rank);
      addDirection(1 - values[k]!, dot(v, score), Math.max(0, values[k]!), v, (c) => dot(v, contrasts[c]!));
    }
  }

  for (let g = 0; g < groups.count; g++) {
    const from = starts[g]!;
    const size = starts[g + 1]! - from;
    z.fill(0);
    own.fill(0);
    for (const one of d) one.fill(0);
    if (size < rank && size <= blockRows) addSmall(from, size);
    else addLarge(from, size);
    addOuter(meat, z);
    for (let c = 0; c < m; c++) {
      total[c]! += own[c]!;
      squares[c]! += own[c]! ** 2 - dot(d[c]!, d[c]!) ** 2;
      addOuter(outer[c]!, d[c]!);
    }
  }
  const df = total.map((sum, c) => (sum * sum) / (squares[c]! + squaredNorm(outer[c]!, rank)));
  return { meat, df, leverageOne };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < v.length; i++) target[i] = target[i]! + factor * v[i]!;
}
