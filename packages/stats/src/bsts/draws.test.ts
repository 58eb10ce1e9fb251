import { describe, expect, it } from "vitest";
import { cdf } from "../distributions/gamma.ts";
import { createRng } from "../random/rng.ts";
import { gammaAbove, standardGamma } from "./gamma-draw.ts";
import { summariseChains } from "./index.ts";
import { portableExp } from "./portable-exp.ts";

const COUNT = 20_000;

/** Kolmogorov's √n · sup |F̂ − F|; beyond 1.95 has probability 0.001. */
function kolmogorov(values: Float64Array, distribution: (x: number) => number): number {
  const n = values.length;
  const gaps = values.toSorted().map((x, i) => Math.max(distribution(x) - i / n, (i + 1) / n - distribution(x)));
  return Math.sqrt(n) * Math.max(...gaps);
}

it("portableExp is the exponential", () => {
  for (const x of [0, -1e-9, -0.3, -1, -2.5, -17.3, -100, -700, -744])
    expect(Math.abs(portableExp(x) / Math.exp(x) - 1)).toBeLessThan(x < -708 ? 0.6 : 1e-15);
  expect(portableExp(-1e4)).toBe(0);
  expect(portableExp(Number.NaN)).toBeNaN();
});

describe("gamma draws", () => {
  it.each([0.02, 0.5, 1, 1.3, 20, 5000])("follow the distribution of shape %d", (shape) => {
    const rng = createRng("gamma", shape);
    const values = Float64Array.from({ length: COUNT }, () => standardGamma(rng, shape));
    expect(kolmogorov(values, (x) => cdf(x, shape, 1))).toBeLessThan(1.95);
  });

  it.each([
    [0.5, 1, 0.2],
    [0.5, 2, 3],
    [1, 1, 2],
    [3, 2, 0.1],
    [3, 2, 6],
    [30, 10, 2.9],
    [30, 10, 3.5],
    [30, 10, 9],
  ])("of shape %d and rate %d follow what is left above %d", (shape, rate, lower) => {
    const rng = createRng("above", shape, lower);
    const below = cdf(lower * rate, shape, 1);
    const values = Float64Array.from({ length: COUNT }, () => gammaAbove(rng, shape, rate, lower));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(lower);
    expect(kolmogorov(values, (x) => (cdf(x * rate, shape, 1) - below) / (1 - below))).toBeLessThan(1.95);
  });
});

describe("summariseChains", () => {
  it("knows the inefficiency of an autoregression", () => {
    for (const phi of [0, 0.8, -0.5]) {
      const values = new Float64Array(40_000);
      for (let c = 0; c < 4; c++) {
        const rng = createRng("chains", c);
        let state = rng.normal() / Math.sqrt(1 - phi ** 2);
        for (let t = 0; t < 10_000; t++) {
          values[c * 10_000 + t] = 7 + state;
          state = phi * state + rng.normal();
        }
      }
      const summary = summariseChains(values, 4);
      expect(summary.effectiveSampleSize / ((40_000 * (1 - phi)) / (1 + phi))).toBeCloseTo(1, 0);
      expect(summary.effectiveSampleSize / ((40_000 * (1 - phi)) / (1 + phi))).toBeGreaterThan(0.85);
      expect(Math.abs(summary.mean - 7)).toBeLessThan(3.5 * summary.monteCarloStderr);
      expect(summary.rHat).toBeLessThan(1.002);
    }
  });

  it("sees chains that stay apart, and chains that drift", () => {
    const rng = createRng("apart");
    const apart = Float64Array.from({ length: 2000 }, (_, i) => rng.normal() + (i < 1000 ? 0 : 1));
    expect(summariseChains(apart, 2).rHat).toBeGreaterThan(1.1);
    expect(summariseChains(apart, 1).rHat).toBeGreaterThan(1.1);
    expect(summariseChains(new Float64Array(100).fill(2), 2)).toMatchObject({ mean: 2, sd: 0, rHat: Number.NaN });
    expect(() => summariseChains(new Float64Array(9), 2)).toThrow(RangeError);
  });
});
