import { describe, expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { type BstsSpec, causalImpactPriors, forecastBsts, sampleBsts } from "./index.ts";

const n = 40;
const rng = createRng("sample test");
const x = createMatrix(
  n,
  2,
  Float64Array.from({ length: 2 * n }, () => rng.normal()),
);
const y = Float64Array.from({ length: n }, (_, t) => 20 + 2 * x.data[t]! + Math.sin(t) + rng.normal());
const spec = (values: Float64Array, regressors: typeof x | null): BstsSpec => ({
  level: "local_linear_trend",
  seasons: [{ periods: 4 }],
  priors: causalImpactPriors(values, regressors),
});
const options = { rng: createRng(3), draws: 60, burn: 20 };
const sample = sampleBsts(y, x, spec(y, x), options);

describe("sampleBsts", () => {
  it("draws the same for the same seed, whatever was drawn from it before, and each chain by itself", () => {
    const again = { ...options, rng: createRng(3) };
    again.rng.normal();
    expect(sampleBsts(y, x, spec(y, x), again)).toEqual(sample);
    const two = sampleBsts(y, x, spec(y, x), { ...options, chains: 2 });
    expect(two.draws).toBe(120);
    expect(two.sigmaLevel.subarray(0, 60)).toEqual(sample.sigmaLevel);
    expect(two.sigmaLevel[60]).not.toBe(sample.sigmaLevel[0]);
  });

  it("thins", () => {
    const thinned = sampleBsts(y, x, spec(y, x), { ...options, draws: 20, thin: 3 });
    expect([...thinned.sigmaLevel]).toEqual([...sample.sigmaLevel].filter((_, d) => d % 3 === 0));
  });

  it("does not depend on units and origins", () => {
    const other = y.map((v) => 1000 * v - 5);
    const scaled = createMatrix(
      n,
      2,
      x.data.map((v, i) => (i < n ? 100 * v + 3 : v / 8)),
    );
    const moved = sampleBsts(other, scaled, spec(other, scaled), options);
    for (let d = 0; d < sample.draws; d++) {
      expect(moved.sigmaObservation[d]! / sample.sigmaObservation[d]! / 1000).toBeCloseTo(1, 8);
      expect(moved.coefficients[2 * d]!).toBeCloseTo(10 * sample.coefficients[2 * d]!, 6);
      expect(moved.coefficients[2 * d + 1]!).toBeCloseTo(8000 * sample.coefficients[2 * d + 1]!, 3);
    }
    for (let t = 0; t < n; t++) expect(moved.fitted[t]!).toBeCloseTo(1000 * sample.fitted[t]! - 5, 5);
  });

  it("leaves its inputs alone, reports progress and stops on request", () => {
    const shares: number[] = [];
    sampleBsts(y, x, spec(y, x), { ...options, onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(() => sampleBsts(y, x, spec(y, x), { ...options, signal: AbortSignal.abort() })).toThrow("aborted");
  });

  it("throws for impossible arguments", () => {
    const model = spec(y, x);
    expect(() => sampleBsts(y, x, model, { ...options, draws: 0 })).toThrow(
      new RangeError("sampleBsts: draws must be a whole number from 1 on; got 0"),
    );
    expect(() => sampleBsts(y, createMatrix(3, 1), model, options)).toThrow(RangeError);
    expect(() =>
      sampleBsts(
        y.map(() => Number.NaN),
        x,
        model,
        options,
      ),
    ).toThrow(RangeError);
    expect(() => sampleBsts(y, x, { ...model, seasons: [{ periods: 1 }] }, options)).toThrow(RangeError);
    const levelSd = { guess: 0, df: 1, upperLimit: 1 };
    expect(() => sampleBsts(y, x, { ...model, priors: { ...model.priors, levelSd } }, options)).toThrow(
      new RangeError("sampleBsts: levelSd needs a guess and df above 0; got 0 and 1"),
    );
    expect(() => causalImpactPriors(new Float64Array(9).fill(1), null)).toThrow(RangeError);
  });
});

describe("forecastBsts", () => {
  it("is a path per draw, the same for the same seed", () => {
    const ahead = createMatrix(3, 2);
    const paths = forecastBsts(sample, ahead, 3, createRng(1));
    expect(paths).toHaveLength(180);
    expect(forecastBsts(sample, ahead, 3, createRng(1))).toEqual(paths);
    expect(forecastBsts(sample, createMatrix(0, 2), 0, createRng(1))).toHaveLength(0);
  });

  it("throws for shapes that do not fit", () => {
    expect(() => forecastBsts(sample, null, 3, rng)).toThrow(
      new RangeError("forecastBsts: the model has 2 regressors; got 0"),
    );
    expect(() => forecastBsts(sample, createMatrix(2, 2), 3, rng)).toThrow(RangeError);
  });
});

it("has CausalImpact's defaults", () => {
  const values = Float64Array.of(2, 4, 6);
  const priors = causalImpactPriors(values, createMatrix(3, 5), { levelSd: 0.1 });
  expect(priors.levelSd).toEqual({ guess: 0.2, df: 32, upperLimit: 2 });
  expect(priors.observationSd.guess ** 2).toBeCloseTo(0.2 * 4, 12);
  expect(priors.observationSd).toMatchObject({ df: 50, upperLimit: 2.4 });
  expect(priors.initialLevel).toEqual({ mean: 2, sd: 2 });
  expect(priors.coefficients).toEqual({
    intercept: true,
    inclusionProbability: 0.5,
    informationWeight: 0.01,
    diagonalShrinkage: 0.5,
  });
});
