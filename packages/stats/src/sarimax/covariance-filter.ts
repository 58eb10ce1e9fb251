import { createInitialColumn } from "./autocovariance.ts";
import type { InnovationsFilter } from "./innovations.ts";
import { createLevelCovariance } from "./level-covariance.ts";
import type { Shape } from "./model.ts";
import { createStateCovariance } from "./state-covariance.ts";

/**
 * Kalman filter with its full covariance: missing rows, and the covariance of the state after the last row. Rows without
 * outcome, and those that a diffuse start takes in, get innovation 0.
 */
export interface CovarianceFilter extends InnovationsFilter {
  /** Numbers per column of `finalState`: Harvey's state, then the last levels, newest first. */
  readonly size: number;
  /** Predictions of the first column by the last run. */
  readonly predicted: Float64Array;
  /** Covariance of the state predicted for row n + 1 by the last run, in units of σ²; size × size. */
  readonly covariance: Float64Array;
}

/**
 * Harvey's state form (Harvey 1989, section 3.4; missing rows as in Jones 1980) from the stationary start. The
 * covariance recursion stops when it has reached its limit RR' and starts again after a missing row.
 *
 * With a `delta` that is not empty the data are levels whose difference, with these weights, is the ARMA process, and their
 * start is diffuse. While the last levels are all observed the state alone is uncertain; otherwise they join it.
 */
export function createCovarianceFilter(
  n: number,
  columns: number,
  shape: Shape,
  observed: Uint8Array | null,
  delta: Float64Array = new Float64Array(0),
): CovarianceFilter {
  const r = shape.stateSize;
  const stride = r + 1;
  const lost = delta.length;
  const size = r + lost;
  const lags = Int32Array.from(delta.keys()).filter((i) => delta[i] !== 0);
  const initial = createInitialColumn(shape.arDegree, shape.maDegree);
  const narrow = createStateCovariance(r);
  const wide = lost > 0 ? createLevelCovariance(r, delta) : null;
  const phi = new Float64Array(r);
  const theta = new Float64Array(r);
  const first = new Float64Array(r);
  const gain = new Float64Array(size);
  const state = new Float64Array(size * columns);
  const covariance = new Float64Array(size * size);
  const variances = new Float64Array(n);
  const predicted = new Float64Array(n);

  const run: InnovationsFilter["run"] = (arma, data, out) => {
    if (!initial(arma.phi, arma.theta, first)) return Number.NaN;
    phi.fill(0);
    phi.set(arma.phi);
    theta.fill(0);
    theta.set(arma.theta);
    narrow.start(arma.phi, arma.theta, first);
    state.fill(0);
    wide?.startDiffuse(arma.phi, arma.theta, narrow.P, stride);
    let unknownLevels = wide !== null;
    let seenInARow = 0;
    let steady = false;
    let logDeterminant = 0;
    for (let t = 0; t < n; t++) {
      const seen = observed === null || observed[t] === 1;
      if (wide !== null && !unknownLevels && !seen) {
        if (steady) narrow.restart();
        steady = false;
        wide.startKnown(arma.phi, arma.theta, narrow.P, stride);
        unknownLevels = true;
      }
      let F = 1;
      let diffuse = false;
      if (wide !== null && unknownLevels) {
        wide.look();
        F = wide.seen.variance;
        diffuse = wide.seen.diffuse;
        gain.set(wide.gain);
      } else {
        if (!steady) F = narrow.P[0]!;
        // The gain of the predicted state, of which φ times the outcome has been taken out.
        for (let i = 0; i < r; i++) gain[i] = steady ? theta[i]! : narrow.P[(i + 1) * stride]! / F;
      }
      if (!(F > 0)) return Number.NaN;
      variances[t] = diffuse ? Infinity : F;
      if (seen && F !== 1) logDeterminant += Math.log(F);
      const root = diffuse ? 0 : 1 / Math.sqrt(F);
      for (let c = 0; c < columns; c++) {
        const base = c * size;
        let level = 0;
        for (let l = 0; l < lags.length; l++) level += delta[lags[l]!]! * state[base + r + lags[l]!]!;
        const expected = state[base]! + level;
        if (c === 0) predicted[t] = expected;
        const innovation = seen ? data[c * n + t]! - expected : 0;
        out[c * n + t] = innovation * root;
        if (unknownLevels && seen) {
          for (let i = 0; i < size; i++) state[base + i] = state[base + i]! + gain[i]! * innovation;
          level = 0;
          for (let l = 0; l < lags.length; l++) level += delta[lags[l]!]! * state[base + r + lags[l]!]!;
        }
        const w = unknownLevels || !seen ? state[base]! : data[c * n + t]! - level;
        const added = unknownLevels ? 0 : innovation;
        for (let i = 0; i < r; i++)
          state[base + i] = (i + 1 < r ? state[base + i + 1]! : 0) + phi[i]! * w + gain[i]! * added;
        for (let i = size - 1; i > r; i--) state[base + i] = state[base + i - 1]!;
        if (lost > 0) state[base + r] = w + level;
      }
      seenInARow = seen ? seenInARow + 1 : 0;
      if (wide !== null && unknownLevels) {
        if (seen) wide.update();
        wide.predict();
        if (seenInARow < lost) continue;
        unknownLevels = false;
        for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) narrow.P[i * stride + j] = wide.P[i * size + j]!;
        continue;
      }
      if (seen && steady) continue;
      if (steady) narrow.restart();
      steady = narrow.step(seen);
    }
    if (steady) narrow.restart();
    const [P, width] = unknownLevels && wide !== null ? [wide.P, size] : [narrow.P, stride];
    covariance.fill(0);
    const known = unknownLevels ? size : r;
    for (let i = 0; i < known; i++) for (let j = 0; j < known; j++) covariance[i * size + j] = P[i * width + j]!;
    return logDeterminant;
  };

  const finalState: InnovationsFilter["finalState"] = (arma, data, out) => {
    run(arma, data, out);
    return state.slice();
  };
  return { run, finalState, variances: (into) => into.set(variances), covariance, predicted, size };
}
