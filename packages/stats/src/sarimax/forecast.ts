import { createCovarianceFilter } from "./covariance-filter.ts";
import type { Design } from "./design.ts";
import { createDesign, naturalCoefficients } from "./design.ts";
import type { SarimaxFit } from "./fit.ts";
import { continuation } from "./level-space.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { solveLower, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import type { Profile } from "./profile.ts";
import { createFilter, createProfile } from "./profile.ts";

/** One entry per step ahead; the cumulative ones run from the first step to this one. */
export interface SarimaxForecast {
  readonly mean: Float64Array;
  /** Root of innovation variance plus the variance of estimated coefficients and ARMA parameters (delta method). */
  readonly stderr: Float64Array;
  readonly innovationStderr: Float64Array;
  readonly cumulativeMean: Float64Array;
  readonly cumulativeStderr: Float64Array;
  readonly cumulativeInnovationStderr: Float64Array;
}

/**
 * Forecasts y (undifferenced) for `horizon` steps after its last row; `regressorsAhead` has one row per step.
 *
 * Errors are carried as paths of independent sources: the filter's uncertainty about the state, each future
 * innovation, the GLS error of the coefficients, each direction of ARMA error. Every path is integrated through the
 * differencing, so levels and their sums have exact joint covariances; conditional on the first d + sD outcomes this
 * equals an exact diffuse start. All NaN when the fit has no estimate. RangeError for shapes that do not fit.
 */
export function forecastSarimax(fit: SarimaxFit, regressorsAhead: Matrix | null, horizon: number): SarimaxForecast {
  check(fit, regressorsAhead, horizon);
  const mean = new Float64Array(horizon);
  const variance = new Float64Array(horizon);
  const cumulativeVariance = new Float64Array(horizon);
  if (!Number.isFinite(fit.logLikelihood)) {
    mean.fill(Number.NaN);
    variance.fill(Number.NaN);
    cumulativeVariance.fill(Number.NaN);
  }
  const result = (innovation: Float64Array, cumulativeInnovation: Float64Array): SarimaxForecast => ({
    mean,
    stderr: variance.map(Math.sqrt),
    innovationStderr: innovation.map(Math.sqrt),
    cumulativeMean: runningSum(mean),
    cumulativeStderr: cumulativeVariance.map(Math.sqrt),
    cumulativeInnovationStderr: cumulativeInnovation.map(Math.sqrt),
  });
  if (!Number.isFinite(fit.logLikelihood)) return result(variance, cumulativeVariance);

  const { y, regressors, angles, angleFactor } = fit.data;
  const design = createDesign(y, regressors, fit.model, "forecastSarimax");
  const profile = createProfile(design, fit.restricted);
  const ahead = columnsAhead(design, regressors, regressorsAhead, horizon);
  const add = (path: Float64Array): void => {
    let sum = 0;
    for (let h = 0; h < horizon; h++) {
      sum += path[h]!;
      variance[h] = variance[h]! + path[h]! ** 2;
      cumulativeVariance[h] = cumulativeVariance[h]! + sum ** 2;
    }
  };

  const d = angles.length;
  const slopes: Float64Array[] = [];
  const step = 1e-4;
  for (let i = 0; i < d; i++) {
    const u = angles.slice();
    u[i] = angles[i]! + step;
    const up = extrapolate(design, profile, u, ahead, horizon).mean;
    u[i] = angles[i]! - step;
    const down = extrapolate(design, profile, u, ahead, horizon).mean;
    slopes.push(up.map((v, h) => (v - down[h]!) / (2 * step)));
  }
  const central = extrapolate(design, profile, angles, ahead, horizon);
  const base = outcomeAhead(design, y, horizon);
  for (let h = 0; h < horizon; h++) mean[h] = base[h]! + central.mean[h]!;

  const sigma = Math.sqrt(fit.sigma2);
  for (const path of statePaths(design, profile, horizon)) add(path.map((v) => v * sigma));
  addFutureInnovations(design, profile, sigma ** 2, variance, cumulativeVariance);
  const innovation = variance.slice();
  const cumulativeInnovation = cumulativeVariance.slice();

  for (const path of coefficientPaths(design, profile, ahead, central.columns, horizon))
    add(path.map((v) => v * sigma));
  for (let k = 0; k < d; k++)
    add(mean.map((_, h) => slopes.reduce((sum, slope, i) => sum + slope[h]! * angleFactor[k * d + i]!, 0)));
  return result(innovation, cumulativeInnovation);
}

