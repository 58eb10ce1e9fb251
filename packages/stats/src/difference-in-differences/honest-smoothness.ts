import * as normal from "../distributions/normal.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { findRoot } from "../power/find-root.ts";
import {
  breakdownSize,
  checkLevel,
  covarianceOf,
  effectOfInterest,
  type EventStudyEstimates,
  type HonestInterval,
} from "./event-study-estimates.ts";

/** An estimator of the effect of interest: `post` weights are the contrast's, so that other effects do not enter. */
interface AffineEstimator {
  readonly value: number;
  readonly stderr: number;
  /** Largest bias when the slope of the violation changes by at most 1. */
  readonly bias: number;
}

/** Fixed-length interval with the weights that led to it. */
export interface SmoothnessInterval extends HonestInterval {
  /** Its middle: the estimate less what trends before treatment predict. */
  readonly value: number;
  readonly stderr: number;
  /** Largest bias of `value` under the restriction. */
  readonly bias: number;
}

/** Penalties tried, as shares of the one at which the bias is least. */
const PENALTIES: readonly number[] = Array.from({ length: 81 }, (_, i) => 10 ** (i / 10 - 8));
const MOST_SWEEPS = 20000;

/**
 * Shortest fixed-length interval when the slope of the violation of parallel trends may change by at most `m` between periods
 * (Rambachan and Roth 2023, Δ^SD of §2.4 and §4; Donoho 1994; Armstrong and Kolesár 2018), `m` = 0 being a linear violation.
 *
 * The violation is its slope at the reference and its second differences d. An estimator whose weights cancel every linear violation has the
 * bias Σ c_s d_s, at most m Σ |c_s|, where the c after the reference are given and those before it are free. Weights on the frontier of
 * variance and bias solve a lasso; the interval is the shortest on it, value ± stderr · cv(bias / stderr), with cv(b) the quantile of |N(b, 1)|.
 * The weights depend on the covariance only: coverage is exact for normal estimates with known covariance. RangeError for wrong shapes, a
 * negative `m`, a `level` outside (0, 1) or a singular covariance of the pre-period coefficients.
 */
export function honestSmoothness(
  estimates: EventStudyEstimates,
  m: number,
  options: { readonly level?: number } = {},
): SmoothnessInterval {
  const who = "honestSmoothness";
  if (!(m >= 0 && m < Infinity)) throw new RangeError(`${who}: m must be a number from 0; got ${m}`);
  const { level = 0.95 } = options;
  checkLevel(who, level);
  return shortest(frontier(who, estimates), m, level);
}

/**
 * Largest m up to which {@link honestSmoothness} excludes an effect of 0, in units of the outcome per period²: 0 when a linear violation
 * can explain the estimate. It is looked for up to the estimate's own size, beyond which the worst bias exceeds it.
 */
export function breakdownSmoothness(estimates: EventStudyEstimates, options: { readonly level?: number } = {}): number {
  const who = "breakdownSmoothness";
  const { level = 0.95 } = options;
  checkLevel(who, level);
  const estimators = frontier(who, estimates);
  const most = Math.max(...estimators.map(({ value, bias }) => Math.abs(value) / bias));
  return breakdownSize((m) => {
    const { lower, upper } = shortest(estimators, m, level);
    return lower > 0 || upper < 0;
  }, most);
}

function shortest(estimators: readonly AffineEstimator[], m: number, level: number): SmoothnessInterval {
  let best: SmoothnessInterval | null = null;
  let least = Infinity;
  for (const { value, stderr, bias } of estimators) {
    const half = stderr * foldedQuantile((m * bias) / stderr, level);
    if (half >= least) continue;
    least = half;
    best = { lower: value - half, upper: value + half, value, stderr, bias: m * bias };
  }
  return best!;
}

