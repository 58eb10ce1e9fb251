import { expect, test } from "vitest";
import fixture from "../../test/fixtures/distributions.json" with { type: "json" };
import { erfc } from "./erfc.ts";
import { regularisedBeta } from "./incomplete-beta.ts";
import { regularisedGamma } from "./incomplete-gamma.ts";
import { logGamma } from "./log-gamma.ts";
import { portableLog } from "./portable-log.ts";

function relativeError(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs(value / expected - 1);
}

test("erfc agrees with 60-digit values", () => {
  for (const [x, expected] of fixture.erfc as [number, number][])
    expect(relativeError(erfc(x), expected)).toBeLessThan(2e-15);
  expect([erfc(-Infinity), erfc(Infinity), erfc(NaN), erfc(40)]).toEqual([2, 0, NaN, 0]);
});

test("logGamma agrees with 60-digit values, also beside its zeros", () => {
  for (const [x, expected] of fixture.logGamma as [number, number][]) {
    expect(relativeError(logGamma(x), expected)).toBeLessThan(2e-15);
  }
  expect([logGamma(1), logGamma(2), logGamma(0), logGamma(Infinity)]).toEqual([0, 0, Infinity, Infinity]);
  expect([logGamma(-1), logGamma(NaN)]).toEqual([NaN, NaN]);
});

test("incomplete gamma and beta: closed forms and edges", () => {
  for (const x of [1e-9, 0.3, 1, 5, 200]) {
    expect(relativeError(regularisedGamma(1, x).upper, Math.exp(-x))).toBeLessThan(2e-16 * x + 1e-14);
    expect(relativeError(regularisedGamma(1, x).lower, -Math.expm1(-x))).toBeLessThan(1e-14);
    expect(relativeError(regularisedGamma(0.5, x * x).upper, erfc(x))).toBeLessThan(1e-11 * x + 1e-14);
  }
  for (const x of [1e-9, 0.2, 0.5, 0.9]) {
    expect(relativeError(regularisedBeta(x, 3, 1).lower, x ** 3)).toBeLessThan(1e-14);
    expect(relativeError(regularisedBeta(x, 0.5, 0.5).lower, (2 / Math.PI) * Math.asin(Math.sqrt(x)))).toBeLessThan(
      1e-14,
    );
  }
  expect(regularisedGamma(2, 0)).toEqual({ lower: 0, upper: 1 });
  expect(regularisedGamma(2, Infinity)).toEqual({ lower: 1, upper: 0 });
  expect(regularisedBeta(0, 2, 3)).toEqual({ lower: 0, upper: 1 });
  expect(regularisedBeta(1, 2, 3)).toEqual({ lower: 1, upper: 0 });
  const unknown = { lower: NaN, upper: NaN };
  for (const [a, x] of [
    [0, 1],
    [-1, 1],
    [1, -1],
    [NaN, 1],
    [1, NaN],
  ] as const)
    expect(regularisedGamma(a, x)).toEqual(unknown);
  for (const [x, a, b] of [
    [2, 1, 1],
    [0.5, 0, 1],
    [NaN, 1, 1],
  ] as const)
    expect(regularisedBeta(x, a, b)).toEqual(unknown);
});

test("portableLog is within two ulp of the platform's logarithm, at subnormals too", () => {
  for (const x of [5e-324, 1e-310, 2 ** -1022, 1e-100, 0.1, 0.7, 0.999999, 1, 1.0000001, Math.SQRT2, 2, 10, 1e300]) {
    expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(2 ** -51 * Math.abs(Math.log(x)));
  }
});
