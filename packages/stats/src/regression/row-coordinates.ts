import type { Matrix } from "../linear-algebra/matrix.ts";

/** Rows handled together: their coordinates stay in the processor's cache. */
export const blockRows = 512;

/** What is needed to place a row of X in the orthonormal basis Q of its columns: X[, kept] = Q R. */
export interface Basis {
  /** Ascending indexes of the columns in use. */
  readonly kept: readonly number[];
  /** rank × rank, upper triangular. */
  readonly r: Matrix;
}

/**
 * Rows of Q = X R⁻¹, written to `q` (count × rank, column-major), of the rows `from` … `from + count − 1` of `x`, or of the rows that
 * `order` lists there. The leverage of a row is its squared length, its weight in c′β the inner product with R⁻ᵀc.
 */
export function rowCoordinates(
  basis: Basis,
  x: Matrix,
  from: number,
  count: number,
  q: Float64Array,
  order: Int32Array | null = null,
): void {
  const { kept, r } = basis;
  const rank = kept.length;
  for (let j = 0; j < rank; j++) {
    const own = j * count;
    const source = kept[j]! * x.rows;
    if (order === null) q.set(x.data.subarray(source + from, source + from + count), own);
    else for (let i = 0; i < count; i++) q[own + i] = x.data[source + order[from + i]!]!;
    subtractEarlier(q, j, count, r.data, j * rank);
    const diagonal = r.data[j * rank + j]!;
    for (let i = own; i < own + count; i++) q[i] = q[i]! / diagonal;
  }
}

/** Column j of q less its share of the columns before it: four of them in one pass. */
function subtractEarlier(q: Float64Array, j: number, count: number, r: Float64Array, at: number): void {
  const own = j * count;
  let l = 0;
  for (; l + 3 < j; l += 4) {
    const r0 = r[at + l]!;
    const r1 = r[at + l + 1]!;
    const r2 = r[at + l + 2]!;
    const r3 = r[at + l + 3]!;
    const q0 = l * count;
    const q1 = q0 + count;
    const q2 = q1 + count;
    const q3 = q2 + count;
    for (let i = 0; i < count; i++) {
      q[own + i] = q[own + i]! - (r0 * q[q0 + i]! + r1 * q[q1 + i]! + (r2 * q[q2 + i]! + r3 * q[q3 + i]!));
    }
  }
  for (; l < j; l++) {
    const factor = r[at + l]!;
    const other = l * count;
    for (let i = 0; i < count; i++) q[own + i] = q[own + i]! - factor * q[other + i]!;
  }
}

/** Coordinates of m contrasts (p × m), rank × m: R⁻ᵀc, so that c′(X′X)⁻¹c is the squared length of a column. */
export function contrastCoordinates(basis: Basis, contrasts: Matrix): Float64Array {
  const { kept, r } = basis;
  const rank = kept.length;
  const result = new Float64Array(rank * contrasts.cols);
  for (let c = 0; c < contrasts.cols; c++) {
    const at = c * rank;
    for (let j = 0; j < rank; j++) {
      let value = contrasts.data[c * contrasts.rows + kept[j]!]!;
      for (let l = 0; l < j; l++) value -= r.data[j * rank + l]! * result[at + l]!;
      result[at + j] = value / r.data[j * rank + j]!;
    }
  }
  return result;
}
