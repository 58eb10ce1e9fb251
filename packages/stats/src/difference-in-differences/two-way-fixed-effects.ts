import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares, type LeastSquares } from "../regression/least-squares.ts";
import { robustInference, type NoVariance } from "../regression/robust-inference.ts";
import { groupRows } from "../regression/row-groups.ts";
import { effectsDesign } from "./effects-design.ts";
import { twoWayEffects } from "./two-way-effects.ts";

/** Rows of a regression with effects of units and periods. */
export interface TwoWayData {
  /** n outcomes, finite. */
  readonly outcome: Float64Array;
  /** n whole numbers. */
  readonly unit: Int32Array;
  /** n whole numbers. */
  readonly period: Int32Array;
  /** n × p regressors, finite, without effects or a column of ones. */
  readonly regressors: Matrix;
}

/** y = Xβ + unit effect + period effect + e by least squares. */
export interface TwoWayFit {
  /** p, in units of the outcome per unit of the column; NaN for aliased columns. */
  readonly coefficients: Float64Array;
  /** Ascending indexes of columns that the effects and earlier columns explain. */
  readonly aliased: readonly number[];
  /** n. */
  readonly residuals: Float64Array;
  /** Parameters, effects included. */
  readonly rank: number;
  /** n − rank. */
  readonly dfResidual: number;
  readonly rss: number;
  /** 1 − rss / the sum of squares that the effects alone leave; NaN when they leave nothing. */
  readonly rSquaredWithin: number;
  readonly data: TwoWayData;
  /** The regression of what the effects leave of y on what they leave of X. */
  readonly within: LeastSquares;
  /** n × p, what the effects leave of X. */
  readonly withinRegressors: Matrix;
}

/** Kinds of {@link twoWayInference}. */
export type TwoWayKind = "classical" | "CR0" | "CR1" | "CR1S" | "CR2";

/** Inference on the p coefficients. */
export interface TwoWayInference {
  /** p × p; NaN where there is no variance. */
  readonly covariance: Matrix;
  /** p. */
  readonly stderr: Float64Array;
  /** p degrees of freedom of Student's t; NaN without variance. */
  readonly df: Float64Array;
  /** Why a coefficient has no variance, or null. */
  readonly reasons: readonly (NoVariance | null)[];
  /** G; 0 for `classical`. */
  readonly clusters: number;
}

/** Share of its own length that a column must keep beside the effects, not to count as explained by them. */
const EXPLAINED = 1e-10;

/**
 * Two-way fixed-effects regression with both effects eliminated exactly (Frisch–Waugh–Lovell), balanced or not, in time and memory linear in
 * rows. Columns that the effects explain are aliased, which is not an error. RangeError when lengths differ or a number is not finite.
 */
export function twoWayFixedEffects(data: TwoWayData): TwoWayFit {
  const { outcome, regressors } = data;
  const n = outcome.length;
  checkData(data);
  const units = groupRows(n, (i) => data.unit[i]!);
  const periods = groupRows(n, (i) => data.period[i]!);
  const effects = twoWayEffects(units.codes, periods.codes, units.count, periods.count);
  const y = outcome.slice();
  effects.residualise(y);
  const x = createMatrix(n, regressors.cols, regressors.data.slice());
  for (let j = 0; j < x.cols; j++) {
    const column = x.data.subarray(j * n, (j + 1) * n);
    const length = norm(column);
    effects.residualise(column);
    if (!(norm(column) > EXPLAINED * length)) column.fill(0);
  }
  const within = leastSquares(x, y);
  const rank = effects.rank + within.rank;
  const left = norm(y) ** 2;
  return {
    coefficients: within.coefficients,
    aliased: within.aliased,
    residuals: within.residuals,
    rank,
    dfResidual: n - rank,
    rss: within.rss,
    rSquaredWithin: left > 0 ? 1 - within.rss / left : NaN,
    data,
    within,
    withinRegressors: x,
  };
}

