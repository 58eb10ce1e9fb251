import { expect, it } from "vitest";
import * as normal from "../distributions/normal.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { influenceCovariance } from "./aggregate-effects.ts";
import { multiplierBootstrap, supremumPValue } from "./multiplier-bootstrap.ts";
import { waldTest } from "./wald-test.ts";

const source = createRng(4);
const independent = Array.from({ length: 5 }, () => Float64Array.from({ length: 1500 }, () => source.normal() / 40));

it.each(["mammen", "rademacher"] as const)(
  "has the errors and the band of independent normals with %s weights",
  (weights) => {
    const { stderr, criticalValue, criticalValueError, suprema } = multiplierBootstrap(independent, {
      rng: createRng(1),
      draws: 8000,
      weights,
    });
    const covariance = influenceCovariance(independent);
    for (let c = 0; c < 5; c++) {
      // The interquartile range of 8000 draws is known to 1.3 %.
      expect(stderr[c]! / Math.sqrt(covariance.data[c * 6]!)).toBeGreaterThan(0.95);
      expect(stderr[c]! / Math.sqrt(covariance.data[c * 6]!)).toBeLessThan(1.05);
    }
    const wanted = normal.quantile((1 + 0.95 ** (1 / 5)) / 2);
    expect(Math.abs(criticalValue - wanted)).toBeLessThan(4 * criticalValueError + 0.03);
    expect(criticalValueError).toBeLessThan(0.05);
    expect(suprema).toHaveLength(8000);
  },
);

it("is the pointwise interval for one effect and for copies of it", () => {
  const one = independent[0]!;
  const { criticalValue } = multiplierBootstrap([one, one, one.map((v) => 3 * v)], { rng: createRng(2), draws: 4000 });
  expect(criticalValue).toBeGreaterThanOrEqual(normal.quantile(0.975));
  expect(criticalValue).toBeLessThan(2.1);
});

it("leaves out effects without influence, and is reproducible", () => {
  const run = (): ReturnType<typeof multiplierBootstrap> =>
    multiplierBootstrap([independent[0]!, new Float64Array(1500), new Float64Array(1500).fill(NaN)], {
      rng: createRng("x"),
    });
  const first = run();
  expect([...first.stderr].slice(1)).toEqual([0, NaN]);
  expect(first).toEqual(run());
  expect(supremumPValue(first, Float64Array.of(1e9, 0, NaN))).toBe(1 / 1001);
  expect(supremumPValue(first, Float64Array.of(0, 0, NaN))).toBe(1);
  expect(supremumPValue({ ...first, stderr: Float64Array.of(0) }, Float64Array.of(1))).toBeNaN();
});

it("gives p ≤ α where the band excludes 0", () => {
  const bootstrap = multiplierBootstrap(independent, { rng: createRng(3), draws: 999 });
  for (const factor of [0.97, 1.03]) {
    const values = Float64Array.of(factor * bootstrap.criticalValue * bootstrap.stderr[0]!, 0, 0, 0, 0);
    expect(supremumPValue(bootstrap, values) <= 0.05).toBe(factor > 1);
  }
});

it("refuses impossible arguments", () => {
  expect(() => multiplierBootstrap([], { rng: createRng(1), draws: 0 })).toThrow(RangeError);
  expect(() => multiplierBootstrap([], { rng: createRng(1), level: 1 })).toThrow(RangeError);
  expect(() => multiplierBootstrap([new Float64Array(2), new Float64Array(3)], { rng: createRng(1) })).toThrow(
    RangeError,
  );
});

it("tests that values are all 0", () => {
  const covariance = createMatrix(2, 2, Float64Array.of(4, 1, 1, 1));
  // (2, 1) (4 1; 1 1)⁻¹ (2, 1)′ = (4 − 4 + 4) / 3; P(χ²₂ > x) = exp(−x / 2).
  const test = waldTest(Float64Array.of(2, 1), covariance)!;
  expect(test.statistic).toBeCloseTo(4 / 3, 14);
  expect(test.pValue).toBeCloseTo(Math.exp(-2 / 3), 12);
  const hotelling = waldTest(Float64Array.of(2, 1), covariance, 12)!;
  expect([hotelling.df, hotelling.dfDenominator]).toEqual([2, 10]);
  // P(F(2, d) > f) = (1 + 2 f / d)^(−d / 2).
  expect(hotelling.pValue).toBeCloseTo((1 + 4 / 33) ** -5, 12);
  expect(waldTest(Float64Array.of(2, 1), covariance, 2)).toBeNull();
  expect(waldTest(new Float64Array(0), createMatrix(0, 0))).toBeNull();
  expect(waldTest(Float64Array.of(NaN, 1), covariance)).toBeNull();
});

it("tests only directions that vary", () => {
  const covariance = createMatrix(3, 3, Float64Array.of(1, 1, 0, 1, 1, 0, 0, 0, 0));
  const test = waldTest(Float64Array.of(2, 2, 0), covariance)!;
  expect([test.statistic, test.df]).toEqual([expect.closeTo(4, 12), 1]);
});
