import { applyQTransposed, householderQr, type HouseholderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { reflectBackward } from "../linear-algebra/reflectors.ts";
import { invertUpper, solveUpper } from "../linear-algebra/triangular.ts";

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
  /** Ascending indexes of the columns that are linear combinations of earlier ones and were left out. */
  readonly aliased: readonly number[];
  /** n − rank. */
  readonly dfResidual: number;
  /** Sum of squared residuals. */
  readonly rss: number;
  /** (X′X)⁻¹, p × p; NaN in the rows and columns of aliased columns. */
  readonly unscaledCovariance: Matrix;
}

/**
 * Ordinary least squares by Householder QR (Golub and Van Loan 2013, §5.3), which does not square the condition number of X as the
 * normal equations do. `x`: n × p including its column of ones if an intercept is wanted; `y`: n.
 * Aliased columns are left out and named in the result: this is not an error. RangeError when lengths differ or a number is not finite.
 */
export function leastSquares(x: Matrix, y: Float64Array): LeastSquares {
  const n = x.rows;
  const p = x.cols;
  if (y.length !== n)
    throw new RangeError(`leastSquares: y must hold as many numbers as x has rows, ${n}; got ${y.length}`);
  const row = y.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) throw new RangeError(`leastSquares: y must be finite; row ${row} is ${y[row]}`);
  const qr = householderQr(x);
  const { rank, kept, aliased } = qr;

  const rotated = applyQTransposed(qr, y);
  const solution = solveUpper(qr.r, rotated.slice(0, rank));
  const coefficients = new Float64Array(p).fill(aliased.length > 0 ? NaN : 0);
  for (const [k, column] of kept.entries()) coefficients[column] = solution[k]!;

  const residuals = rotated.fill(0, 0, rank);
  let rss = 0;
  for (let i = rank; i < n; i++) rss += residuals[i]! * residuals[i]!;
  reflectBackward(qr.reflectors, residuals);
  const fitted = new Float64Array(n);
  for (let i = 0; i < n; i++) fitted[i] = y[i]! - residuals[i]!;

  return {
    coefficients,
    residuals,
    fitted,
    leverage: hatDiagonal(qr),
    rank,
    aliased,
    dfResidual: n - rank,
    rss,
    unscaledCovariance: inverseOfGram(qr, p),
  };
}

/** Squared row lengths of the first `rank` columns of Q. */
function hatDiagonal(qr: HouseholderQr): Float64Array {
  const leverage = new Float64Array(qr.n);
  const column = new Float64Array(qr.n);
  for (let k = 0; k < qr.rank; k++) {
    column.fill(0);
    column[k] = 1;
    // Later reflectors leave this unit vector as it is.
    reflectBackward(qr.reflectors, column, k + 1);
    for (let i = 0; i < qr.n; i++) leverage[i] = leverage[i]! + column[i]! * column[i]!;
  }
  for (let i = 0; i < qr.n; i++) leverage[i] = Math.min(leverage[i]!, 1);
  return leverage;
}

/** (X′X)⁻¹ = R⁻¹ R⁻ᵀ, set into p × p. */
function inverseOfGram(qr: HouseholderQr, p: number): Matrix {
  const { rank, kept } = qr;
  const inverse = invertUpper(qr.r).data;
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
