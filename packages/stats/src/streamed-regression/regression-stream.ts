import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { checkBlock } from "./check-block.ts";
import { updateRows, updateTriangle } from "../linear-algebra/triangle-update.ts";

/** Ordinary least squares over rows that were seen once, in blocks, and not kept. */
export interface StreamedLeastSquares {
  /** Rows seen, n. */
  readonly rows: number;
  /** k numbers in units of y per unit of the column; NaN for aliased columns. */
  readonly coefficients: Float64Array;
  readonly rank: number;
  /** Ascending indexes of the columns that are linear combinations of earlier ones and were left out. */
  readonly aliased: readonly number[];
  /** n − rank. */
  readonly dfResidual: number;
  /** Sum of squared residuals. */
  readonly rss: number;
  /** Σ (y − ȳ)². */
  readonly tss: number;
  /** Mean of y. */
  readonly mean: number;
  /** (X′X)⁻¹, k × k; NaN in the rows and columns of aliased columns. */
  readonly unscaledCovariance: Matrix;
  /** Ascending indexes of the columns in use, `rank` of them. */
  readonly kept: readonly number[];
  /** rank × rank, upper triangular, with RᵀR = X′X of the kept columns. */
  readonly r: Matrix;
  /** (k + 1) × k in the place of X, aliased columns too: its columns have the lengths and inner products of those of X. */
  readonly triangle: Matrix;
}

/** Takes rows block by block; see {@link createRegressionStream}. */
export interface RegressionStream {
  /** Rows seen so far. */
  readonly rows: number;
  /**
   * `x`: any number of rows × k, `y`: as many numbers. Neither is kept. RangeError on another shape, or a number that is not finite or
   * whose square a double does not hold.
   */
  add(x: Matrix, y: Float64Array): void;
  /** The regression of everything added. More may be added afterwards. */
  finish(): StreamedLeastSquares;
}

/**
 * First pass of a regression of n × `k` numbers in memory that does not grow with n: keeps the triangle of the QR decomposition of [X y]
 * (see `updateTriangle`), which determines coefficients, rank and residual sum of squares as exactly as a QR of all rows.
 * Agrees with `leastSquares` whatever the batches. RangeError unless `k` is a whole number of at least 1.
 */
export function createRegressionStream(k: number): RegressionStream {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`createRegressionStream: k must be a whole number; got ${k}`);
  const p = k + 1;
  const triangle = new Float64Array(p * p);
  const work = new Float64Array(p * updateRows);
  let rows = 0;
  let mean = 0;
  let tss = 0;

  function takeMoments(y: Float64Array): void {
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += y[i]!;
    const own = sum / y.length;
    let squares = 0;
    for (let i = 0; i < y.length; i++) squares += (y[i]! - own) ** 2;
    // Chan, Golub and LeVeque (1983), eq. 1.5.
    const total = rows + y.length;
    const gap = own - mean;
    tss += squares + gap * gap * ((rows * y.length) / total);
    mean += gap * (y.length / total);
    rows = total;
  }

  return {
    get rows(): number {
      return rows;
    },
    add(x, y) {
      checkBlock("createRegressionStream", k, x, y);
      if (y.length === 0) return;
      for (let from = 0; from < x.rows; from += updateRows) {
        const count = Math.min(updateRows, x.rows - from);
        for (let j = 0; j < k; j++) {
          work.set(x.data.subarray(j * x.rows + from, j * x.rows + from + count), j * count);
        }
        work.set(y.subarray(from, from + count), k * count);
        updateTriangle(triangle, p, work, count);
      }
      takeMoments(y);
    },
    finish() {
      // [X y] and its triangle have the same inner products, hence the same regression.
      const x = createMatrix(p, k, triangle.slice(0, p * k));
      const small = leastSquares(x, triangle.slice(p * k));
      const { coefficients, rank, kept, aliased, rss, r, unscaledCovariance } = small;
      return {
        rows,
        coefficients,
        rank,
        aliased,
        dfResidual: rows - rank,
        rss,
        tss,
        mean,
        unscaledCovariance,
        kept,
        r,
        triangle: x,
      };
    },
  };
}
