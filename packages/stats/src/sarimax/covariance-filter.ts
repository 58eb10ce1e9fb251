import { createInitialColumn } from "./autocovariance.ts";
import type { Arma } from "./innovations.ts";
import type { Shape } from "./model.ts";
import { createStateCovariance } from "./state-covariance.ts";

/** Kalman filter with its full covariance: missing rows, and the covariance of the state after the last row. */
export interface CovarianceFilter {
  /** As InnovationsFilter's; rows without `observed` get innovation 0 and enter nothing. */
  run(arma: Arma, data: Float64Array, out: Float64Array): number;
  finalState(arma: Arma, data: Float64Array, out: Float64Array): Float64Array;
  /** Covariance of the state predicted for row n + 1 by the last run, in units of σ²; stateSize × stateSize. */
  readonly covariance: Float64Array;
}

/**
 * Harvey's state form (Harvey 1989, section 3.4; missing rows as in Jones 1980) from the stationary start. The
 * covariance recursion stops when it has reached its limit RR' and starts again after a missing row.
 */
export function createCovarianceFilter(
  n: number,
  columns: number,
  shape: Shape,
  observed: Uint8Array | null,
): CovarianceFilter {
  const size = shape.stateSize;
  const stride = size + 1;
  const initial = createInitialColumn(shape.arDegree, shape.maDegree);
  const predicted = createStateCovariance(size);
  const { P } = predicted;
  const phi = new Float64Array(size);
  const theta = new Float64Array(size);
  const first = new Float64Array(size);
  const state = new Float64Array(size * columns);
  const covariance = new Float64Array(size * size);

  const run = (arma: Arma, data: Float64Array, out: Float64Array): number => {
    if (!initial(arma.phi, arma.theta, first)) return Number.NaN;
    phi.fill(0);
    phi.set(arma.phi);
    theta.fill(0);
    theta.set(arma.theta);
    predicted.start(arma.phi, arma.theta, first);
    state.fill(0);
    let steady = false;
    let logDeterminant = 0;
    for (let t = 0; t < n; t++) {
      const seen = observed === null || observed[t] === 1;
      const F = steady ? 1 : P[0]!;
      if (!(F > 0)) return Number.NaN;
      if (seen && !steady) logDeterminant += Math.log(F);
      const root = 1 / Math.sqrt(F);
      for (let c = 0; c < columns; c++) {
        const base = c * size;
        const y = seen ? data[c * n + t]! : state[base]!;
        const innovation = y - state[base]!;
        out[c * n + t] = innovation * root;
        const scaled = innovation / F;
        for (let i = 0; i < size; i++) {
          const gain = steady ? theta[i]! : P[(i + 1) * stride]!;
          state[base + i] = (i + 1 < size ? state[base + i + 1]! : 0) + phi[i]! * y + gain * scaled;
        }
      }
      if (seen && steady) continue;
      if (steady) predicted.restart();
      steady = predicted.step(seen);
    }
    if (steady) predicted.restart();
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) covariance[i * size + j] = P[i * stride + j]!;
    return logDeterminant;
  };

  const finalState = (arma: Arma, data: Float64Array, out: Float64Array): Float64Array => {
    run(arma, data, out);
    return state.slice();
  };
  return { run, finalState, covariance };
}
