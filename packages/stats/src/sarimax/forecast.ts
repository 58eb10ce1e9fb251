import { createCovarianceFilter } from "./covariance-filter.ts";
import type { Design } from "./design.ts";
import { createDesign, difference, naturalCoefficients } from "./design.ts";
import type { SarimaxFit } from "./fit.ts";
import { createInnovationsFilter } from "./innovations.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { solveLower, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import type { Profile } from "./profile.ts";
import { createProfile } from "./profile.ts";

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
  const ahead = differencedAhead(design, regressors, regressorsAhead, horizon);
  const add = (path: Float64Array): void => {
    const level = integrate(path, design.delta, null);
    let sum = 0;
    for (let h = 0; h < horizon; h++) {
      sum += level[h]!;
      variance[h] = variance[h]! + level[h]! ** 2;
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
  mean.set(integrate(central.mean, design.delta, y));

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

/** Kept columns ahead, differenced with the help of their last rows: horizon × rank, column-major. */
function differencedAhead(
  design: Design,
  regressors: Matrix | null,
  regressorsAhead: Matrix | null,
  horizon: number,
): Float64Array {
  const out = new Float64Array(horizon * design.rank);
  const { lost } = design.shape;
  const offset = design.model.constant ? 1 : 0;
  design.kept.forEach((position, at) => {
    const target = out.subarray(at * horizon, (at + 1) * horizon);
    if (position < offset) {
      target.fill(1);
      return;
    }
    const { rows, data } = regressors!;
    const end = (position - offset + 1) * rows;
    const joined = new Float64Array(lost + horizon);
    joined.set(data.subarray(end - lost, end));
    joined.set(regressorsAhead!.data.subarray((position - offset) * horizon, (position - offset + 1) * horizon), lost);
    target.set(difference(joined, design.delta));
  });
  return out;
}

/** Forecasts of the differenced outcome at given angles, and the ARMA extrapolation of each column of Q. */
function extrapolate(
  design: Design,
  profile: Profile,
  angles: Float64Array,
  ahead: Float64Array,
  horizon: number,
): { mean: Float64Array; columns: Float64Array[] } {
  const { n, rank, shape, scale, observed } = design;
  const size = shape.stateSize;
  profile.evaluate(angles);
  const { point, gamma } = profile;
  const out = new Float64Array(n * (1 + rank));
  const filter =
    observed === null
      ? createInnovationsFilter(n, 1 + rank, shape)
      : createCovarianceFilter(n, 1 + rank, shape, observed);
  const states = filter.finalState(point, design.columns, out);
  const [outcome, ...columns] = Array.from({ length: 1 + rank }, (_, c) =>
    freeRun(states.slice(c * size, (c + 1) * size), point.phi, horizon),
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
  const { n, shape } = design;
  const size = shape.stateSize;
  const filter = createCovarianceFilter(n, 1, shape, design.observed);
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
    paths.push(freeRun(column, profile.point.phi, horizon));
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
  const response = integrate(freeRun(state, phi, variance.length), design.delta, null);
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

/** Undoes the differencing: x_h = Σ δ_i x_{h−i} + w_h, after the last values of `before`, or after zeros. */
function integrate(w: Float64Array, delta: Float64Array, before: Float64Array | null): Float64Array {
  const lost = delta.length;
  const x = new Float64Array(lost + w.length);
  if (before !== null && lost > 0) x.set(before.subarray(before.length - lost));
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
