/**
 * One-step prediction errors of a Gaussian autoregression with unit innovation variance, for several columns at once.
 * One workspace per fit: `run` allocates nothing.
 */
export interface ArFilter {
  /** Coefficients φ of the last `run`, order of them. */
  readonly phi: Float64Array;
  /**
   * Sets φ from partial autocorrelations (Durbin 1960; Monahan 1984), writes the standardised errors of each column to `out`
   * (n × m, 0 where the row is unknown) and returns log|Ω| over the known rows, Ω the covariance in units of σ².
   */
  run(partials: Float64Array, columns: Float64Array, out: Float64Array): number;
  /** After `run`: standard deviation of each row's prediction in units of σ, n; 1 after `order` known rows. */
  readonly deviations: Float64Array;
  /** After `run`: the last `order` values of each column, latest first, order × m; unknown ones by their conditional mean. */
  readonly state: Float64Array;
  /** Covariance of `state` in units of σ², order × order; zero where the values are known. */
  readonly stateCovariance: Float64Array;
}

/** `observed`: per row 1 when known; null when all are. Known rows after `order` known ones need no covariance at all. */
export function createArFilter(n: number, m: number, order: number, observed: Uint8Array | null): ArFilter {
  const p = order;
  const phi = new Float64Array(p);
  const previous = new Float64Array(p);
  const autocovariance = new Float64Array(p + 1);
  const state = new Float64Array(p * m);
  const P = new Float64Array(p * p);
  const c = new Float64Array(p);
  const deviations = new Float64Array(n);

  const setPhi = (partials: Float64Array): void => {
    let variance = 1;
    for (let k = 0; k < p; k++) variance /= 1 - partials[k]! * partials[k]!;
    autocovariance[0] = variance;
    for (let k = 0; k < p; k++) {
      const r = partials[k]!;
      let next = r * variance;
      for (let i = 0; i < k; i++) next += phi[i]! * autocovariance[k - i]!;
      autocovariance[k + 1] = next;
      previous.set(phi);
      for (let i = 0; i < k; i++) phi[i] = previous[i]! - r * previous[k - 1 - i]!;
      phi[k] = r;
      variance *= 1 - r * r;
    }
  };

  /** The Kalman step where some of the last `order` values are unknown; returns the prediction's variance. */
  const predict = (): number => {
    let variance = 1;
    for (let i = 0; i < p; i++) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += P[i * p + j]! * phi[j]!;
      c[i] = sum;
      variance += phi[i]! * sum;
    }
    return variance;
  };
  const shiftCovariance = (variance: number, known: boolean): void => {
    for (let i = p - 1; i > 0; i--)
      for (let j = p - 1; j > 0; j--) {
        const entry = P[(i - 1) * p + j - 1]!;
        P[i * p + j] = known ? entry - (c[i - 1]! * c[j - 1]!) / variance : entry;
      }
    for (let i = 0; i < p; i++) {
      const entry = known ? 0 : i === 0 ? variance : c[i - 1]!;
      P[i] = entry;
      P[i * p] = entry;
    }
  };

  const run = (partials: Float64Array, columns: Float64Array, out: Float64Array): number => {
    setPhi(partials);
    state.fill(0);
    deviations.fill(1);
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) P[i * p + j] = autocovariance[Math.abs(i - j)]!;
    let logDeterminant = 0;
    let knownRun = 0;
    for (let t = 0; t < n; t++) {
      const known = observed === null || observed[t] === 1;
      if (known && knownRun >= p) {
        for (let a = 0, at = t; a < m; a++, at += n) {
          let error = columns[at]!;
          for (let i = 0; i < p; i++) error -= phi[i]! * columns[at - 1 - i]!;
          out[at] = error;
        }
        knownRun++;
        continue;
      }
      if (knownRun >= p) {
        // leaving a stretch without gaps: the state is those rows themselves
        P.fill(0);
        for (let a = 0; a < m; a++) for (let i = 0; i < p; i++) state[a * p + i] = columns[a * n + t - 1 - i]!;
      }
      const variance = predict();
      const root = Math.sqrt(variance);
      deviations[t] = root;
      for (let a = 0, at = t; a < m; a++, at += n) {
        const base = a * p;
        let mean = 0;
        for (let i = 0; i < p; i++) mean += phi[i]! * state[base + i]!;
        const error = known ? columns[at]! - mean : 0;
        out[at] = error / root;
        const gain = error / variance;
        for (let i = p - 1; i > 0; i--) state[base + i] = state[base + i - 1]! + c[i - 1]! * gain;
        if (p > 0) state[base] = mean + error;
      }
      if (known) logDeterminant += Math.log(variance);
      shiftCovariance(variance, known);
      knownRun = known ? knownRun + 1 : 0;
    }
    if (knownRun >= p) {
      P.fill(0);
      for (let a = 0; a < m; a++) for (let i = 0; i < p; i++) state[a * p + i] = columns[a * n + n - 1 - i]!;
    }
    return logDeterminant;
  };
  return { phi, run, deviations, state, stateCovariance: P };
}
