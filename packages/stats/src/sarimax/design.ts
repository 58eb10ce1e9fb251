import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { solveUpper } from "../linear-algebra/triangular.ts";
import type { SarimaxOrder, Shape } from "./model.ts";
import { continueLevels, unknownStarts } from "./level-space.ts";
import { differencingWeights, shapeOf } from "./model.ts";

/**
 * The regression in the units that the likelihood works in: outcome and regressors differenced alike, the regressors
 * replaced by an orthonormal basis Q of their span over the observed rows, the outcome by its scaled residual from Q.
 * Nothing after this depends on the units of the outcome or on the basis that the regressors came in.
 *
 * Where outcomes are missing a difference would lose their neighbours, so the columns stay levels, less what an unknown
 * start can add to them, and the filter has the diffuse start that makes the likelihood that of the differences.
 */
export interface Design {
  readonly model: SarimaxOrder;
  readonly shape: Shape;
  readonly delta: Float64Array;
  /** Rows after differencing; all rows where the columns are levels. */
  readonly n: number;
  /** Rows whose outcome is present, less the diffuse directions that they resolve. */
  readonly nobs: number;
  /** Where the columns are levels: an orthonormal basis N of unknown starts, and what was taken out of y and kept columns. */
  readonly starts: {
    readonly basis: readonly Float64Array[];
    readonly ofOutcome: Float64Array;
    /** One per kept column. */
    readonly ofColumns: readonly Float64Array[];
  } | null;
  /** Per row 1 when the outcome is present; null when all are. */
  readonly observed: Uint8Array | null;
  readonly rank: number;
  /** n × (1 + rank), column-major: the scaled residual outcome, then Q; zero in rows without outcome. */
  readonly columns: Float64Array;
  /** Divisor of the residual outcome; 0 when the regression fits it exactly. */
  readonly scale: number;
  /** Coefficients of the outcome on Q, in the outcome's units. */
  readonly projection: Float64Array;
  /** Positions, among constant and regressors, of the independent columns. */
  readonly kept: Int32Array;
  readonly aliased: readonly number[];
  /** R, upper triangular, with kept columns = Q·R; rank × rank. */
  readonly triangle: Matrix;
  /** Constant and regressors together. */
  readonly coefficientCount: number;
}

/** Relative length below which what is left of a column counts as rounding. */
const ALIAS_TOLERANCE = 1e-10;

export function createDesign(y: Float64Array, regressors: Matrix | null, model: SarimaxOrder, who: string): Design {
  const shape = shapeOf(model, who);
  const observed = checkedRows(y, regressors, who);
  const delta = differencingWeights(model);
  const basisOfStarts = observed !== null && shape.lost > 0 ? unknownStarts(delta, y.length, observed) : null;
  const present = observed === null ? y.length - shape.lost : observed.reduce((sum, v) => sum + v, 0);
  const nobs = present - (basisOfStarts?.length ?? 0);
  const prepared = (column: Float64Array): Float64Array =>
    basisOfStarts === null ? difference(column, delta) : column.slice();
  const outcome = prepared(y);
  const n = outcome.length;
  const nulls = (basisOfStarts ?? []).map((f) => {
    const q = f.slice();
    mask(q, observed);
    return q;
  });

  const sources: { column: Float64Array; reference: number }[] = [];
  if (model.constant) {
    const column = new Float64Array(n).fill(1);
    // The level whose difference is 1.
    if (basisOfStarts !== null) continueLevels(column.fill(0), delta, 0, 1);
    sources.push({ column, reference: 0 });
  }
  for (let j = 0; j < (regressors?.cols ?? 0); j++) {
    const raw = regressors!.data.subarray(j * y.length, (j + 1) * y.length);
    // Differencing leaves rounding where a regressor is a polynomial or a season that it removes.
    sources.push({ column: prepared(raw), reference: shape.lost > 0 ? centredNorm(raw) : 0 });
  }
  const basis: Float64Array[] = [];
  const kept: number[] = [];
  const aliased: number[] = [];
  const triangleColumns: Float64Array[] = [];
  const ofColumns: Float64Array[] = [];
  sources.forEach(({ column, reference }, position) => {
    mask(column, observed);
    const length = norm(column);
    const r = new Float64Array(sources.length);
    const onStarts = new Float64Array(nulls.length);
    orthogonalise(column, nulls, onStarts);
    orthogonalise(column, model.constant ? basis.slice(0, 1) : [], r);
    const centred = norm(column);
    orthogonalise(column, basis, r);
    const rest = norm(column);
    const floor = Math.max(ALIAS_TOLERANCE * Math.max(centred, reference), 1e-13 * length);
    ofColumns[basis.length] = onStarts;
    if (!(rest > floor)) {
      aliased.push(position);
      return;
    }
    for (let i = 0; i < n; i++) column[i] = column[i]! / rest;
    r[basis.length] = rest;
    basis.push(column);
    kept.push(position);
    triangleColumns.push(r);
  });
  const rank = basis.length;
  const triangle = createMatrix(rank, rank);
  triangleColumns.forEach((r, j) => triangle.data.set(r.subarray(0, rank), j * rank));

  const columns = new Float64Array(n * (1 + rank));
  const residual = columns.subarray(0, n);
  residual.set(outcome);
  mask(residual, observed);
  const size = norm(residual);
  const ofOutcome = new Float64Array(nulls.length);
  orthogonalise(residual, nulls, ofOutcome);
  const projection = new Float64Array(rank);
  orthogonalise(residual, basis, projection);
  let scale = norm(residual) / Math.sqrt(Math.max(1, nobs));
  const rounding = 1e-13 * Math.max(size, shape.lost > 0 && basisOfStarts === null ? norm(y) : 0);
  if (!(scale * Math.sqrt(nobs) > rounding)) scale = 0;
  else for (let i = 0; i < n; i++) residual[i] = residual[i]! / scale;
  basis.forEach((q, j) => columns.set(q, (1 + j) * n));
  return {
    model,
    shape,
    delta,
    n,
    nobs,
    observed,
    starts: basisOfStarts === null ? null : { basis: basisOfStarts, ofOutcome, ofColumns: ofColumns.slice(0, rank) },
    rank,
    columns,
    scale,
    projection,
    kept: Int32Array.from(kept),
    aliased,
    triangle,
    coefficientCount: sources.length,
  };
}

