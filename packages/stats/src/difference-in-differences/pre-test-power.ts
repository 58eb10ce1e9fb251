import * as chiSquared from "../distributions/chi-squared.ts";
import * as normal from "../distributions/normal.ts";
import { cholesky } from "../linear-algebra/cholesky.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { solveLower } from "../linear-algebra/triangular.ts";
import { findRoot } from "../power/find-root.ts";
import { boxProbability } from "./box-probability.ts";

/** What a linear violation of parallel trends would do. */
export interface DetectableTrend {
  /** Chance that the pre-test rejects. */
  readonly power: number;
  /** Slope per period that it rejects with this chance, positive. */
  readonly slope: number;
  /** Bias that this slope would give the effect of interest. */
  readonly bias: number;
}

/** Options of {@link preTestPower}. */
export interface PreTestOptions {
  /** Event times of the K pre-period coefficients, in the order of `covariance`. */
  readonly eventTimes: Float64Array;
  /** K × K. */
  readonly covariance: Matrix;
  /** Event time of the reference period, −1 by default. */
  readonly reference?: number;
  /** `universal` (default): coefficients are differences from the reference; `varying`: from the period before each. */
  readonly base?: "universal" | "varying";
  /** Event time of the effect of interest; for a mean effect, the mean of its event times. */
  readonly at: number;
  /** `wald`: joint test with the χ² reference (default); `individual`: any |t| beyond the normal quantile. */
  readonly test?: "wald" | "individual";
  /** Size of the test, default 0.05. */
  readonly alpha?: number;
  /** Wanted powers, default 0.5 and 0.8. */
  readonly powers?: readonly number[];
}

/**
 * Linear violations of parallel trends that a test of the pre-period coefficients would reject with given power (Roth 2022, §II), and the bias
 * they imply. Known covariance, normal estimates. Null when the covariance is singular. A power at or below the chance to reject without a
 * violation has slope 0. RangeError for wrong shapes or probabilities.
 */
export function preTestPower(options: PreTestOptions): readonly DetectableTrend[] | null {
  const { eventTimes, covariance, reference = -1, base = "universal", at, test = "wald" } = options;
  const { alpha = 0.05, powers = [0.5, 0.8] } = options;
  const K = eventTimes.length;
  if (K === 0 || covariance.rows !== K || covariance.cols !== K) {
    throw new RangeError(
      `preTestPower: covariance must be ${K} x ${K}, K >= 1; it is ${covariance.rows} x ${covariance.cols}`,
    );
  }
  if (![alpha, ...powers].every((p) => p > 0 && p < 1)) {
    throw new RangeError(`preTestPower: alpha and powers must be in (0, 1); got ${alpha} and ${powers.join(", ")}`);
  }
  const lower = cholesky(covariance);
  if (lower === null) return null;
  const trend = eventTimes.map((time) => (base === "varying" ? 1 : time - reference));
  const detectable = test === "wald" ? waldSlope(lower, trend, alpha) : individualSlope(covariance, trend, alpha);
  return powers.map((power) => {
    const slope = detectable(power);
    return { power, slope, bias: slope * (at - reference) };
  });
}

function waldSlope(lower: Matrix, trend: Float64Array, alpha: number): (power: number) => number {
  const K = trend.length;
  const critical = chiSquared.upperTailQuantile(alpha, K);
  const information = solveLower(lower, trend).reduce((sum, z) => sum + z * z, 0);
  return (power) => {
    if (power <= alpha) return 0;
    const missing = (noncentrality: number): number => noncentralTail(critical, K, noncentrality) - power;
    let high = 10;
    while (missing(high) < 0) high *= 2;
    return Math.sqrt(findRoot(missing, 0, high) / information);
  };
}

/** P(X > x) of the noncentral χ², the Poisson mixture of central ones. */
function noncentralTail(x: number, df: number, noncentrality: number): number {
  const mean = noncentrality / 2;
  const first = Math.max(0, Math.floor(mean - 10 * Math.sqrt(mean) - 20));
  const last = Math.ceil(mean + 10 * Math.sqrt(mean) + 20);
  let weight = Math.exp(-mean);
  let sum = 0;
  for (let k = 0; k <= last; k++) {
    if (k > 0) weight *= mean / k;
    if (k >= first) sum += weight * chiSquared.upperTail(x, df + 2 * k);
  }
  return sum;
}

function individualSlope(covariance: Matrix, trend: Float64Array, alpha: number): (power: number) => number {
  const K = trend.length;
  const critical = normal.upperTailQuantile(alpha / 2);
  const half = trend.map((_, i) => critical * Math.sqrt(covariance.data[i * K + i]!));
  const rejects = (slope: number): number => {
    const lower = half.map((value, i) => -value - slope * trend[i]!);
    const upper = half.map((value, i) => value - slope * trend[i]!);
    return 1 - boxProbability(covariance, lower, upper);
  };
  // One coefficient alone is rejected with at most the power of all.
  const alone = Math.min(...trend.map((step, i) => (step === 0 ? Infinity : half[i]! / Math.abs(step))));
  return (power) => {
    if (rejects(0) >= power) return 0;
    let high = alone;
    while (rejects(high) < power) high *= 2;
    return findRoot((slope) => rejects(slope) - power, 0, high);
  };
}
