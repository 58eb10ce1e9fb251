import { createInitialColumn } from "./autocovariance.ts";
import { autoregress, movingAverage } from "./difference-equation.ts";
import type { Shape } from "./model.ts";
import { productLags } from "./polynomials.ts";
import { createStateCovariance } from "./state-covariance.ts";

/** Full ARMA polynomials with zeros at the lags that no product reaches. */
export interface Arma {
  readonly phi: Float64Array;
  readonly theta: Float64Array;
}

/** Exact innovations of several columns under one ARMA model with σ² = 1. */
export interface InnovationsFilter {
  /**
   * Writes each column's innovations, divided by the root of their variance, and returns Σ log F_t;
   * NaN when φ is not stationary. `data` and `out` are n × columns, column-major.
   */
  run(arma: Arma, data: Float64Array, out: Float64Array): number;
  /** ARMA state of each column predicted for row n + 1 by the last run; stateSize × columns. */
  finalState(arma: Arma, data: Float64Array, out: Float64Array): Float64Array;
  /** Variance of each row's prediction by the last run, in units of σ²; Infinity in rows that a diffuse start takes in. */
  variances(into: Float64Array): void;
}

/** Rank-one updates below this square root of a covariance change no digit. */
const NEGLIGIBLE = 1e-9;
/** AR degree up to which the first rows carry the whole covariance, whose cost grows with the third power. */
const WHOLE_COVARIANCE = 32;

/**
 * Kalman filter of Harvey's form without its covariance matrix. From a stationary start P_{t+1} − P_t has rank one, so
 * O(state) numbers per step carry everything (Morf, Sidhu and Kailath 1974; Pearlman 1980; Mélard 1984). In units of
 * F_t the rank-one vector w and the gains k obey
 *   F' = F (1 − w₀²),  k'_i = (k_i − w_{i+1} w₀)/(1 − w₀²),  w'_i = w_{i+1} − k'_i w₀,
 * where w₀ is the process' next partial autocorrelation.
 *
 * Three phases: the whole state while an autoregressive lag reaches back before the first row, with its covariance as
 * long as that is affordable, since F and k lose digits while the variance falls from that of an outcome near a unit
 * root to that of an innovation; then only the moving-average part of length q + sQ is uncertain; and once w is
 * negligible the gains are the MA coefficients themselves and the innovations follow the difference equation over its
 * non-zero lags.
 */
