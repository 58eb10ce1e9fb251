import type { StateForm } from "./model.ts";
import { transit, transpose } from "./transition.ts";

/**
 * Everything of the Kalman filter that does not depend on the data: gains and innovation variances. `run` allocates nothing; the
 * fields hold its last results.
 *
 * The start is proper, {@link startVariance} for every state. The diffuse start comes about because the initial states are regression
 * coefficients as well: what is diffuse already stays so whatever is added to it, and unlike with a start of P∗ + κP∞ no digits are lost
 * on states that the first rows hardly tell apart (Rosenberg 1973; de Jong 1991; Durbin and Koopman 2012, section 5.7).
 */
export interface CovariancePass {
  readonly form: StateForm;
  readonly n: number;
  /** Per row 1 when the outcome is present; null when all are. */
  readonly observed: Uint8Array | null;
  /** F per row with an outcome. */
  readonly f: Float64Array;
  /** n × size: gain of the filtered state, M / F, row by row. */
  readonly gains: Float64Array;
  /** Prediction covariance of the state after the last row, size × size. */
  readonly covariance: Float64Array;
  /** Runs under variances in the form's order and returns Σ log F; NaN when an observation has no variance at all. */
  run(parameters: Float64Array): number;
}

/** Change of a gain at which the filter counts as steady. */
const STEADY = 1e-15;

/** Any positive number has the same likelihood; this one has the order of F. */
export function startVariance(parameters: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < parameters.length; i++) sum += parameters[i]!;
  return sum;
}

export function createCovariancePass(form: StateForm, n: number, observed: Uint8Array | null): CovariancePass {
  const m = form.size;
  const shared = {
    form,
    n,
    observed,
    f: new Float64Array(n),
    gains: new Float64Array(n * m),
    covariance: new Float64Array(m * m),
  };
  return { ...shared, run: m === 1 ? scalarRun(shared) : generalRun(shared) };
}

type Shared = Omit<CovariancePass, "run">;

/** The local level: P ← P h / F + q, until it no longer moves. */
function scalarRun({ n, observed, f, gains, covariance }: Shared): CovariancePass["run"] {
  return (parameters) => {
    const h = parameters[0]!;
    const q = parameters[1]!;
    let p = startVariance(parameters);
    let logDeterminant = 0;
    for (let t = 0; t < n; t++) {
      if (observed !== null && observed[t] === 0) {
        p += q;
        continue;
      }
      const variance = p + h;
      if (!(variance > 0)) return Number.NaN;
      const gain = p / variance;
      f[t] = variance;
      gains[t] = gain;
      logDeterminant += Math.log(variance);
      const next = gain * h + q;
      if (observed === null && Math.abs(next - p) <= STEADY * p) {
        f.fill(variance, t);
        gains.fill(gain, t);
        logDeterminant += (n - 1 - t) * Math.log(variance);
        break;
      }
      p = next;
    }
    covariance[0] = p;
    return logDeterminant;
  };
}

function generalRun({ form, n, observed, f, gains, covariance: P }: Shared): CovariancePass["run"] {
  const { size: m, blocks, loading, parameter } = form;
  const M = new Float64Array(m); // P Z'

  /** F without the irregular. */
  const load = (): number => {
    M.fill(0);
    let sum = 0;
    for (let j = 0; j < m; j++) if (loading[j] === 1) for (let i = 0; i < m; i++) M[i] = M[i]! + P[j * m + i]!;
    for (let i = 0; i < m; i++) if (loading[i] === 1) sum += M[i]!;
    return sum;
  };
  /** Whether the gain is that of the row before, to rounding. */
  const update = (at: number, variance: number): boolean => {
    let change = 0;
    for (let i = 0; i < m; i++) {
      const gain = M[i]! / variance;
      gains[at + i] = gain;
      if (at > 0) change = Math.max(change, Math.abs(gain - gains[at - m + i]!));
    }
    for (let j = 0; j < m; j++) {
      const gain = gains[at + j]!;
      for (let i = 0; i < m; i++) P[j * m + i] = P[j * m + i]! - M[i]! * gain;
    }
    return at > 0 && change <= STEADY;
  };

  return (parameters) => {
    const h = parameters[0]!;
    const start = startVariance(parameters);
    P.fill(0);
    for (let i = 0; i < m; i++) P[i * m + i] = start;
    let logDeterminant = 0;
    let steady = 0;
    for (let t = 0; t < n; t++) {
      const at = t * m;
      if (observed === null || observed[t] === 1) {
        const variance = load() + h;
        if (!(variance > 0)) return Number.NaN;
        f[t] = variance;
        logDeterminant += Math.log(variance);
        steady = update(at, variance) ? steady + 1 : 0;
      }
      // T (T P)' = T P T', as P is symmetric.
      transit(blocks, P, 0, m, m);
      transpose(P, m);
      transit(blocks, P, 0, m, m);
      for (let i = 0; i < m; i++) if (parameter[i]! >= 0) P[i * m + i] = P[i * m + i]! + parameters[parameter[i]!]!;
      // Unchanged over more rows than there are states, with nothing missing, it stays unchanged.
      if (observed === null && steady > m && t + 1 < n) {
        f.fill(f[t]!, t + 1);
        for (let s = t + 1; s < n; s++) gains.copyWithin(s * m, at, at + m);
        return logDeterminant + (n - 1 - t) * Math.log(f[t]!);
      }
    }
    return logDeterminant;
  };
}