/** Per row 1 when the outcome is present, null when all are; RangeError for data that the model cannot take. */
export function checkedRows(y: Float64Array, regressors: Matrix | null, who: string): Uint8Array | null {
  let missing = false;
  for (let i = 0; i < y.length; i++) {
    const v = y[i]!;
    if (Number.isNaN(v)) missing = true;
    else if (!Number.isFinite(v)) throw new RangeError(`${who}: y has ${v} at index ${i}; use NaN for missing`);
  }
  if (regressors !== null && regressors.rows !== y.length)
    throw new RangeError(`${who}: regressors have ${regressors.rows} rows; y has ${y.length}`);
  if (regressors !== null && !regressors.data.every(Number.isFinite))
    throw new RangeError(`${who}: regressors must be finite`);
  return missing ? Uint8Array.from(y, (v) => (Number.isNaN(v) ? 0 : 1)) : null;
}

/** y_t − Σ δ_i y_{t−i} for the rows that have all their lags. */
export function difference(y: Float64Array, delta: Float64Array): Float64Array {
  const out = new Float64Array(Math.max(0, y.length - delta.length));
  for (let t = 0; t < out.length; t++) {
    let value = y[t + delta.length]!;
    for (let i = 0; i < delta.length; i++) {
      if (delta[i] !== 0) value -= delta[i]! * y[t + delta.length - 1 - i]!;
    }
    out[t] = value;
  }
  return out;
}

/** Coefficients of constant and regressors from those on Q: R⁻¹(projection + scale·γ); NaN where aliased. */
export function naturalCoefficients(design: Design, gamma: Float64Array): Float64Array {
  const onQ = design.projection.map((b, i) => b + design.scale * gamma[i]!);
  const beta = solveUpper(design.triangle, onQ);
  const out = new Float64Array(design.coefficientCount).fill(Number.NaN);
  design.kept.forEach((position, i) => {
    out[position] = beta[i]!;
  });
  return out;
}

/** Gram–Schmidt twice (which is enough: Giraud et al. 2005), adding the coefficients to `r`. */
function orthogonalise(column: Float64Array, basis: readonly Float64Array[], r: Float64Array): void {
  for (let pass = 0; pass < 2; pass++)
    basis.forEach((q, j) => {
      let sum = 0;
      for (let i = 0; i < q.length; i++) sum += q[i]! * column[i]!;
      for (let i = 0; i < q.length; i++) column[i] = column[i]! - sum * q[i]!;
      r[j] = r[j]! + sum;
    });
}

function mask(column: Float64Array, observed: Uint8Array | null): void {
  if (observed !== null) for (let i = 0; i < column.length; i++) if (observed[i] === 0) column[i] = 0;
}

function norm(v: Float64Array): number {
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]!));
  if (!(largest > 0)) return 0;
  for (let i = 0; i < v.length; i++) sum += (v[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

function centredNorm(v: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < v.length; i++) mean += v[i]! / v.length;
  return norm(v.map((x) => x - mean));
}
