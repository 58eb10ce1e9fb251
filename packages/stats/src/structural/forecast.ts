import type { Matrix } from "../linear-algebra/matrix.ts";
import { solveLower, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import { createStructuralDesign, initialPaths, type StructuralDesign } from "./design.ts";
import type { StructuralFit } from "./fit.ts";
import type { StateForm } from "./model.ts";
import { createProfile, type Profile } from "./profile.ts";
import { transit } from "./transition.ts";

/** One entry per step ahead; the cumulative ones run from the first step to this one. */
export interface StructuralForecast {
  readonly mean: Float64Array;
  /** Root of the variance of states, coefficients, future disturbances and irregular, given the estimated variances. */
  readonly stderr: Float64Array;
  readonly cumulativeMean: Float64Array;
  readonly cumulativeStderr: Float64Array;
}

/**
 * Forecasts y for `horizon` rows after the last; `regressorsAhead` has one row per step. Each independent source of error (a root of
 * the states' covariance, a direction of coefficients and initial states, each future disturbance) is carried forward as a path, so that sums have
 * their exact joint variance. All NaN when the fit has no estimate. RangeError for shapes that do not fit.
 */
export function forecastStructural(
  fit: StructuralFit,
  regressorsAhead: Matrix | null,
  horizon: number,
): StructuralForecast {
  check(fit, regressorsAhead, horizon);
  const mean = new Float64Array(horizon);
  const variance = new Float64Array(horizon);
  const cumulativeVariance = new Float64Array(horizon);
  if (!Number.isFinite(fit.logLikelihood)) {
    const unknown = mean.fill(Number.NaN);
    return { mean, stderr: unknown, cumulativeMean: unknown, cumulativeStderr: unknown };
  }
  const { y, regressors, parameters } = fit.data;
  const design = createStructuralDesign(y, regressors, fit.model, "forecastStructural");
  const profile = createProfile(design, fit.options.coefficients === "diffuse");
  profile.run(parameters);
  const { form, scale } = design;

  const add = (path: Float64Array): void => {
    let sum = 0;
    for (let h = 0; h < horizon; h++) {
      sum += path[h]!;
      variance[h] = variance[h]! + path[h]! ** 2;
      cumulativeVariance[h] = cumulativeVariance[h]! + sum ** 2;
    }
  };
  mean.set(continued(design, profile, 0, horizon));
  const errors = coefficientErrors(design, profile, regressorsAhead, horizon);
  errors.forEach((path, j) => path.forEach((v, h) => (mean[h] = mean[h]! + profile.gamma[j]! * v)));

  for (const path of statePaths(form, profile.pass.covariance, horizon)) add(path);
  for (const path of independentPaths(errors, profile, horizon)) add(path);
  addDisturbances(form, parameters, variance, cumulativeVariance);
  let sum = 0;
  for (let h = 0; h < horizon; h++) mean[h] = design.mean + scale * mean[h]!;
  return {
    mean,
    stderr: variance.map((v) => scale * Math.sqrt(v)),
    cumulativeMean: mean.map((v) => (sum += v)),
    cumulativeStderr: cumulativeVariance.map((v) => scale * Math.sqrt(v)),
  };
}

/** Outputs Z α of the states without disturbances; consumes `state`. */
function freeRun(form: StateForm, state: Float64Array, horizon: number): Float64Array {
  const out = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    let value = 0;
    for (let i = 0; i < form.size; i++) value += form.loading[i]! * state[i]!;
    out[h] = value;
    transit(form.blocks, state, 0, 1, 1);
  }
  return out;
}

/** What the filter expects of a column of the design after the last row. */
function continued(design: StructuralDesign, profile: Profile, column: number, horizon: number): Float64Array {
  profile.means.filter(design.columns, column * design.n, new Float64Array(design.n), 0);
  return freeRun(design.form, profile.means.state.slice(), horizon);
}

