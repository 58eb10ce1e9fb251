import { solveUpperTransposed, type Matrix, type Rng, chiSquared } from "@ie/stats";
import type { ArNode, ArPosterior } from "./ar-posterior.ts";
import type { TMixture } from "./mixture.ts";

/** What a posterior says of the dates after its last: per node and step ahead, `g · horizon + h`. */
export interface ArForecast {
  readonly horizon: number;
  readonly means: Float64Array;
  /** Scales of the predictive t's. */
  readonly scales: Float64Array;
  /** The same for the sum over the counted steps up to h. */
  readonly sums: Float64Array;
  readonly sumScales: Float64Array;
  /** The predictive distribution h steps ahead (0 is the first), and of the sum up to h. */
  readonly at: (h: number) => TMixture;
  readonly sumAt: (h: number) => TMixture;
  /** Draws paths of y: calls back with each one, the array reused. Bytes depend on `rng` alone. */
  simulate(rng: Rng, draws: number, each: (path: Float64Array) => void): void;
}

/** One node's response to its sources of error. */
interface Response {
  readonly mean: Float64Array;
  /** horizon × rank, row-major: what each basis coefficient's error does. */
  readonly leverage: Float64Array;
  /** ψ weights of the autoregression. */
  readonly psi: Float64Array;
  /** order columns of horizon: what is unknown of the last values, from a square root of their covariance. */
  readonly stateRoots: readonly Float64Array[];
}

function freeRun(phi: Float64Array, state: Float64Array, horizon: number): Float64Array {
  const p = phi.length;
  const out = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    let value = 0;
    for (let i = 0; i < p; i++) value += phi[i]! * (h - 1 - i >= 0 ? out[h - 1 - i]! : state[i - h]!);
    out[h] = value;
  }
  return out;
}

/** Cholesky columns of a semi-definite covariance. */
function roots(covariance: Float64Array, p: number): Float64Array[] {
  const P = covariance.slice();
  const columns: Float64Array[] = [];
  for (let k = 0; k < p; k++) {
    const pivot = P[k * p + k]!;
    if (!(pivot > 1e-14)) continue;
    const column = Float64Array.from({ length: p }, (_, i) => (i < k ? 0 : P[i * p + k]! / Math.sqrt(pivot)));
    for (let i = k; i < p; i++) for (let j = k; j < p; j++) P[i * p + j] = P[i * p + j]! - column[i]! * column[j]!;
    columns.push(column);
  }
  return columns;
}

function responseOf({ design, order }: ArPosterior, node: ArNode, basis: Float64Array, horizon: number): Response {
  const { rank, scale, projection } = design;
  const { phi, state, gamma } = node;
  const runs = Array.from({ length: 1 + rank }, (_, c) =>
    freeRun(phi, state.subarray(c * order, (c + 1) * order), horizon),
  );
  const leverage = new Float64Array(horizon * rank);
  const mean = Float64Array.from({ length: horizon }, (_, h) => {
    let value = scale * runs[0]![h]!;
    for (let j = 0; j < rank; j++) {
      const q = basis[h * rank + j]!;
      const d = q - runs[1 + j]![h]!;
      leverage[h * rank + j] = d;
      value += q * projection[j]! + scale * gamma[j]! * d;
    }
    return value;
  });
  const psi = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) {
    let value = h === 0 ? 1 : 0;
    for (let i = 0; i < Math.min(order, h); i++) value += phi[i]! * psi[h - 1 - i]!;
    psi[h] = value;
  }
  const stateRoots = roots(node.stateCovariance, order).map((root) => freeRun(phi, root, horizon));
  return { mean, leverage, psi, stateRoots };
}

/** Squared length of L⁻¹v. */
function squaredSolve(lower: Float64Array, v: Float64Array, work: Float64Array): number {
  const rank = v.length;
  let square = 0;
  for (let i = 0; i < rank; i++) {
    let sum = v[i]!;
    for (let j = 0; j < i; j++) sum -= lower[i * rank + j]! * work[j]!;
    work[i] = sum / lower[i * rank + i]!;
    square += work[i]! ** 2;
  }
  return square;
}

/**
 * `ahead`: the posterior's columns for the dates after its last, horizon × k; `counted`: per step 1 where it enters the sums.
 * Errors of coefficients, future innovations and unknown last values are carried jointly, so that sums have their exact variance.
 */
