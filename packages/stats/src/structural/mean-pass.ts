import { type CovariancePass, startVariance } from "./covariance-pass.ts";
import { transit, transitTransposed } from "./transition.ts";

/** The Kalman filter's means and the state smoother of one series under the gains of a covariance pass; nothing is allocated. */
export interface MeanPass {
  /** Prediction of the state after the last row; `smooth` overwrites it. */
  readonly state: Float64Array;
  /** Filters y[yAt], y[yAt + 1], … and writes one standardised innovation v / √F per row to `out`, 0 in rows without outcome. */
  filter(y: Float64Array, yAt: number, out: Float64Array, outAt: number): void;
  /** `filter` of many columns at once, without keeping their residuals: y and `out` are n × columns, column-major. */
  filterAll(y: Float64Array, columns: number, out: Float64Array): void;
  /** Smoothed states of the series of the last `filter`, n × size row by row, under the variances of the last covariance pass. */
  smooth(parameters: Float64Array, states: Float64Array): void;
}

/** `columns`: how many series `filterAll` takes at most. */
export function createMeanPass(pass: CovariancePass, columns: number = 0): MeanPass {
  const { form, n, observed, f, gains } = pass;
  const { size: m, blocks, loading, parameter } = form;
  const state = new Float64Array(m);
  const residuals = new Float64Array(n);
  const r = new Float64Array(m);
  const many = new Float64Array(m * columns); // row by row

  const filter: MeanPass["filter"] = (y, yAt, out, outAt) => {
    state.fill(0);
    for (let t = 0; t < n; t++) {
      if (observed !== null && observed[t] === 0) out[outAt + t] = 0;
      else {
        let v = y[yAt + t]!;
        for (let i = 0; i < m; i++) v -= loading[i]! * state[i]!;
        residuals[t] = v;
        out[outAt + t] = v / Math.sqrt(f[t]!);
        for (let i = 0; i < m; i++) state[i] = state[i]! + gains[t * m + i]! * v;
      }
      transit(blocks, state, 0, 1, 1);
    }
  };

  const filterAll: MeanPass["filterAll"] = (y, count, out) => {
    many.fill(0);
    for (let t = 0; t < n; t++) {
      if (observed !== null && observed[t] === 0) for (let c = 0; c < count; c++) out[c * n + t] = 0;
      else {
        const root = Math.sqrt(f[t]!);
        for (let c = 0; c < count; c++) {
          let v = y[c * n + t]!;
          for (let i = 0; i < m; i++) if (loading[i] === 1) v -= many[i * count + c]!;
          out[c * n + t] = v / root;
          for (let i = 0; i < m; i++) many[i * count + c] = many[i * count + c]! + gains[t * m + i]! * v;
        }
      }
      transit(blocks, many, 0, count, count);
    }
  };

  const smooth: MeanPass["smooth"] = (parameters, states) => {
    r.fill(0);
    for (let t = n - 1; t >= 0; t--) {
      // The smoothed disturbances of the move from t to t + 1, Q r, wait where the states will stand.
      if (t + 1 < n)
        for (let i = 0; i < m; i++)
          states[(t + 1) * m + i] = parameter[i]! < 0 ? 0 : parameters[parameter[i]!]! * r[i]!;
      transitTransposed(blocks, r, 0, 1, 1);
      if (observed !== null && observed[t] === 0) continue;
      // Durbin and Koopman (2012), equation 4.69.
      let u = residuals[t]! / f[t]!;
      for (let i = 0; i < m; i++) u -= gains[t * m + i]! * r[i]!;
      for (let i = 0; i < m; i++) r[i] = r[i]! + loading[i]! * u;
    }
    // α̂₁ = P₁ r₀, then forwards (Durbin and Koopman 2012, section 4.6.2).
    const start = startVariance(parameters);
    for (let i = 0; i < m; i++) state[i] = start * r[i]!;
    states.set(state);
    for (let t = 1; t < n; t++) {
      transit(blocks, state, 0, 1, 1);
      for (let i = 0; i < m; i++) {
        state[i] = state[i]! + states[t * m + i]!;
        states[t * m + i] = state[i]!;
      }
    }
  };

  return { state, filter, filterAll, smooth };
}
