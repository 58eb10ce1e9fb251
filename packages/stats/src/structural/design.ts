import { applyQ, householderQr } from "../linear-algebra/householder-qr.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { type StateForm, stateFormOf, type StructuralModel } from "./model.ts";
import { transit } from "./transition.ts";

/**
 * The data in the units that the likelihood works in: outcome and regressors centred and scaled over the observed rows, and an
 * orthonormal basis of what the initial states D and the regressors X span there, [D X] = Q R.
 */
export interface StructuralDesign {
  readonly model: StructuralModel;
  readonly form: StateForm;
  readonly n: number;
  readonly nobs: number;
  /** Per row 1 when the outcome is present; null when all are. */
  readonly observed: Uint8Array | null;
  /** States and independent regressors together. */
  readonly rank: number;
  /** n × (1 + rank), column-major: outcome, then Q; zero in rows without outcome. */
  readonly columns: Float64Array;
  /** R, rank × rank, the states first. */
  readonly triangle: Matrix;
  /** Whether the observed rows determine all initial states. */
  readonly determined: boolean;
  readonly mean: number;
  /** Divisor of the outcome; 0 when it does not vary. */
  readonly scale: number;
  /** Positions of the independent regressors, their means and divisors. */
  readonly kept: readonly number[];
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Regressors that states and earlier regressors already explain. */
  readonly aliased: readonly number[];
}

export function createStructuralDesign(
  y: Float64Array,
  regressors: Matrix | null,
  model: StructuralModel,
  who: string,
): StructuralDesign {
  const form = stateFormOf(model, who);
  const X = regressors ?? createMatrix(y.length, 0);
  check(y, X, who);
  const n = y.length;
  const { size } = form;
  const rows = Array.from(y.keys()).filter((t) => !Number.isNaN(y[t]!));
  const height = rows.length;
  const joint = createMatrix(height, size + X.cols);
  const paths = initialPaths(form, n);
  for (let i = 0; i < size; i++) rows.forEach((t, row) => (joint.data[i * height + row] = paths[i * n + t]!));
  const own = standardised(y, rows);
  const others = Array.from({ length: X.cols }, (_, j) => standardised(X.data.subarray(j * n, (j + 1) * n), rows));
  others.forEach(({ column }, j) => rows.forEach((t, row) => (joint.data[(size + j) * height + row] = column[t]!)));

  const qr = householderQr(joint);
  const columns = new Float64Array(n * (1 + qr.rank));
  columns.set(own.column);
  const unit = new Float64Array(height);
  for (let j = 0; j < qr.rank; j++) {
    unit.fill(0);
    unit[j] = 1;
    applyQ(qr, unit).forEach((v, row) => (columns[(1 + j) * n + rows[row]!] = v));
  }
  const kept = qr.kept.filter((p) => p >= size).map((p) => p - size);
  return {
    model,
    form,
    n,
    nobs: height,
    observed: height < n ? Uint8Array.from(y, (v) => (Number.isNaN(v) ? 0 : 1)) : null,
    rank: qr.rank,
    columns,
    triangle: qr.r,
    determined: qr.aliased.every((p) => p >= size),
    mean: own.mean,
    scale: own.scale,
    kept,
    means: Float64Array.from(kept, (j) => others[j]!.mean),
    scales: Float64Array.from(kept, (j) => others[j]!.scale),
    aliased: qr.aliased.filter((p) => p >= size).map((p) => p - size),
  };
}

/** rows × size, column-major: what y would be if that state began at 1, and all else were 0 for ever. */
export function initialPaths(form: StateForm, rows: number): Float64Array {
  const out = new Float64Array(rows * form.size);
  const state = new Float64Array(form.size);
  for (let i = 0; i < form.size; i++) {
    state.fill(0);
    state[i] = 1;
    for (let t = 0; t < rows; t++) {
      let value = 0;
      for (let s = 0; s < form.size; s++) value += form.loading[s]! * state[s]!;
      out[i * rows + t] = value;
      transit(form.blocks, state, 0, 1, 1);
    }
  }
  return out;
}

function check(y: Float64Array, X: Matrix, who: string): void {
  const infinite = y.findIndex((v) => Math.abs(v) === Infinity);
  if (infinite >= 0) throw new RangeError(`${who}: y has ${y[infinite]} at index ${infinite}; use NaN for missing`);
  if (X.rows !== y.length) throw new RangeError(`${who}: regressors have ${X.rows} rows; y has ${y.length}`);
  if (!X.data.every(Number.isFinite)) throw new RangeError(`${who}: regressors must be finite`);
}

/** (v − mean) / root mean square over the rows, 0 elsewhere; a scale of 0 leaves zeros. */
function standardised(v: Float64Array, rows: readonly number[]): { column: Float64Array; mean: number; scale: number } {
  const column = new Float64Array(v.length);
  let mean = 0;
  for (const t of rows) mean += v[t]! / rows.length;
  let squares = 0;
  for (const t of rows) squares += (v[t]! - mean) ** 2;
  const root = Math.sqrt(squares / Math.max(1, rows.length));
  // Rounding of a constant is no variation.
  const scale = root > 1e-13 * Math.abs(mean) ? root : 0;
  if (scale > 0) for (const t of rows) column[t] = (v[t]! - mean) / scale;
  return { column, mean, scale };
}