/** Per column of Q its values ahead less what the filter expects of it: the forecast's slope in its coefficient. */
function coefficientErrors(
  design: StructuralDesign,
  profile: Profile,
  regressorsAhead: Matrix | null,
  horizon: number,
): Float64Array[] {
  const { n, rank, form, kept, means, scales, triangle } = design;
  const initial = initialPaths(form, n + horizon);
  const errors = Array.from({ length: rank }, (_, j) => continued(design, profile, 1 + j, horizon).map((v) => -v));
  const row = new Float64Array(rank);
  for (let h = 0; h < horizon; h++) {
    for (let i = 0; i < form.size; i++) row[i] = initial[i * (n + horizon) + n + h]!;
    kept.forEach((position, j) => {
      row[form.size + j] = (regressorsAhead!.data[position * horizon + h]! - means[j]!) / scales[j]!; // `check` saw it
    });
    solveUpperTransposed(triangle, row).forEach((q, j) => (errors[j]![h] = errors[j]![h]! + q));
  }
  return errors;
}

/** Paths of the directions L⁻¹ in which coefficients are independent with variance 1. */
function independentPaths(errors: readonly Float64Array[], profile: Profile, horizon: number): Float64Array[] {
  const paths = errors.map(() => new Float64Array(horizon));
  for (let h = 0; h < horizon; h++) {
    const row = Float64Array.from(errors, (path) => path[h]!);
    solveLower(profile.lower, row).forEach((v, j) => (paths[j]![h] = v));
  }
  return paths;
}

/** Columns c with A = Σ c c' for a positive semidefinite A (m × m), by Cholesky without the pivots that are rounding. */
function roots(A: Float64Array, m: number): Float64Array[] {
  const left = A.slice();
  let largest = 0;
  for (let i = 0; i < m; i++) largest = Math.max(largest, A[i * m + i]!);
  const out: Float64Array[] = [];
  for (let k = 0; k < m; k++) {
    const pivot = left[k * m + k]!;
    if (!(pivot > 1e-14 * largest)) continue;
    const column = new Float64Array(m);
    for (let i = k; i < m; i++) column[i] = left[i * m + k]! / Math.sqrt(pivot);
    for (let i = k; i < m; i++)
      for (let j = k; j < m; j++) left[i * m + j] = left[i * m + j]! - column[i]! * column[j]!;
    out.push(column);
  }
  return out;
}

function statePaths(form: StateForm, covariance: Float64Array, horizon: number): Float64Array[] {
  return roots(covariance, form.size).map((column) => freeRun(form, column, horizon));
}

/** The irregular of every step, and the disturbances after the first, whose own are part of the states' prediction covariance. */
function addDisturbances(
  form: StateForm,
  parameters: Float64Array,
  variance: Float64Array,
  cumulativeVariance: Float64Array,
): void {
  const horizon = variance.length;
  for (let h = 0; h < horizon; h++) {
    variance[h] = variance[h]! + parameters[0]!;
    cumulativeVariance[h] = cumulativeVariance[h]! + (h + 1) * parameters[0]!;
  }
  for (let i = 0; i < form.size; i++) {
    const q = form.parameter[i]! < 0 ? 0 : parameters[form.parameter[i]!]!;
    if (q === 0) continue;
    const unit = new Float64Array(form.size);
    unit[i] = 1;
    const response = freeRun(form, unit, horizon);
    let level = 0;
    let running = 0;
    let cumulative = 0;
    for (let h = 1; h < horizon; h++) {
      level += response[h - 1]! ** 2;
      running += response[h - 1]!;
      cumulative += running ** 2;
      variance[h] = variance[h]! + q * level;
      cumulativeVariance[h] = cumulativeVariance[h]! + q * cumulative;
    }
  }
}

function check(fit: StructuralFit, regressorsAhead: Matrix | null, horizon: number): void {
  const who = "forecastStructural";
  if (!Number.isSafeInteger(horizon) || horizon < 0)
    throw new RangeError(`${who}: horizon must be a whole number from 0 on; got ${horizon}`);
  const cols = regressorsAhead?.cols ?? 0;
  if (cols !== fit.coefficients.length)
    throw new RangeError(`${who}: the model has ${fit.coefficients.length} regressors; got ${cols}`);
  if (regressorsAhead === null) return;
  if (regressorsAhead.rows !== horizon)
    throw new RangeError(`${who}: regressors have ${regressorsAhead.rows} rows; horizon is ${horizon}`);
  if (!regressorsAhead.data.every(Number.isFinite)) throw new RangeError(`${who}: regressors must be finite`);
}
