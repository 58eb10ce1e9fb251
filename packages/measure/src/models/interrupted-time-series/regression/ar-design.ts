import { applyQ, createMatrix, householderQr, type Matrix } from "@ie/stats";

/** A regression in the units its likelihood works in, so that neither units nor the basis of the columns matter. */
export interface ArDesign {
  readonly n: number;
  /** Rows whose outcome is known. */
  readonly nobs: number;
  readonly observed: Uint8Array | null;
  readonly rank: number;
  /** n × (1 + rank), column-major: the outcome less its least-squares fit over `scale`, then an orthonormal basis; 0 where unknown. */
  readonly columns: Float64Array;
  /** Root mean square of the least-squares residuals, in the outcome's unit; 0 where the columns fit exactly. */
  readonly scale: number;
  /** Least-squares coefficients on the basis. */
  readonly projection: Float64Array;
  /** Kept columns = basis · triangle. */
  readonly triangle: Matrix;
  readonly kept: readonly number[];
  readonly aliased: readonly number[];
  /** Of the given columns. */
  readonly columnCount: number;
}

/** `y`: n outcomes, NaN where unknown; `x`: n × k, finite, with its constant. */
export function createArDesign(y: Float64Array, x: Matrix): ArDesign {
  const n = y.length;
  const rows: number[] = [];
  for (let t = 0; t < n; t++) if (!Number.isNaN(y[t]!)) rows.push(t);
  const nobs = rows.length;
  const known = createMatrix(nobs, x.cols);
  for (let j = 0; j < x.cols; j++) rows.forEach((t, i) => (known.data[j * nobs + i] = x.data[j * n + t]!));
  const qr = householderQr(known);
  const { rank } = qr;
  const columns = new Float64Array(n * (1 + rank));
  const projection = new Float64Array(rank);
  const residual = Float64Array.from(rows, (t) => y[t]!);
  const basis = Array.from({ length: rank }, (_, j) => {
    const unit = new Float64Array(nobs);
    unit[j] = 1;
    return applyQ(qr, unit);
  });
  const size = Math.sqrt(residual.reduce((sum, v) => sum + v * v, 0));
  // twice is enough (Giraud et al. 2005)
  for (let pass = 0; pass < 2; pass++)
    basis.forEach((q, j) => {
      let sum = 0;
      for (let i = 0; i < nobs; i++) sum += q[i]! * residual[i]!;
      for (let i = 0; i < nobs; i++) residual[i] = residual[i]! - sum * q[i]!;
      projection[j] = projection[j]! + sum;
    });
  const left = Math.sqrt(residual.reduce((sum, v) => sum + v * v, 0));
  const scale = left > 1e-12 * size ? left / Math.sqrt(nobs) : 0;
  rows.forEach((t, i) => {
    columns[t] = scale === 0 ? 0 : residual[i]! / scale;
    basis.forEach((q, j) => (columns[(1 + j) * n + t] = q[i]!));
  });
  return {
    n,
    nobs,
    observed: nobs === n ? null : Uint8Array.from(y, (v) => (Number.isNaN(v) ? 0 : 1)),
    rank,
    columns,
    scale,
    projection,
    triangle: qr.r,
    kept: qr.kept,
    aliased: qr.aliased,
    columnCount: x.cols,
  };
}
