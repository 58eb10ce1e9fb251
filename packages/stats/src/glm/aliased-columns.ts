import { householderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { addWeightedGram } from "../regression/weighted-gram.ts";
import { tallTriangle } from "../regression/tall-triangle.ts";
import { blockRows, fillBlock, standardColumns, type StandardColumns } from "./standard-columns.ts";

/** Share of its squared length that a standardised column keeps beyond doubt: above it the normal equations decide. */
const CLEAR = 1e-6;

/**
 * Ascending places of the columns of `x` (n × k) that are linear combinations of earlier ones, as in {@link leastSquares}: no more than
 * 1e-10 of a column's own length is left after projection. RangeError when a number is not finite.
 */
export function aliasedColumns(x: Matrix): readonly number[] {
  return aliasedOf(x, standardColumns("aliasedColumns", x));
}

/** {@link aliasedColumns} where the standardisation is known. */
export function aliasedOf(x: Matrix, columns: StandardColumns): readonly number[] {
  const { rows: n, cols: k } = x;
  const flat = Array.from({ length: k }, (_, j) => j).filter((j) => columns.scales[j] === 0);
  const kept = Array.from({ length: k }, (_, j) => j).filter((j) => columns.scales[j] !== 0);
  if (kept.length < n && isClearlyRegular(gramOf(x, columns, kept), kept.length)) return flat;
  const triangle = tallTriangle(x, new Float64Array(n)).data;
  const square = createMatrix(k, k);
  for (let j = 0; j < k; j++) square.data.set(triangle.subarray(j * (k + 1), j * (k + 1) + k), j * k);
  return householderQr(square).aliased;
}

/** Mean products of the standardised columns, lower triangle. */
function gramOf(x: Matrix, columns: StandardColumns, kept: readonly number[]): Float64Array {
  const q = kept.length;
  const gram = new Float64Array(q * q);
  const work = new Float64Array(blockRows);
  for (let from = 0; from < x.rows; from += blockRows) {
    const count = Math.min(blockRows, x.rows - from);
    const block = new Float64Array(q * count);
    fillBlock(x, columns, kept, from, count, block);
    addWeightedGram(gram, null, block, count, q, work);
  }
  for (let i = 0; i < gram.length; i++) gram[i] = gram[i]! / x.rows;
  return gram;
}

/** Cholesky of the correlation matrix, in place: false at the first pivot that is not clearly above 0. */
function isClearlyRegular(gram: Float64Array, q: number): boolean {
  for (let j = 0; j < q; j++) {
    for (let l = 0; l <= j; l++) {
      let sum = gram[j * q + l]!;
      for (let m = 0; m < l; m++) sum -= gram[j * q + m]! * gram[l * q + m]!;
      if (l === j) {
        if (!(sum > CLEAR)) return false;
        gram[j * q + j] = Math.sqrt(sum);
      } else gram[j * q + l] = sum / gram[l * q + l]!;
    }
  }
  return true;
}
