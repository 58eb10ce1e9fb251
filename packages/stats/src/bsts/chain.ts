import type { Rng } from "../random/rng.ts";
import type { BstsDesign } from "./design.ts";
import { gammaAbove } from "./gamma-draw.ts";
import type { BstsSpec, NormalPrior, SdPrior } from "./model.ts";
import { createRescale } from "./rescale.ts";
import { factorSkyline, solveSkyline, solveSkylineTransposed } from "./skyline.ts";
import { createSpikeSlab } from "./spike-slab.ts";
import type { StateLayout } from "./state-layout.ts";

/** A Markov chain, in the design's units; `step` moves it on and allocates nothing. */
export interface Chain {
  step(): void;
  /** All states. */
  readonly states: Float64Array;
  readonly beta: Float64Array;
  /** Precisions 1/σ²: of the observations, then of each kind of disturbance. */
  readonly precisions: Float64Array;
  /** y's mean given states and coefficients, per row. */
  readonly mean: Float64Array;
}

/**
 * Gibbs sampler in two blocks. Given the variances, inclusion, coefficients and states are drawn at once: inclusion with coefficients and
 * states integrated out, then coefficients with states integrated out, then the states. Given these, the variances, those of the
 * disturbances in two ways.
 */
export function createChain(design: BstsDesign, layout: StateLayout, spec: BstsSpec, rng: Rng): Chain {
  const { n, k, y, x, xx, omega, present, nobs, scale } = design;
  const { skyline, observed, perRow, disturbances, initialStates } = layout;
  const { size } = skyline;
  const { priors } = spec;
  const kinds = disturbances.length;

  const sdPriors = [priors.observationSd, priors.levelSd];
  if (spec.level === "local_linear_trend") sdPriors.push(priors.slopeSd);
  for (let j = 0; j < spec.seasons.length; j++) sdPriors.push(priors.seasonSd);
  const scaled = sdPriors.map(({ guess, df, upperLimit }) => ({
    df,
    guess: guess / scale,
    upperLimit: upperLimit / scale,
  }));
  const rescale = createRescale(design, layout, spec.level === "local_linear_trend");
  const precisions = Float64Array.from(sdPriors, (p) => startingPrecision(rng, p, scale));

  // What does not change between draws: the initial states' precision, Z'[y X] and X'y.
  const fixed = new Float64Array(skyline.entries);
  const pull = new Float64Array(size);
  initialStates.forEach((state, i) => {
    const { mean, sd } = initialPrior(layout.initialKinds[i]!, spec, design);
    fixed[skyline.start[state]! + state] = 1 / (sd * sd);
    pull[state] = mean / (sd * sd);
  });
  const zyx = new Float64Array(size * (1 + k));
  const xy = new Float64Array(k);
  for (let t = 0; t < n; t++) {
    if (present[t] === 0) continue;
    for (let j = 0; j < k; j++) xy[j] = xy[j]! + x[t * k + j]! * y[t]!;
    for (let i = t * perRow; i < (t + 1) * perRow; i++) {
      const state = observed[i]!;
      zyx[state] = zyx[state]! + y[t]!;
      for (let j = 0; j < k; j++) zyx[(1 + j) * size + state] = zyx[(1 + j) * size + state]! + x[t * k + j]!;
    }
  }

  const factor = new Float64Array(skyline.entries);
  const inverse = new Float64Array(size);
  const solved = new Float64Array(size * (1 + k)); // L⁻¹ of the right sides of y and of each candidate
  const states = new Float64Array(size);
  const posterior = new Float64Array(k * k);
  const cross = new Float64Array(k);
  const beta = new Float64Array(k);
  const mean = new Float64Array(n);
  const squares = new Float64Array(1 + kinds);
  const spikeSlab = createSpikeSlab(design.scales.map((s) => (s > 0 ? priors.coefficients.inclusionProbability : 0)));

  /** Precision of all states given variances and data, factored; the right sides solved against the factor. */
  const factorStates = (): void => {
    factor.set(fixed);
    addScaled(factor, layout.observation, precisions[0]!);
    for (let c = 0; c < kinds; c++) addScaled(factor, layout.precisions[c]!, precisions[1 + c]!);
    if (!factorSkyline(skyline, factor, inverse))
      throw new RangeError(
        "sampleBsts: the states' precision is not positive definite; raise the guesses of the variances",
      );
    const tau = precisions[0]!;
    for (let i = 0; i < solved.length; i++) solved[i] = tau * zyx[i]!;
    for (let i = 0; i < size; i++) solved[i] = solved[i]! + pull[i]!;
    solveSkyline(skyline, factor, inverse, solved, 1 + k);
  };

  /** Precision of the coefficients with the states integrated out, X'V⁻¹X + Ω/σ², and X'V⁻¹y, by Woodbury's identity. */
  const regress = (): void => {
    const tau = precisions[0]!;
    for (let i = 0; i < k; i++) {
      cross[i] = tau * xy[i]!;
      for (let j = 0; j <= i; j++) posterior[i * k + j] = tau * (xx[i * k + j]! + omega[i * k + j]!);
    }
    subtractProducts(solved, size, posterior, cross, k);
    spikeSlab.draw(rng, posterior, cross, omega, tau, beta);
  };

  const drawStates = (): void => {
    for (let s = 0; s < size; s++) {
      let u = solved[s]! + rng.normal();
      for (let r = 0; r < spikeSlab.count.value; r++) {
        const j = spikeSlab.active[r]!;
        u -= solved[(1 + j) * size + s]! * beta[j]!;
      }
      states[s] = u;
    }
    solveSkylineTransposed(skyline, factor, inverse, states);
  };

  const updateMean = (): void => {
    for (let t = 0; t < n; t++) {
      let m = 0;
      for (let i = t * perRow; i < (t + 1) * perRow; i++) m += states[observed[i]!]!;
      for (let r = 0; r < spikeSlab.count.value; r++) {
        const j = spikeSlab.active[r]!;
        m += x[t * k + j]! * beta[j]!;
      }
      mean[t] = m;
    }
  };

  const sumSquares = (): void => {
    let residual = 0;
    for (let t = 0; t < n; t++) if (present[t] === 1) residual += (y[t]! - mean[t]!) * (y[t]! - mean[t]!);
    // The slab is measured in σ, so that the coefficients speak of σ too.
    for (let i = 0; i < k; i++) {
      if (beta[i] === 0) continue;
      for (let j = 0; j < k; j++) residual += beta[i]! * omega[i * k + j]! * beta[j]!;
    }
    squares[0] = residual;
    for (let c = 0; c < kinds; c++) {
      const { count, rows, states: which, weights } = disturbances[c]!;
      let sum = 0;
      for (let r = 0; r < count; r++) {
        let d = 0;
        for (let e = rows[r]!; e < rows[r + 1]!; e++) d += weights[e]! * states[which[e]!]!;
        sum += d * d;
      }
      squares[1 + c] = sum;
    }
  };

  const drawPrecisions = (): void => {
    for (let c = 0; c <= kinds; c++) {
      const count = c === 0 ? nobs + spikeSlab.count.value : disturbances[c - 1]!.count;
      const { df, guess, upperLimit } = scaled[c]!;
      const rate = 0.5 * (df * guess * guess + squares[c]!);
      precisions[c] = gammaAbove(rng, 0.5 * (df + count), rate, 1 / (upperLimit * upperLimit));
    }
  };

  return {
    step: () => {
      factorStates();
      if (k > 0) regress();
      drawStates();
      updateMean();
      for (let c = 0; c < kinds; c++) {
        const sd = 1 / Math.sqrt(precisions[1 + c]!);
        rescale(rng, c, sd, scaled[1 + c]!, precisions[0]!, states, mean);
      }
      sumSquares();
      drawPrecisions();
    },
    states,
    beta,
    precisions,
    mean,
  };
}

