import type { Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";
import { farthestShift } from "./farthest-shift.ts";
import { fitSides } from "./fit.ts";
import { separateSides, type SyntheticPanel } from "./panel.ts";
import { mean } from "./mean.ts";

/** Options of {@link predictionIntervals}. */
export interface PredictionIntervalOptions {
  /** Coverage, in (0, 1). */
  readonly level: number;
  readonly rng: Rng;
  /** Simulated errors of the weights, default 200. */
  readonly draws?: number;
  readonly signal?: AbortSignal;
}

/** Result of {@link predictionIntervals}; arrays of T₁ effects. */
export interface PredictionIntervals {
  readonly effects: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Together they hold all effects with probability `level`. */
  readonly bandLower: Float64Array;
  readonly bandUpper: Float64Array;
  /** Of the average effect. */
  readonly average: { readonly estimate: number; readonly lower: number; readonly upper: number };
  readonly draws: number;
}

/** No weight above this counts as possibly zero. */
const MOST_LOCAL = 0.2;
/** Largest autocorrelation that the error of an average is computed with. */
const MOST_DEPENDENT = 0.95;

/**
 * Prediction intervals for simplex weights (Cattaneo, Feng and Titiunik 2021, JASA 116). Half of 1 − level goes to the error of the
 * weights: for simulated scores G, N(0, Dᵀ diag(u²) D) with u the residuals before treatment, the extremes of pᵀδ over weights ŵ + δ of the
 * localised simplex with δᵀ Dᵀ D δ ≤ 2 Gᵀδ, and their quantiles (their section 4). The other half goes to the error after treatment: a
 * sub-Gaussian bound σ √(2 log (2 / share)), with σ from the residuals and as many degrees of freedom lost as weights are free. The error of
 * the average allows for autocorrelation of order one. Bands divide both halves among the periods (Bonferroni). Conservative by design;
 * it holds for stationary errors and a simplex that contains the true weights, and needs no exchangeable donors.
 *
 * RangeError for a panel that {@link SyntheticPanel} forbids, fewer than 3 periods before treatment, `level` outside (0, 1) or no draws.
 */
export function predictionIntervals(panel: SyntheticPanel, options: PredictionIntervalOptions): PredictionIntervals {
  const who = "predictionIntervals";
  const { level, rng, draws = 200, signal } = options;
  const sides = separateSides(who, panel);
  const t0 = panel.preperiods;
  if (!(level > 0 && level < 1)) throw new RangeError(`${who}: level must lie between 0 and 1; got ${level}`);
  if (t0 < 3) throw new RangeError(`${who}: at least 3 periods before treatment are needed; there are ${t0}`);
  if (!Number.isInteger(draws) || draws < 1)
    throw new RangeError(`${who}: draws must be a whole number of at least 1; got ${draws}`);
  const { gaps, weights, effect } = fitSides(sides, null, { method: "simplex" });
  const { donors } = sides;
  const periods = donors.rows - t0;
  const residuals = gaps.slice(0, t0);
  const free = weights.reduce((count, w) => count + (w > 0 ? 1 : 0), 0) - 1;
  const rss = residuals.reduce((sum, u) => sum + u * u, 0);
  const sigma = Math.sqrt(rss / Math.max(1, t0 - free));

  // Donors' outcomes of each period after treatment, then their average.
  const directions = Array.from({ length: periods + 1 }, (_, k) =>
    Float64Array.from(weights, (__, j) => {
      if (k < periods) return donors.data[j * donors.rows + t0 + k]!;
      return mean(donors.data.subarray(j * donors.rows + t0, (j + 1) * donors.rows));
    }),
  );
  const lowest = directions.map(() => new Float64Array(draws));
  const highest = directions.map(() => new Float64Array(draws));
  const least = lowerBounds(donors, t0, weights, sigma);
  const down = directions.map((direction) => farthestShift(donors, t0, weights, least, direction, -1));
  const up = directions.map((direction) => farthestShift(donors, t0, weights, least, direction, 1));
  const score = new Float64Array(t0);
  for (let b = 0; b < draws; b++) {
    signal?.throwIfAborted();
    for (let t = 0; t < t0; t++) score[t] = residuals[t]! * rng.normal();
    for (let k = 0; k <= periods; k++) {
      lowest[k]![b] = -down[k]!(score);
      highest[k]![b] = up[k]!(score);
    }
  }
  for (const values of [...lowest, ...highest]) values.sort();
  const half = (1 - level) / 2;
  const inSample = (k: number, share: number): readonly [number, number] => {
    const skipped = Math.floor((share / 2) * draws);
    return [Math.min(0, lowest[k]![skipped]!), Math.max(0, highest[k]![draws - 1 - skipped]!)];
  };
  const after = (share: number): number => sigma * Math.sqrt(2 * Math.log(2 / share));
  const bounds = (share: number): readonly [Float64Array, Float64Array] => [
    Float64Array.from({ length: periods }, (_, k) => gaps[t0 + k]! - inSample(k, share)[1] - after(share)),
    Float64Array.from({ length: periods }, (_, k) => gaps[t0 + k]! - inSample(k, share)[0] + after(share)),
  ];
  const [lower, upper] = bounds(half);
  const [bandLower, bandUpper] = bounds(half / periods);
  const [low, high] = inSample(periods, half);
  const reach = after(half) * Math.sqrt(varianceOfMean(residuals, periods));
  return {
    effects: gaps.slice(t0),
    lower,
    upper,
    bandLower,
    bandUpper,
    average: { estimate: effect, lower: effect - high - reach, upper: effect - low + reach },
    draws,
  };
}

/**
 * Bounds of the localised simplex: a weight that is not distinguished from zero stays where it is or grows, others may fall to zero. The
 * threshold is σ / min sd(donor) · √(log T₀ / T₀), but leaves at least one weight free.
 */
function lowerBounds(donors: Matrix, t0: number, weights: Float64Array, sigma: number): Float64Array {
  let least = Infinity;
  for (let j = 0; j < donors.cols; j++) {
    const path = donors.data.subarray(j * donors.rows, j * donors.rows + t0);
    const middle = mean(path);
    const sd = Math.sqrt(path.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (t0 - 1));
    if (sd > 0) least = Math.min(least, sd);
  }
  const threshold = Math.min((sigma / least) * Math.sqrt(Math.log(t0) / t0), MOST_LOCAL, Math.max(...weights));
  return weights.map((w) => (w < threshold ? w : 0));
}

/** Variance of the mean of `count` errors of variance one and order-one autocorrelation, corrected for its bias (Kendall 1954). */
function varianceOfMean(residuals: Float64Array, count: number): number {
  const n = residuals.length;
  const middle = mean(residuals);
  let product = 0;
  let square = 0;
  for (let t = 0; t < n; t++) {
    square += (residuals[t]! - middle) ** 2;
    if (t > 0) product += (residuals[t]! - middle) * (residuals[t - 1]! - middle);
  }
  const raw = square > 0 ? product / square : 0;
  const rho = Math.min(MOST_DEPENDENT, Math.max(0, raw + (1 + 3 * raw) / n));
  let sum = 1;
  for (let h = 1; h < count; h++) sum += 2 * (1 - h / count) * rho ** h;
  return sum / count;
}
