/** Covariance of m contrasts. */
export interface ContrastCovariance {
  /** m × m, both triangles. */
  readonly covariance: Float64Array;
  /** m degrees of freedom. */
  readonly df: Float64Array;
  /** m flags: an observation or a cluster fixes part of the contrast. */
  readonly leverageOne: Uint8Array;
  readonly hasOneCluster?: boolean;
  readonly repaired?: boolean;
}

/** u′ meat u, m × m, of contrasts with coordinates `u` (rank × m) and a `meat` in the basis Q (rank × rank). */
export function projected(meat: Float64Array, u: Float64Array, rank: number): Float64Array {
  const m = rank === 0 ? 0 : u.length / rank;
  const result = new Float64Array(m * m);
  const half = new Float64Array(rank);
  for (let c = 0; c < m; c++) {
    half.fill(0);
    for (let j = 0; j < rank; j++) {
      const factor = u[c * rank + j]!;
      for (let l = 0; l < rank; l++) half[l] = half[l]! + factor * meat[j * rank + l]!;
    }
    for (let d = 0; d <= c; d++) {
      let value = 0;
      for (let l = 0; l < rank; l++) value += half[l]! * u[d * rank + l]!;
      result[c * m + d] = value;
      result[d * m + c] = value;
    }
  }
  return result;
}