function check(fit: SarimaxFit, regressorsAhead: Matrix | null, horizon: number): void {
  if (!Number.isSafeInteger(horizon) || horizon < 1)
    throw new RangeError(`forecastSarimax: horizon must be a positive integer; got ${horizon}`);
  const expected = fit.data.regressors?.cols ?? 0;
  const given = regressorsAhead?.cols ?? 0;
  if (given !== expected) throw new RangeError(`forecastSarimax: ${given} regressors ahead; the fit has ${expected}`);
  if (regressorsAhead === null) return;
  if (regressorsAhead.rows !== horizon)
    throw new RangeError(
      `forecastSarimax: regressors ahead have ${regressorsAhead.rows} rows; the horizon is ${horizon}`,
    );
  if (!regressorsAhead.data.every(Number.isFinite))
    throw new RangeError("forecastSarimax: regressors ahead must be finite");
}

/** What the levels alone say of the outcome ahead: the last ones continued, or the estimated starts. */
function outcomeAhead(design: Design, y: Float64Array, horizon: number): Float64Array {
  const { starts, delta } = design;
  if (starts === null) return continuation(y, delta, horizon, 0);
  return combinationAhead(design, starts.ofOutcome, horizon);
}

/** Continuation of N·weights. */
function combinationAhead(design: Design, weights: Float64Array, horizon: number): Float64Array {
  const out = new Float64Array(horizon);
  design.starts!.basis.forEach((f, k) => {
    continuation(f, design.delta, horizon, 0).forEach((v, h) => {
      out[h] = out[h]! + weights[k]! * v;
    });
  });
  return out;
}

/** Kept columns ahead less what their own levels before it say: horizon × rank, column-major. */
function columnsAhead(
  design: Design,
  regressors: Matrix | null,
  regressorsAhead: Matrix | null,
  horizon: number,
): Float64Array {
  const { starts, delta, model } = design;
  const out = new Float64Array(horizon * design.rank);
  const offset = model.constant ? 1 : 0;
  const rows = regressors?.rows ?? 0;
  design.kept.forEach((position, at) => {
    const target = out.subarray(at * horizon, (at + 1) * horizon);
    const isConstant = position < offset;
    const at0 = position - offset;
    const before = isConstant ? null : regressors!.data.subarray(at0 * rows, (at0 + 1) * rows);
    if (before === null) {
      const drift = new Float64Array(design.n);
      if (starts !== null) drift.set(continuation(new Float64Array(delta.length), delta, design.n, 1));
      target.set(continuation(starts === null ? new Float64Array(delta.length) : drift, delta, horizon, 1));
    } else target.set(regressorsAhead!.data.subarray(at0 * horizon, (at0 + 1) * horizon));
    const own =
      starts !== null
        ? combinationAhead(design, starts.ofColumns[at]!, horizon)
        : before === null
          ? null
          : continuation(before, delta, horizon, 0);
    own?.forEach((v, h) => {
      target[h] = target[h]! - v;
    });
  });
  return out;
}

/** Levels of the outcome beyond `base` at given angles, and the extrapolated levels of each column of Q. */
function extrapolate(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  ahead: Float64Array,
  horizon: number,
): { mean: Float64Array; columns: Float64Array[] } {
  const { n, rank, scale } = design;
  profile.evaluate(angles);
  const { point, gamma } = profile;
  const states = createFilter(design, 1 + rank).finalState(point, design.columns, new Float64Array(n * (1 + rank)));
  const size = states.length / (1 + rank);
  const [outcome, ...columns] = Array.from({ length: 1 + rank }, (_, c) =>
    levelsAhead(design, point.phi, states.slice(c * size, (c + 1) * size), horizon),
  );
  const beta = naturalCoefficients(design, gamma);
  const mean = outcome!.map((v, h) => {
    let value = scale * v;
    for (let j = 0; j < rank; j++)
      value += beta[design.kept[j]!]! * ahead[j * horizon + h]! - scale * gamma[j]! * columns[j]![h]!;
    return value;
  });
  return { mean, columns };
}

