import { expect, test } from "vitest";
import fixture from "../../test/fixtures/distributions.json" with { type: "json" };
import * as beta from "./beta.ts";
import * as chiSquared from "./chi-squared.ts";
import * as fDistribution from "./f-distribution.ts";
import * as gamma from "./gamma.ts";
import * as normal from "./normal.ts";
import * as studentT from "./student-t.ts";

type Parameters = number[];
interface Distribution {
  cdf(x: number, ...parameters: Parameters): number;
  upperTail(x: number, ...parameters: Parameters): number;
  quantile(p: number, ...parameters: Parameters): number;
  upperTailQuantile(q: number, ...parameters: Parameters): number;
}

const families: readonly [keyof typeof fixture, Distribution, parameters: number][] = [
  ["normal", normal, 2],
  ["studentT", studentT, 1],
  ["chiSquared", chiSquared, 1],
  ["fDistribution", fDistribution, 2],
  ["beta", beta, 2],
  ["gamma", gamma, 2],
];

/** Largest relative error seen is 2.5e-13, at tails near 1e-300, where the exponent alone (≈ 690) costs 700 rounding units. */
const TOLERANCE = 1e-12;
/** Below this a probability is near or among the subnormal doubles. */
const SMALLEST = 1e-300;

function relativeError(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs(value - expected) / Math.abs(expected);
}

/** What disagrees with the reference, in words; empty when all is well. */
function faults(name: string, value: number, expected: number): string[] {
  const error = relativeError(value, expected);
  return error <= TOLERANCE ? [] : [`${name}: ${value}, expected ${expected}, relative error ${error}`];
}

test.each(families)("%s: both tails agree with 60-digit values down to 1e-300", (name, family, count) => {
  const { tails } = fixture[name] as { tails: number[][] };
  const wrong = tails.flatMap((row) => {
    const parameters = row.slice(0, count);
    const [x, lower, upper] = row.slice(count) as [number, number, number];
    return [
      ...(lower < SMALLEST ? [] : faults(`cdf(${x}, ${parameters.join()})`, family.cdf(x, ...parameters), lower)),
      ...(upper < SMALLEST
        ? []
        : faults(`upperTail(${x}, ${parameters.join()})`, family.upperTail(x, ...parameters), upper)),
    ];
  });
  expect(wrong).toEqual([]);
  expect(tails.length).toBeGreaterThan(70);
});

test.each(families)(
  "%s: quantiles agree with 60-digit roots, from p = 1e-300 on either side",
  (name, family, count) => {
    const { quantiles } = fixture[name] as { quantiles: (number | boolean)[][] };
    const wrong = quantiles.flatMap((row) => {
      const parameters = row.slice(0, count) as number[];
      const [p, upper, x] = row.slice(count) as [number, boolean, number];
      const quantile = upper ? family.upperTailQuantile : family.quantile;
      return faults(
        `${upper ? "upperTailQuantile" : "quantile"}(${p}, ${parameters.join()})`,
        quantile(p, ...parameters),
        x,
      );
    });
    expect(wrong).toEqual([]);
    expect(quantiles.length).toBeGreaterThan(50);
  },
);

test("the reference grid holds over 1000 tail pairs and 500 quantiles", () => {
  const tables = families.map(([name]) => fixture[name] as { tails: unknown[]; quantiles: unknown[] });
  expect(tables.reduce((sum, table) => sum + table.tails.length, 0)).toBeGreaterThan(1000);
  expect(tables.reduce((sum, table) => sum + table.quantiles.length, 0)).toBeGreaterThan(500);
});

const supports: readonly [string, Distribution, Parameters, low: number, high: number][] = [
  ["normal", normal, [1, 2], -Infinity, Infinity],
  ["studentT", studentT, [3.5], -Infinity, Infinity],
  ["studentT, infinite df", studentT, [Infinity], -Infinity, Infinity],
  ["chiSquared", chiSquared, [4], 0, Infinity],
  ["fDistribution", fDistribution, [3, 7], 0, Infinity],
  ["beta", beta, [0.5, 3], 0, 1],
  ["gamma", gamma, [0.3, 5], 0, Infinity],
];