function checkData({ outcome, unit, period, regressors }: TwoWayData): void {
  const n = outcome.length;
  if (unit.length !== n || period.length !== n || regressors.rows !== n) {
    throw new RangeError(
      `twoWayFixedEffects: unit, period and regressors must have ${n} rows; got ${unit.length}, ${period.length} and ${regressors.rows}`,
    );
  }
  const row = outcome.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) throw new RangeError(`twoWayFixedEffects: outcome must be finite; row ${row} is ${outcome[row]}`);
  const at = regressors.data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `twoWayFixedEffects: regressors must be finite; row ${at % n}, column ${Math.floor(at / n)} is ${regressors.data[at]}`,
    );
  }
}

/**
 * Covariance and degrees of freedom of the coefficients. `clusters`: n codes, needed by all kinds but `classical`.
 *
 * | kind | variance | degrees of freedom |
 * |---|---|---|
 * | classical | equal error variances, rss / (n − rank) | n − rank |
 * | CR0 | Liang and Zeger (1986) | G − 1 |
 * | CR1 | × G / (G − 1) | G − 1 |
 * | CR1S | × G / (G − 1) · (n − 1) / (n − rank) with all effects counted, as after a regression with indicators | G − 1 |
 * | CR2 | unbiased under equal variances, that of the regression with all indicators (Pustejovsky and Tipton 2018) | Satterthwaite |
 *
 * For CR2 one kind of effects should be nested in the clusters, as units in regions; otherwise all are columns, which takes n × (N + T) numbers.
 */
export function twoWayInference(fit: TwoWayFit, kind: TwoWayKind, clusters?: Int32Array): TwoWayInference {
  const { within, withinRegressors: x, data, dfResidual } = fit;
  const n = data.outcome.length;
  const p = x.cols;
  const units = createMatrix(p, p);
  for (let j = 0; j < p; j++) units.data[j * p + j] = 1;
  if (kind === "classical") {
    const none = dfResidual <= 0;
    const scale = none ? NaN : fit.rss / dfResidual;
    const covariance = createMatrix(
      p,
      p,
      within.unscaledCovariance.data.map((value) => value * scale),
    );
    const reasons = Array.from({ length: p }, (_, j): NoVariance | null =>
      within.aliased.includes(j) ? "aliased coefficient" : none ? "no residual degrees of freedom" : null,
    );
    return finish(
      covariance,
      Float64Array.from(reasons, (reason) => (reason ? NaN : dfResidual)),
      reasons,
      0,
    );
  }
  if (clusters?.length !== n) {
    throw new RangeError(`twoWayInference: ${kind} needs ${n} cluster codes; got ${clusters?.length}`);
  }
  const groups = groupRows(n, (i) => clusters[i]!);
  const count = groups.count;
  if (kind === "CR2") {
    const design = effectsDesign(data, x, groups);
    const own = leastSquares(design.x, design.y);
    const contrasts = createMatrix(design.x.cols, p);
    for (let j = 0; j < p; j++) contrasts.data[j * design.x.cols + design.x.cols - p + j] = 1;
    const { covariance, df, reasons } = robustInference(own, design.x, contrasts, "CR2", [groups.codes]);
    return finish(covariance, df, reasons, count);
  }
  const { covariance, df, reasons } = robustInference(within, x, units, "CR0", [groups.codes]);
  let factor = kind === "CR0" ? 1 : count / (count - 1);
  if (kind === "CR1S") factor *= (n - 1) / dfResidual;
  const without = reasons.map(
    (reason): NoVariance | null =>
      reason ?? (kind === "CR1S" && dfResidual <= 0 ? "no residual degrees of freedom" : null),
  );
  const scaled = covariance.data.map((value, at) =>
    without[at % p] || without[Math.floor(at / p)] ? NaN : value * factor,
  );
  return finish(
    createMatrix(p, p, scaled),
    df.map((value, j) => (without[j] ? NaN : value)),
    without,
    count,
  );
}

function finish(
  covariance: Matrix,
  df: Float64Array,
  reasons: readonly (NoVariance | null)[],
  clusters: number,
): TwoWayInference {
  const p = covariance.rows;
  const stderr = df.map((_, j) => Math.sqrt(covariance.data[j * p + j]!));
  return { covariance, stderr, df, reasons, clusters };
}

function norm(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return Math.sqrt(sum);
}
