import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { type BstsSpec, causalImpactPriors, forecastBsts, sampleBsts, summariseChains } from "./index.ts";

/**
 * CausalImpact's example before (rows 1 to 70) and after. References: the R package at 50,000 draws, whose own Monte Carlo error is
 * near 0.3 % of a posterior standard deviation times the root of its inefficiency; hence the extra 0.01 standard deviations.
 */
it("repeats CausalImpact's example", () => {
  const file = new URL("../../test/fixtures/bsts/vignette.csv", import.meta.url);
  const rows = readFileSync(file, "utf8").trim().split("\n").slice(1);
  const table = rows.map((row) => row.split(",").map(Number));
  const y = Float64Array.from(table, (row) => row[0]!);
  const x = Float64Array.from(table, (row) => row[1]!);
  const before = y.slice(0, 70);
  const regressors = createMatrix(70, 1, x.slice(0, 70));
  const spec: BstsSpec = { level: "local_level", seasons: [], priors: causalImpactPriors(before, regressors) };
  const chains = 4;
  const sample = sampleBsts(before, regressors, spec, { rng: createRng("vignette"), draws: 5000, chains });
  const paths = forecastBsts(sample, createMatrix(30, 1, x.slice(70)), 30, createRng("vignette", "forecast"));
  const effects = Float64Array.from({ length: sample.draws }, (_, d) => {
    let sum = 0;
    for (let h = 0; h < 30; h++) sum += y[70 + h]! - paths[d * 30 + h]!;
    return sum / 30;
  });
  const near = (values: Float64Array, expected: number, rounding: number): void => {
    const { mean, sd, monteCarloStderr, rHat } = summariseChains(values, chains);
    expect(rHat).toBeLessThan(1.01);
    expect(Math.abs(mean - expected)).toBeLessThan(3 * monteCarloStderr + 0.01 * sd + rounding);
  };
  near(effects, 10.518, 5e-4);
  expect(Math.abs(summariseChains(effects, chains).sd / 0.363 - 1)).toBeLessThan(0.02);
  const sorted = effects.toSorted();
  expect(Math.abs(sorted[Math.floor(0.025 * sorted.length)]! - 9.8)).toBeLessThan(0.03);
  expect(Math.abs(sorted[Math.floor(0.975 * sorted.length)]! - 11.23)).toBeLessThan(0.03);

  const sd = (v: Float64Array): number => summariseChains(v, 1).sd;
  const unit = sd(x.slice(0, 70)) / sd(before);
  near(
    sample.coefficients.map((b) => b * unit),
    0.9426,
    5e-5,
  );
  near(
    sample.sigmaObservation.map((s) => s / sd(before)),
    0.395,
    5e-4,
  );
  expect(sample.inclusion[0]).toBe(1);
});
