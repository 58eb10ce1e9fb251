import { applyQTransposed, householderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { invertUpper, solveUpper } from "../linear-algebra/triangular.ts";
import { refine } from "./refine.ts";
import { blockRows, rowCoordinates, type Basis } from "./row-coordinates.ts";
import { tallTriangle } from "./tall-triangle.ts";

/** Ordinary least squares of y (n) on the columns of X (n × p). */
export interface LeastSquares {
  /** p numbers in units of y per unit of the column; NaN for aliased columns, whose coefficients are not identified. */
  readonly coefficients: Float64Array;
  /** n numbers, y − fitted. */
  readonly residuals: Float64Array;
  /** n numbers. */
  readonly fitted: Float64Array;
  /** n numbers in [0, 1]: the diagonal of the hat matrix, which sums to `rank`. */
  readonly leverage: Float64Array;
  readonly rank: number;
  /** Ascending indexes of the columns in use, `rank` of them. */
  readonly kept: readonly number[];
  /** Ascending indexes of the columns that are linear combinations of earlier ones and were left out. */
  readonly aliased: readonly number[];
  /** n − rank. */
  readonly dfResidual: number;
  /** Sum of squared residuals. */
  readonly rss: number;
  /** rank × rank, upper triangular, with R′R = X′X of the columns in use. */
  readonly r: Matrix;
  /** (X′X)⁻¹, p × p; NaN in the rows and columns of aliased columns. */
  readonly unscaledCovariance: Matrix;
}

/** Least share of its own length that a column keeps after projection on the earlier ones, not to call for {@link refine}. */
const CLOSE_TO_OTHERS = 1e-2;

/**
 * Ordinary least squares by a blocked QR decomposition (Demmel, Grigori, Hoemmen and Langou 2012, SIAM J. Sci. Comput. 34), which does
 * not square the condition number of X as the normal equations do. `x`: n × p including its column of ones if an intercept is wanted;
 * `y`: n. A column is aliased when no more than 1e-10 of its own length remains after projection on the earlier ones.
 * Aliased columns are left out and named in the result: this is not an error. RangeError when lengths differ or a number is not finite.
 */
export function leastSquares(x: Matrix, y: Float64Array): LeastSquares {
  const n = x.rows;
  const p = x.cols;
  if (y.length !== n)
    throw new RangeError(`leastSquares: y must hold as many numbers as x has rows, ${n}; got ${y.length}`);
  const triangle = tallTriangle(x, y).data;
  // The columns of R span what those of X span: aliased columns show in a QR of the small matrix.
  const square = createMatrix(p, p);
  const rotated = triangle.slice(p * (p + 1), p * (p + 1) + p);
  for (let j = 0; j < p; j++) square.data.set(triangle.subarray(j * (p + 1), j * (p + 1) + p), j * p);
  const qr = householderQr(square);
  const { kept, aliased, r } = qr;
  const rank = kept.length;

  const solution = solveUpper(r, applyQTransposed(qr, rotated).slice(0, rank));
  const residuals = Float64Array.from(y);
  if (isCloseToSingular(r)) refine(qr, x, y, solution, residuals);
  else subtractFitted(x, kept, solution, residuals);
  const coefficients = new Float64Array(p).fill(aliased.length > 0 ? NaN : 0);
  for (const [k, column] of kept.entries()) coefficients[column] = solution[k]!;
  const fitted = new Float64Array(n);
  let rss = 0;
  for (let i = 0; i < n; i++) {
    fitted[i] = y[i]! - residuals[i]!;
    rss += residuals[i]! * residuals[i]!;
  }
  return {
    coefficients,
    residuals,
    fitted,
    leverage: hatDiagonal(qr, x),
    rank,
    kept,
    aliased,
    dfResidual: n - rank,
    rss,
    r,
    unscaledCovariance: inverseOfGram(qr, p),
  };
}

function isCloseToSingular(r: Matrix): boolean {
  for (let j = 1; j < r.cols; j++) {
    let above = 0;
    for (let i = 0; i < j; i++) above = Math.max(above, Math.abs(r.data[j * r.rows + i]!));
    if (Math.abs(r.data[j * r.rows + j]!) < CLOSE_TO_OTHERS * above) return true;
  }
  return false;
}

function subtractFitted(x: Matrix, kept: readonly number[], solution: Float64Array, residuals: Float64Array): void {
  const n = x.rows;
  for (const [k, column] of kept.entries()) {
    const factor = solution[k]!;
    for (let i = 0, at = column * n; i < n; i++, at++) residuals[i] = residuals[i]! - factor * x.data[at]!;
  }
}

/** Squared lengths of the rows of Q. */
function hatDiagonal(basis: Basis, x: Matrix): Float64Array {
  const n = x.rows;
  const leverage = new Float64Array(n);
  const q = new Float64Array(basis.kept.length * Math.min(n, blockRows));
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    rowCoordinates(basis, x, from, count, q);
    for (let j = 0, at = 0; j < basis.kept.length; j++) {
      for (let i = from; i < from + count; i++, at++) leverage[i] = leverage[i]! + q[at]! * q[at]!;
    }
  }
  for (let i = 0; i < n; i++) leverage[i] = Math.min(leverage[i]!, 1);
  return leverage;
}

/** (X′X)⁻¹ = R⁻¹ R⁻ᵀ, set into p × p. */
function inverseOfGram({ kept, r }: Basis, p: number): Matrix {
  const rank = kept.length;
  const inverse = invertUpper(r).data;
  const result = createMatrix(p, p);
  if (rank < p) result.data.fill(NaN);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < rank; k++) sum += inverse[k * rank + i]! * inverse[k * rank + j]!;
      result.data[kept[i]! * p + kept[j]!] = sum;
      result.data[kept[j]! * p + kept[i]!] = sum;
    }
  }
  return result;
}