export function forecastAr(posterior: ArPosterior, ahead: Matrix, counted: Uint8Array): ArForecast {
  const { design, nodes, df } = posterior;
  const { rank, kept, triangle, scale } = design;
  const horizon = ahead.rows;
  const basis = new Float64Array(horizon * rank);
  for (let h = 0; h < horizon; h++) {
    const row = Float64Array.from(kept, (j) => ahead.data[j * horizon + h]!);
    basis.set(solveUpperTransposed(triangle, row), h * rank);
  }
  const size = nodes.length * horizon;
  const [means, scales, sums, sumScales] = [size, size, size, size].map((n) => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const work = new Float64Array(rank);
  const whole = counted.every((value) => value === 1);
  nodes.forEach((node, g) => {
    const { mean, leverage, psi, stateRoots } = responseOf(posterior, node, basis, horizon);
    const total = new Float64Array(rank);
    const stateTotal = new Float64Array(stateRoots.length);
    const passed = whole ? null : new Float64Array(horizon); // response of the sum so far to each innovation
    let [response, responses] = [0, 0]; // the same where every step counts: Σ ψ, and the sum of its squares
    const unit = scale * Math.sqrt(node.sigma2);
    let [level, sum] = [0, 0];
    for (let h = 0; h < horizon; h++) {
      level += psi[h]! ** 2;
      const row = leverage.subarray(h * rank, (h + 1) * rank);
      let variance = level + squaredSolve(node.lower, row, work);
      for (const root of stateRoots) variance += root[h]! ** 2;
      means[g * horizon + h] = mean[h]!;
      scales[g * horizon + h] = unit * Math.sqrt(variance);
      if (counted[h] === 1) {
        sum += mean[h]!;
        for (let j = 0; j < rank; j++) total[j] = total[j]! + row[j]!;
        stateRoots.forEach((root, k) => (stateTotal[k] = stateTotal[k]! + root[h]!));
        if (passed !== null) for (let i = 0; i <= h; i++) passed[i] = passed[i]! + psi[h - i]!;
      }
      let sumVariance = squaredSolve(node.lower, total, work);
      response += psi[h]!;
      responses += response ** 2;
      if (passed === null) sumVariance += responses;
      else for (let i = 0; i <= h; i++) sumVariance += passed[i]! ** 2;
      for (const value of stateTotal) sumVariance += value ** 2;
      sums[g * horizon + h] = sum;
      sumScales[g * horizon + h] = unit * Math.sqrt(sumVariance);
    }
  });
  const weights = Float64Array.from(nodes, ({ weight }) => weight);
  const pick = (values: Float64Array, h: number): Float64Array => weights.map((_, g) => values[g * horizon + h]!);
  return {
    horizon,
    means,
    scales,
    sums,
    sumScales,
    at: (h) => ({ weights, means: pick(means, h), scales: pick(scales, h), df }),
    sumAt: (h) => ({ weights, means: pick(sums, h), scales: pick(sumScales, h), df }),
    simulate: (rng, draws, each) => {
      const path = new Float64Array(horizon);
      const z = new Float64Array(rank);
      let [cumulative, done] = [0, 0];
      const offset = rng.uniform();
      for (const node of nodes) {
        cumulative += node.weight;
        const until = Math.min(draws, Math.floor(cumulative * draws + offset)); // systematic sampling
        if (done >= until) continue;
        const { mean, leverage, stateRoots } = responseOf(posterior, node, basis, horizon);
        for (; done < until; done++) {
          const unit = scale * Math.sqrt((node.sigma2 * df) / chiSquared.quantile(rng.uniform(), df));
          for (let j = 0; j < rank; j++) z[j] = rng.normal();
          // L⁻ᵀz
          for (let i = rank - 1; i >= 0; i--) {
            let value = z[i]!;
            for (let l = i + 1; l < rank; l++) value -= node.lower[l * rank + i]! * z[l]!;
            z[i] = value / node.lower[i * rank + i]!;
          }
          const shocks = stateRoots.map(() => rng.normal());
          for (let h = 0; h < horizon; h++) {
            let value = rng.normal();
            for (let i = 0; i < Math.min(node.phi.length, h); i++) value += node.phi[i]! * path[h - 1 - i]!;
            path[h] = value;
          }
          for (let h = 0; h < horizon; h++) {
            let value = path[h]!;
            for (let j = 0; j < rank; j++) value += leverage[h * rank + j]! * z[j]!;
            stateRoots.forEach((root, k) => (value += root[h]! * shocks[k]!));
            path[h] = mean[h]! + unit * value;
          }
          each(path);
        }
      }
    },
  };
}