/** The q with P(|N(b, 1)| ≤ q) = level. */
function foldedQuantile(b: number, level: number): number {
  const alpha = 1 - level;
  const oneSided = b + normal.upperTailQuantile(alpha);
  // Beyond this the other tail is below the rounding of alpha.
  if (b > 40) return oneSided;
  const excess = (q: number): number => normal.upperTail(q - b) + normal.upperTail(q + b) - alpha;
  return findRoot(excess, Math.max(0, oneSided), b + normal.upperTailQuantile(alpha / 2) + 1e-9);
}

/**
 * Estimators with the least variance for their bias. With c_s = Σ_{t<s} (s − t) v_t for pre-period weights v, c₀ is fixed by the cancelling of
 * linear violations, and v_t = c_{t+1} − 2 c_t + c_{t−1}.
 */
function frontier(who: string, estimates: EventStudyEstimates): readonly AffineEstimator[] {
  const { contrast, value: effect } = effectOfInterest(who, estimates);
  const { pre, covariance } = estimates;
  const K = pre.length;
  const size = covariance.rows;
  let start = 0;
  let fixedBias = 0;
  for (let s = 0; s < contrast.length; s++) {
    let sum = 0;
    for (let t = s + 1; t <= contrast.length; t++) sum += (t - s) * contrast[t - 1]!;
    if (s === 0) start = sum;
    fixedBias += Math.abs(sum);
  }
  // All weights are fixed + map · c, c = (c₋₁, …, c₋₍K₋₁₎); pre-period t = −k stands at K − k.
  const free = K - 1;
  const fixed = new Float64Array(size);
  fixed.set(contrast, K);
  fixed[K - 1] = start;
  const map = createMatrix(size, free);
  for (let s = 1; s <= free; s++) {
    const column = (s - 1) * size;
    map.data[column + K - s] = -2;
    if (s > 1) map.data[column + K - s + 1] = 1;
    map.data[column + K - s - 1] = 1;
  }
  const product = (a: Float64Array, b: Float64Array): number => covarianceOf(covariance, a, b);
  const columns = Array.from({ length: free }, (_, s) => map.data.subarray(s * size, (s + 1) * size));
  const gram = columns.map((a) => Float64Array.from(columns, (b) => product(a, b)));
  const linear = Float64Array.from(columns, (a) => product(a, fixed));
  if (gram.some((row, s) => !(row[s]! > 0)))
    throw new RangeError(`${who}: the covariance of the pre-period coefficients is singular`);
  const scale = linear.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const c = new Float64Array(free);
  const penalties = free === 0 || scale === 0 ? [0] : [0, ...PENALTIES.map((one) => one * scale)];
  return penalties.map((penalty): AffineEstimator => {
    descend(gram, linear, penalty, c);
    const weights = fixed.slice();
    for (let s = 0; s < free; s++) for (let i = 0; i < size; i++) weights[i]! += c[s]! * columns[s]![i]!;
    let value = effect;
    for (let t = 0; t < K; t++) value += weights[t]! * pre[t]!;
    const bias = c.reduce((sum, one) => sum + Math.abs(one), fixedBias);
    return { value, stderr: Math.sqrt(product(weights, weights)), bias };
  });
}

/** Minimises c′Gc / 2 + b′c + penalty Σ |c| over `c` by coordinate descent from where it stands. */
function descend(gram: readonly Float64Array[], linear: Float64Array, penalty: number, c: Float64Array): void {
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    let largest = 0;
    for (let s = 0; s < c.length; s++) {
      const row = gram[s]!;
      let slope = linear[s]!;
      for (let l = 0; l < c.length; l++) if (l !== s) slope += row[l]! * c[l]!;
      const next = Math.abs(slope) <= penalty ? 0 : -(slope - Math.sign(slope) * penalty) / row[s]!;
      moved = Math.max(moved, Math.abs(next - c[s]!));
      largest = Math.max(largest, Math.abs(next));
      c[s] = next;
    }
    if (moved <= 1e-12 * largest) return;
  }
}
