import { expect, test } from "vitest";
import * as chiSquared from "../distributions/chi-squared.ts";
import { logGamma } from "../special/log-gamma.ts";
import { drawBinomial } from "./draw-binomial.ts";
import { drawPoisson } from "./draw-poisson.ts";
import { createRng } from "./rng.ts";

const draws = 40_000;

/** Pearson's test of the draws against the probabilities; cells of fewer than ten expected counts are joined with the next. */
function fitPValue(draw: () => number, probability: (k: number) => number, most: number): number {
  const counts = new Float64Array(most + 1);
  for (let i = 0; i < draws; i++) counts[Math.min(most, draw())]! += 1;
  let [statistic, cells, observed, expected, used] = [0, 0, 0, 0, 0];
  const close = (): void => {
    statistic += (observed - expected) ** 2 / expected;
    cells += 1;
    [observed, expected] = [0, 0];
  };
  for (let k = 0; k < most; k++) {
    observed += counts[k]!;
    expected += draws * probability(k);
    used += draws * probability(k);
    if (expected >= 10 && draws - used >= 10) close();
  }
  observed += counts[most]!;
  expected += draws - used;
  close();
  return chiSquared.upperTail(statistic, cells - 1);
}

test.each([0.01, 0.7, 3, 9.99, 10, 12.5, 40, 300])("poisson counts of mean %d have Poisson's probabilities", (mean) => {
  const rng = createRng(5).stream(`poisson ${mean}`);
  const probability = (k: number): number => Math.exp(k * Math.log(mean) - mean - logGamma(k + 1));
  expect(
    fitPValue(() => drawPoisson(rng, mean), probability, Math.ceil(mean + 8 * Math.sqrt(mean) + 8)),
  ).toBeGreaterThan(1e-3);
});

test.each([
  [1, 0.3],
  [12, 0.02],
  [40, 0.2],
  [40, 0.25],
  [40, 0.5],
  [90, 0.85],
  [1000, 0.013],
  [1000, 0.4],
])("%d trials of probability %d have the binomial's probabilities", (n, p) => {
  const rng = createRng(6).stream(`binomial ${n} ${p}`);
  const probability = (k: number): number =>
    Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log(1 - p));
  expect(fitPValue(() => drawBinomial(rng, n, p), probability, n)).toBeGreaterThan(1e-3);
});

test("huge means keep their mean and spread", () => {
  const rng = createRng(7);
  const poisson = Array.from({ length: 4000 }, () => (drawPoisson(rng, 1e9) - 1e9) / Math.sqrt(1e9));
  const binomial = Array.from({ length: 4000 }, () => (drawBinomial(rng, 1e9, 0.3) - 3e8) / Math.sqrt(2.1e8));
  for (const values of [poisson, binomial]) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(Math.abs(variance - 1)).toBeLessThan(0.09);
  }
});

test("edges are exact and impossible arguments refused", () => {
  const rng = createRng(8);
  expect([drawPoisson(rng, 0), drawBinomial(rng, 0, 0.5), drawBinomial(rng, 9, 0), drawBinomial(rng, 9, 1)]).toEqual([
    0, 0, 0, 9,
  ]);
  for (const mean of [-1, NaN, Infinity])
    expect(() => drawPoisson(rng, mean)).toThrow(/drawPoisson: mean must be from 0/);
  for (const [n, p] of [
    [1.5, 0.5],
    [-1, 0.5],
    [3, 1.01],
    [3, NaN],
  ] as const)
    expect(() => drawBinomial(rng, n, p)).toThrow(/drawBinomial: cannot draw/);
});