test.each(supports)("%s: edges", (_name, family, parameters, low, high) => {
  expect(family.cdf(low, ...parameters)).toBe(0);
  expect(family.cdf(-Infinity, ...parameters)).toBe(0);
  expect(family.cdf(high, ...parameters)).toBe(1);
  expect(family.cdf(Infinity, ...parameters)).toBe(1);
  expect(family.upperTail(-Infinity, ...parameters)).toBe(1);
  expect(family.upperTail(Infinity, ...parameters)).toBe(0);
  expect(family.quantile(0, ...parameters)).toBe(low);
  expect(family.quantile(1, ...parameters)).toBe(high);
  expect(family.upperTailQuantile(0, ...parameters)).toBe(high);
  expect(family.upperTailQuantile(1, ...parameters)).toBe(low);
  for (const f of [family.cdf, family.upperTail, family.quantile, family.upperTailQuantile]) {
    expect(f(NaN, ...parameters)).toBeNaN();
  }
  expect(() => family.quantile(1.01, ...parameters)).toThrow(RangeError);
  expect(() => family.upperTailQuantile(-0.01, ...parameters)).toThrow(RangeError);
});

test.each([
  ["studentT: df must be positive and finite; got 0", () => studentT.cdf(1, 0)],
  ["normal: sd must be positive and finite; got -1", () => normal.cdf(1, 0, -1)],
  ["normal: mean must be finite; got NaN", () => normal.quantile(0.5, NaN)],
  ["chiSquared: df must be positive and finite; got NaN", () => chiSquared.upperTail(1, NaN)],
  ["fDistribution: df2 must be positive and finite; got Infinity", () => fDistribution.cdf(1, 3, Infinity)],
  ["beta: a must be positive and finite; got -0.5", () => beta.quantile(0.5, -0.5, 1)],
  ["gamma: scale must be positive and finite; got 0", () => gamma.quantile(0.5, 1, 0)],
  ["beta.quantile: a probability must lie in [0, 1]; got 2", () => beta.quantile(2, 1, 1)],
])("%s", (message, call) => {
  expect(call).toThrow(new RangeError(message));
});

test("densities are the derivatives of the distribution functions", () => {
  for (const t of [-8, -1.3, 0, 0.2, 4]) {
    const h = 1e-5;
    for (const df of [0.7, 3, 40, 1e9]) {
      const slope = (studentT.cdf(t + h, df) - studentT.cdf(t - h, df)) / (2 * h);
      expect(studentT.pdf(t, df)).toBeCloseTo(slope, 9);
    }
    expect(normal.pdf(t, 1, 3)).toBeCloseTo((normal.cdf(t + h, 1, 3) - normal.cdf(t - h, 1, 3)) / (2 * h), 9);
  }
  // Closed forms: Cauchy, and the normal limit.
  expect(studentT.pdf(1e200, 0.1) / 1e-220).toBeCloseTo(studentT.pdf(1e20, 0.1) / 1e-22, 10);
  expect(relativeError(studentT.pdf(5, 1), 1 / (26 * Math.PI))).toBeLessThan(1e-14);
  expect(studentT.pdf(2, Infinity)).toBe(normal.pdf(2));
  expect(normal.pdf(Infinity)).toBe(0);
  expect(normal.pdf(NaN)).toBeNaN();
});

test("a gamma scale at either end of the doubles does no harm", () => {
  expect(relativeError(gamma.cdf(2e300, 1, 1e300), -Math.expm1(-2))).toBeLessThan(1e-15);
  expect(relativeError(gamma.upperTail(2e-300, 1, 1e-300), Math.exp(-2))).toBeLessThan(1e-15);
});