/** Subtracts W'W, lower triangle, from `posterior` and W'u from `cross`, for the columns u, W of `solved`; up to three sums a pass. */
function subtractProducts(
  solved: Float64Array,
  size: number,
  posterior: Float64Array,
  cross: Float64Array,
  k: number,
): void {
  for (let i = 0; i < k; i++) {
    const a = (1 + i) * size;
    for (let j = -1; j <= i; j += 3) {
      const b = (1 + j) * size;
      const c = Math.min(j + 1, i) * size + size;
      const d = Math.min(j + 2, i) * size + size;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      for (let s = 0; s < size; s++) {
        const w = solved[a + s]!;
        s0 += w * solved[b + s]!;
        s1 += w * solved[c + s]!;
        s2 += w * solved[d + s]!;
      }
      if (j < 0) cross[i] = cross[i]! - s0;
      else posterior[i * k + j] = posterior[i * k + j]! - s0;
      if (j + 1 <= i) posterior[i * k + j + 1] = posterior[i * k + j + 1]! - s1;
      if (j + 2 <= i) posterior[i * k + j + 2] = posterior[i * k + j + 2]! - s2;
    }
  }
}

function addScaled(a: Float64Array, term: { places: Int32Array; values: Float64Array }, weight: number): void {
  const { places, values } = term;
  for (let i = 0; i < places.length; i++) a[places[i]!] = a[places[i]!]! + weight * values[i]!;
}

/** Chains start apart, at a quarter to four times the guess, so that their agreement means something. */
function startingPrecision(rng: Rng, prior: SdPrior, scale: number): number {
  const sd = Math.min(prior.guess * (0.25 + 3.75 * rng.uniform()), prior.upperLimit) / scale;
  return 1 / (sd * sd);
}

function initialPrior(kind: number, { priors }: BstsSpec, { mean, scale }: BstsDesign): NormalPrior {
  if (kind === -2) return { mean: (priors.initialLevel.mean - mean) / scale, sd: priors.initialLevel.sd / scale };
  const prior = kind === -1 ? priors.initialSlope : priors.initialSeason;
  return { mean: prior.mean / scale, sd: prior.sd / scale };
}
