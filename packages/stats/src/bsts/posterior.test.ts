import { describe, expect, it } from "vitest";
import { upperTail as chiSquaredTail } from "../distributions/chi-squared.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng, type Rng } from "../random/rng.ts";
import {
  type BstsPriors,
  type BstsSpec,
  causalImpactPriors,
  forecastBsts,
  sampleBsts,
  summariseChains,
} from "./index.ts";
import { standardGamma } from "./gamma-draw.ts";
import { conditional, gaussianModel, logDensity } from "../../test/fixtures/bsts/gaussian-model.ts";

/** So many degrees of freedom that the guess is the value. */
const KNOWN = 1e12;
const known = (guess: number): BstsPriors["levelSd"] => ({ guess, df: KNOWN, upperLimit: Infinity });
const base: BstsPriors = {
  observationSd: known(0.8),
  levelSd: known(0.3),
  slopeSd: known(0.1),
  seasonSd: known(0.2),
  initialLevel: { mean: 1, sd: 2 },
  initialSlope: { mean: 0.2, sd: 0.5 },
  initialSeason: { mean: 0, sd: 1.5 },
  coefficients: { intercept: false, inclusionProbability: 1, informationWeight: 0.5, diagonalShrinkage: 0.5 },
};

function outcome(n: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: n }, (_, t) => 2 + 0.1 * t + 1.5 * rng.normal());
}

function regressors(n: number, k: number, rng: Rng): Matrix {
  return createMatrix(
    n,
    k,
    Float64Array.from({ length: n * k }, (_, i) => rng.normal() + (i % n) * 0.1),
  );
}

/** Within four Monte Carlo errors. */
function agrees(values: Float64Array, expected: number): void {
  const { mean, monteCarloStderr } = summariseChains(values, 1);
  expect(Math.abs(mean - expected)).toBeLessThan(4 * monteCarloStderr);
}

const pick = (all: Float64Array, width: number, at: number): Float64Array => all.filter((_, i) => i % width === at);