export function createInnovationsFilter(n: number, columns: number, shape: Shape): InnovationsFilter {
  const { stateSize: size, arDegree, maDegree } = shape;
  const initial = createInitialColumn(arDegree, maDegree);
  const arLags = productLags(shape.p, shape.P, shape.s);
  const maLags = productLags(shape.q, shape.Q, shape.s);
  const phi = new Float64Array(size);
  const first = new Float64Array(size);
  const w = new Float64Array(size + 1);
  const k = new Float64Array(size + 1);
  const states = Array.from({ length: columns }, () => new Float64Array(size + 1));
  const inverseRoot = new Float64Array(n);
  const whole = arDegree > 0 && arDegree <= WHOLE_COVARIANCE ? createStateCovariance(size) : null;
  /** Rows done in state form by the last run, and 1/√F after them. */
  let stateRows = 0;
  let finalRoot = 1;

  const run = (arma: Arma, data: Float64Array, out: Float64Array): number => {
    if (!initial(arma.phi, arma.theta, first)) return Number.NaN;
    phi.fill(0);
    phi.set(arma.phi);
    let F = first[0]!;
    for (let i = 0; i < size; i++) {
      k[i] = i + 1 < size ? first[i + 1]! / F : 0;
      w[i] = phi[i]! + k[i]!;
    }
    whole?.start(arma.phi, arma.theta, first);
    let product = 1;
    let logDeterminant = 0;
    for (const state of states) state.fill(0);
    const begin = arDegree === 0 ? 0 : Math.min(n, arDegree + 1);
    let length = size;
    let end = begin;
    let frozen = false;
    for (let t = 0; ; t++) {
      if (t === begin && n > arDegree) {
        length = maDegree;
        end = n;
        // k and w beyond the moving average are zero but for rounding.
        k.fill(0, length);
        w.fill(0, length);
        for (let c = 0; c < columns; c++) {
          autoregress(data, out, c * n + t, (c + 1) * n, arLags, phi);
          movingAverageState(states[c]!, data, c * n + t);
        }
      }
      if (t >= begin && !frozen && Math.abs(w[0]!) < NEGLIGIBLE && negligible(w)) {
        frozen = true;
        if (steady(F, k, arma.theta)) {
          F = 1;
          k.set(arma.theta);
        }
        // The difference equation needs `maDegree` innovations made with the final gains.
        end = Math.min(n, t + maDegree);
      }
      if (t >= end) {
        stateRows = t;
        break;
      }
      inverseRoot[t] = 1 / Math.sqrt(F);
      product *= F;
      if (product > 1e200 || product < 1e-200) {
        logDeterminant += Math.log(product);
        product = 1;
      }
      for (let c = 0; c < columns; c++) {
        const state = states[c]!;
        const at = c * n + t;
        if (t < begin) {
          const y = data[at]!;
          const e = y - state[0]!;
          out[at] = e;
          for (let i = 0; i < length; i++) state[i] = state[i + 1]! + phi[i]! * y + k[i]! * e;
        } else {
          const e = out[at]! - state[0]!;
          out[at] = e;
          for (let i = 0; i < length; i++) state[i] = state[i + 1]! + k[i]! * e;
        }
      }
      if (frozen) continue;
      const w0 = w[0]!;
      if (whole !== null && t < begin) {
        whole.step(true);
        F = whole.P[0]!;
        if (!(F > 0)) return Number.NaN;
        for (let i = 0; i < size; i++) {
          k[i] = whole.P[(i + 1) * (size + 1)]! / F;
          w[i] = w[i + 1]! - k[i]! * w0;
        }
        continue;
      }
      const rest = 1 - w0 * w0;
      if (!(rest > 0)) return Number.NaN;
      const inverse = 1 / rest;
      F *= rest;
      for (let i = 0; i < length; i++) {
        const next = w[i + 1]!;
        const gain = (k[i]! - next * w0) * inverse;
        k[i] = gain;
        w[i] = next - gain * w0;
      }
    }
    logDeterminant += Math.log(product) + (n - stateRows) * Math.log(F);
    finalRoot = 1 / Math.sqrt(F);
    if (stateRows < n) movingAverage(out, n, columns, stateRows, maLags, k);
    for (let c = 0; c < columns; c++) {
      let at = c * n;
      for (let t = 0; t < stateRows; t++, at++) out[at] = out[at]! * inverseRoot[t]!;
      if (F !== 1) for (; at < (c + 1) * n; at++) out[at] = out[at]! * finalRoot;
    }
    return logDeterminant;
  };

  /** Takes the lagged outcomes out of a predicted state: what is left belongs to the innovations. */
  function movingAverageState(state: Float64Array, data: Float64Array, at: number): void {
    for (let i = 0; i < maDegree; i++)
      for (let j = i + 1; j <= arDegree; j++) state[i] = state[i]! - phi[j - 1]! * data[at - (j - i)]!;
    state.fill(0, maDegree);
  }

  const finalState = (arma: Arma, data: Float64Array, out: Float64Array): Float64Array => {
    run(arma, data, out);
    const final = new Float64Array(size * columns);
    for (let c = 0; c < columns; c++) {
      const end = (c + 1) * n;
      for (let i = 0; i < size; i++) {
        let value = stateRows < n ? 0 : states[c]![i]!;
        if (n > arDegree) for (let j = i + 1; j <= arDegree; j++) value += phi[j - 1]! * data[end - (j - i)]!;
        if (stateRows < n)
          for (let j = i + 1; j <= maDegree; j++) {
            const back = j - i;
            const root = n - back < stateRows ? inverseRoot[n - back]! : finalRoot;
            value += (k[j - 1]! * out[end - back]!) / root;
          }
        final[c * size + i] = value;
      }
    }
    return final;
  };

  const variances = (into: Float64Array): void => {
    into.fill(finalRoot ** -2);
    for (let t = 0; t < stateRows; t++) into[t] = inverseRoot[t]! ** -2;
  };

  return { run, finalState, variances };
}

function negligible(w: Float64Array): boolean {
  for (let i = 0; i < w.length; i++) if (Math.abs(w[i]!) > NEGLIGIBLE) return false;
  return true;
}

/** For an invertible model the limits are F = 1 and k = θ exactly; rounding in F₁ and k₁ then leaves no trace. */
function steady(F: number, k: Float64Array, theta: Float64Array): boolean {
  if (Math.abs(F - 1) > 1e-6) return false;
  for (let i = 0; i < k.length; i++) if (Math.abs(k[i]! - (theta[i] ?? 0)) > 1e-6) return false;
  return true;
}