/** Levels from a state (Harvey's, then any last levels, newest first) without innovations; consumes `state`. */
function levelsAhead(design: Design, phi: Float64Array, state: Float64Array, horizon: number): Float64Array {
  const { stateSize } = design.shape;
  const levels = state.slice(stateSize).reverse();
  return integrate(freeRun(state.subarray(0, stateSize), phi, horizon), design.delta, levels);
}

/** Outputs of the state equation without innovations; consumes `state`. */
function freeRun(state: Float64Array, phi: Float64Array, horizon: number): Float64Array {
  const last = state.length - 1;
  const out = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    const y = state[0]!;
    out[h] = y;
    for (let i = 0; i < last; i++) state[i] = state[i + 1]! + (phi[i] ?? 0) * y;
    state[last] = (phi[last] ?? 0) * y;
  }
  return out;
}

/** One path per column of a square root of the state's prediction covariance. */
function statePaths(design: Design, profile: Profile, horizon: number): Float64Array[] {
  const { n, shape, observed, starts, delta } = design;
  const filter = createCovarianceFilter(n, 1, shape, observed, starts === null ? undefined : delta);
  const { size } = filter;
  filter.run(profile.point, design.columns.subarray(0, n), new Float64Array(n));
  const P = filter.covariance;
  const floor = 1e-14 * P[0]!;
  const paths: Float64Array[] = [];
  for (let k = 0; k < size; k++) {
    const pivot = P[k * size + k]!;
    if (!(pivot > floor)) continue;
    const column = new Float64Array(size);
    for (let i = k; i < size; i++) column[i] = P[i * size + k]! / Math.sqrt(pivot);
    for (let i = k; i < size; i++)
      for (let j = k; j < size; j++) P[i * size + j] = P[i * size + j]! - column[i]! * column[j]!;
    paths.push(levelsAhead(design, profile.point.phi, column, horizon));
  }
  return paths;
}

/** Innovations after the first step ahead, whose own is part of the state's prediction covariance. */
function addFutureInnovations(
  design: Design,
  profile: Profile,
  sigma2: number,
  variance: Float64Array,
  cumulativeVariance: Float64Array,
): void {
  const { phi, theta } = profile.point;
  const state = new Float64Array(design.shape.stateSize);
  state[0] = 1;
  state.set(theta, 1);
  const response = levelsAhead(design, phi, state, variance.length);
  let level = 0;
  let running = 0;
  let cumulative = 0;
  for (let h = 1; h < response.length; h++) {
    level += response[h - 1]! ** 2;
    running += response[h - 1]!;
    cumulative += running ** 2;
    variance[h] = variance[h]! + sigma2 * level;
    cumulativeVariance[h] = cumulativeVariance[h]! + sigma2 * cumulative;
  }
}

/** What an error of the coefficients given the ARMA parameters does to the forecasts, in units of σ: L⁻¹(q − q̂). */
function coefficientPaths(
  design: Design,
  profile: Profile,
  ahead: Float64Array,
  columns: readonly Float64Array[],
  horizon: number,
): Float64Array[] {
  const { rank, triangle } = design;
  const paths = Array.from({ length: rank }, () => new Float64Array(horizon));
  for (let h = 0; h < horizon; h++) {
    const row = Float64Array.from({ length: rank }, (_, j) => ahead[j * horizon + h]!);
    const error = solveUpperTransposed(triangle, row).map((q, j) => q - columns[j]![h]!);
    solveLower(profile.lower, error).forEach((v, j) => {
      paths[j]![h] = v;
    });
  }
  return paths;
}

/** Undoes the differencing: x_h = Σ δ_i x_{h−i} + w_h, after the levels `before`, or after zeros where it is empty. */
function integrate(w: Float64Array, delta: Float64Array, before: Float64Array): Float64Array {
  const lost = delta.length;
  const x = new Float64Array(lost + w.length);
  x.set(before);
  for (let h = 0; h < w.length; h++) {
    let value = w[h]!;
    for (let i = 0; i < lost; i++) if (delta[i] !== 0) value += delta[i]! * x[lost + h - 1 - i]!;
    x[lost + h] = value;
  }
  return x.slice(lost);
}

function runningSum(v: Float64Array): Float64Array {
  let sum = 0;
  return v.map((x) => (sum += x));
}