describe.each<[string, Omit<BstsSpec, "priors">, number]>([
  ["local level", { level: "local_level", seasons: [] }, 2],
  ["local level without regressors", { level: "local_level", seasons: [] }, 0],
  ["local linear trend", { level: "local_linear_trend", seasons: [] }, 1],
  [
    "local linear trend with two seasons",
    { level: "local_linear_trend", seasons: [{ periods: 3 }, { periods: 4, duration: 3 }] },
    1,
  ],
])("given the variances: %s", (name, structure, k) => {
  const n = 14;
  const horizon = 5;
  const rng = createRng("given", name);
  const y = outcome(n, rng);
  y[4] = Number.NaN;
  y[9] = Number.NaN;
  const x = k === 0 ? null : regressors(n, k, rng);
  const ahead = k === 0 ? null : regressors(horizon, k, rng);
  const spec: BstsSpec = { ...structure, priors: base };
  const sample = sampleBsts(y, x, spec, { rng: createRng("sample", name), draws: 4000, burn: 10 });
  const model = gaussianModel(
    y,
    x,
    ahead,
    spec,
    Array.from({ length: k }, (_, j) => j),
  );
  const exact = conditional(model);

  it("draws coefficients, fit and forecasts from the Gaussian posterior", () => {
    expect(sample.sigmaLevel.every((s) => Math.abs(s - 0.3) < 1e-4)).toBe(true);
    for (let j = 0; j < k; j++) {
      const draws = pick(sample.coefficients, k, j);
      agrees(draws, exact.coefficients[j]!.mean);
      agrees(
        draws.map((b) => (b - exact.coefficients[j]!.mean) ** 2),
        exact.coefficients[j]!.variance,
      );
    }
    for (let t = 0; t < n; t++) {
      const { mean, variance } = exact.signal[t]!;
      expect(Math.abs(sample.fitted[t]! - mean)).toBeLessThan(4 * Math.sqrt(variance / 4000));
      expect(Math.abs(sample.fittedSd[t]! ** 2 / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    }
    const paths = forecastBsts(sample, ahead, horizon, createRng("paths", name));
    const sums = new Float64Array(sample.draws);
    for (let h = 0; h < horizon; h++) {
      const step = pick(paths, horizon, h);
      const { mean, variance } = exact.ahead[h]!;
      agrees(step, mean);
      agrees(
        step.map((v) => (v - mean) ** 2),
        variance,
      );
      step.forEach((v, d) => (sums[d] = sums[d]! + v));
    }
    const mean = exact.ahead.reduce((sum, step) => sum + step.mean, 0);
    agrees(
      sums.map((v) => (v - mean) ** 2),
      exact.sumVariance,
    );
  });
});

it("includes regressors as often as the marginal likelihoods of all models say", () => {
  const n = 20;
  const rng = createRng("inclusion");
  const x = regressors(n, 3, rng);
  const y = Float64Array.from({ length: n }, (_, t) => 0.5 * x.data[t]! + rng.normal());
  const coefficients = { ...base.coefficients, inclusionProbability: 0.3, informationWeight: 2 };
  const spec: BstsSpec = { level: "local_level", seasons: [], priors: { ...base, coefficients } };
  const sample = sampleBsts(y, x, spec, { rng: createRng("inclusion draws"), draws: 20_000 });
  const weights = Array.from({ length: 8 }, (_, code) => {
    const active = [0, 1, 2].filter((j) => (code >> j) & 1);
    const prior = 0.3 ** active.length * 0.7 ** (3 - active.length);
    return prior * Math.exp(logDensity(gaussianModel(y, x, null, spec, active)));
  });
  const total = weights.reduce((a, b) => a + b, 0);
  for (let j = 0; j < 3; j++) {
    const expected = weights.reduce((sum, w, code) => sum + ((code >> j) & 1 ? w : 0), 0) / total;
    expect(expected).toBeGreaterThan(0.02);
    expect(expected).toBeLessThan(0.98);
    agrees(
      pick(sample.coefficients, 3, j).map((b) => (b === 0 ? 0 : 1)),
      expected,
    );
    expect(sample.inclusion[j]).toBeCloseTo(expected, 1);
  }
});

it("draws the variances from the posterior that numerical integration gives, upper limits included", () => {
  const y = Float64Array.of(0.3, 1.2, 0.9, 2.4, 1.7, 2.8, 3.9, 3.1);
  const x = createMatrix(8, 1, Float64Array.of(1, -1, 0.5, 2, -0.5, 0, 1, -2));
  const priors: BstsPriors = {
    ...base,
    observationSd: { guess: 0.8, df: 3, upperLimit: 0.9 },
    levelSd: { guess: 0.4, df: 2, upperLimit: 1 },
  };
  const spec: BstsSpec = { level: "local_level", seasons: [], priors };
  const sample = sampleBsts(y, x, spec, { rng: createRng("variances"), draws: 40_000, burn: 500 });
  const logPrior = (sd: number, { guess, df }: BstsPriors["levelSd"]): number =>
    -(df + 1) * Math.log(sd) - (df * guess ** 2) / (2 * sd ** 2);
  const steps = 60;
  const sums = { total: 0, observation: 0, level: 0 };
  for (let a = 0; a < steps; a++)
    for (let b = 0; b < steps; b++) {
      const observation = (0.9 * (a + 0.5)) / steps;
      const level = (b + 0.5) / steps;
      const given = { ...spec, priors: { ...priors, observationSd: known(observation), levelSd: known(level) } };
      const log =
        logDensity(gaussianModel(y, x, null, given, [0])) +
        logPrior(observation, priors.observationSd) +
        logPrior(level, priors.levelSd);
      const weight = Math.exp(log);
      sums.total += weight;
      sums.observation += weight * observation;
      sums.level += weight * level;
    }
  expect(Math.max(...sample.sigmaObservation)).toBeLessThanOrEqual(0.9);
  agrees(sample.sigmaObservation, sums.observation / sums.total);
  agrees(sample.sigmaLevel, sums.level / sums.total);
});

it("is calibrated: the truth ranks evenly among the draws (Talts et al. 2018)", () => {
  const n = 12;
  const repeats = 150;
  const kept = 19;
  const sd = (guess: number): BstsPriors["levelSd"] => ({ guess, df: 6, upperLimit: 1.5 * guess });
  const priors = { ...base, observationSd: sd(1), levelSd: sd(0.5), seasonSd: sd(0.4) };
  const spec: BstsSpec = { level: "local_level", seasons: [{ periods: 3 }], priors };
  const ranks = Array.from({ length: 4 }, () => new Float64Array(4));
  for (let r = 0; r < repeats; r++) {
    const rng = createRng("calibration", r);
    const x = regressors(n, 1, rng);
    const mean = x.data.reduce((a, b) => a + b, 0) / n;
    const square = x.data.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    const draw = (prior: BstsPriors["levelSd"]): number => {
      for (;;) {
        const value = prior.guess * Math.sqrt(prior.df / 2 / standardGamma(rng, prior.df / 2));
        if (value <= prior.upperLimit) return value;
      }
    };
    const truth = [draw(priors.observationSd), draw(priors.levelSd), draw(priors.seasonSd), 0];
    truth[3] = (truth[0]! / Math.sqrt(0.5 * square)) * rng.normal();
    let level = 1 + 2 * rng.normal();
    let now = 1.5 * rng.normal();
    let before = 1.5 * rng.normal();
    const y = Float64Array.from({ length: n }, (_, t) => {
      if (t > 0) {
        level += truth[1]! * rng.normal();
        [now, before] = [-now - before + truth[2]! * rng.normal(), now];
      }
      return level + now + truth[3]! * (x.data[t]! - mean) + truth[0]! * rng.normal();
    });
    const sample = sampleBsts(y, x, spec, { rng: rng.stream("chain"), draws: kept, burn: 50, thin: 15 });
    [sample.sigmaObservation, sample.sigmaLevel, sample.sigmaSeasons[0]!, sample.coefficients].forEach((draws, i) => {
      const rank = draws.filter((v) => v < truth[i]!).length;
      ranks[i]![Math.floor((4 * rank) / (kept + 1))]! += 1;
    });
  }
  for (const counts of ranks) {
    const expected = repeats / 4;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquaredTail(statistic, 3)).toBeGreaterThan(0.001);
  }
});

it("keeps a regressor out that does not vary, and copies apart from another", () => {
  const n = 30;
  const rng = createRng("copies");
  const x = regressors(n, 1, rng).data;
  const y = Float64Array.from({ length: n }, (_, t) => x[t]! + 0.3 * rng.normal());
  const columns = createMatrix(
    n,
    3,
    Float64Array.from([...x, ...new Float64Array(n).fill(0.1), ...x.map((v) => 5 - 2 * v)]),
  );
  const given = causalImpactPriors(y, columns);
  const zellner = { ...given, coefficients: { ...given.coefficients, inclusionProbability: 1, diagonalShrinkage: 0 } };
  const spec: BstsSpec = { level: "local_level", seasons: [], priors: zellner };
  const sample = sampleBsts(y, columns, spec, { rng: createRng("copies draws"), draws: 200 });
  expect([...sample.inclusion]).toEqual([1, 0, 0]);
  expect(sample.coefficients.every(Number.isFinite)).toBe(true);
});
