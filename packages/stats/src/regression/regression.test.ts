import { expect, test } from "vitest";
import { fromRows, readDesign } from "../../test/design.ts";
import fixture from "../../test/fixtures/least-squares.json" with { type: "json" };
import { createMatrix } from "../linear-algebra/matrix.ts";
import { coefficientCovariance } from "./coefficient-covariance.ts";
import { leastSquares } from "./least-squares.ts";

const KINDS = ["classical", "HC0", "HC1", "HC2", "HC3"] as const;

function largestError(values: ArrayLike<number>, expected: readonly number[]): number {
  expect(values.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! / value - 1)));
}

function standardErrors(covariance: { rows: number; data: Float64Array }): number[] {
  return Array.from({ length: covariance.rows }, (_, j) => Math.sqrt(covariance.data[j * covariance.rows + j]!));
}

const LONGLEY = ["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"];

/**
 * NIST StRD "Longley", whose certified values the fixture's 60-digit solution reproduces. The design's condition number is 4.9e9 (4e4 with
 * columns of equal length), so that 4e4 rounding units, about 1e-11, is what a double promises without refinement.
 */
test("Longley: certified coefficients, and standard errors of every kind", () => {
  const { x, y } = readDesign("longley.csv", "TOTEMP", LONGLEY);
  const fit = leastSquares(x, y);
  expect(largestError(fit.coefficients, fixture.longley.coefficients)).toBeLessThan(1e-13);
  expect(Math.abs(fit.rss / fixture.longley.rss - 1)).toBeLessThan(1e-12);
  expect(largestError(fit.leverage, fixture.longley.leverage)).toBeLessThan(1e-10);
  expect([fit.rank, fit.aliased, fit.dfResidual]).toEqual([7, [], 9]);
  for (const kind of KINDS) {
    const errors = standardErrors(coefficientCovariance(fit, x, kind));
    expect(largestError(errors, fixture.longley.standardErrors[kind])).toBeLessThan(1e-10);
  }
  // The certified figures as NIST prints them.
  expect(fit.coefficients[0]).toBeCloseTo(-3482258.63459582, 5);
  expect(fit.coefficients[1]).toBeCloseTo(15.0618722713733, 8);
  expect(fit.coefficients[6]).toBeCloseTo(1829.15146461355, 8);
  expect(Math.sqrt(fit.rss / fit.dfResidual)).toBeCloseTo(304.854073561965, 10);
});

test("the simulated and the National Supported Work regressions agree with statsmodels, covariances in full", () => {
  const covariates = ["treat", "age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"];
  const cases = [
    { x: fromRows(fixture.simulated.x), y: new Float64Array(fixture.simulated.y), ...reference(fixture.simulated) },
    { ...readDesign("lalonde_nsw_dw.csv", "re78", ["treat"]), ...reference(fixture.lalonde) },
    { ...readDesign("lalonde_nsw_dw.csv", "re78", covariates), ...reference(fixture.lalondeCovariates) },
  ];
  for (const { x, y, coefficients, rss, covariance } of cases) {
    const fit = leastSquares(x, y);
    expect(largestError(fit.coefficients, coefficients)).toBeLessThan(1e-10);
    expect(Math.abs(fit.rss / rss - 1)).toBeLessThan(1e-11);
    for (const kind of KINDS) {
      expect(largestError(coefficientCovariance(fit, x, kind).data, covariance[kind].flat())).toBeLessThan(1e-8);
    }
  }
  expect(largestError(leastSquares(cases[0]!.x, cases[0]!.y).leverage, fixture.simulated.leverage)).toBeLessThan(1e-11);
});

function reference(source: typeof fixture.lalonde): typeof fixture.lalonde {
  return { coefficients: source.coefficients, rss: source.rss, covariance: source.covariance };
}

test("National Supported Work: the published difference of 1,794 and its standard error of 633", () => {
  const { x, y } = readDesign("lalonde_nsw_dw.csv", "re78", ["treat"]);
  const fit = leastSquares(x, y);
  expect(fit.coefficients[1]).toBeCloseTo(1794.342382, 6);
  const errors = KINDS.map((kind) => standardErrors(coefficientCovariance(fit, x, kind))[1]!);
  for (const [i, expected] of [632.8534, 669.3153, 670.8245, 670.9965, 672.6821].entries()) {
    expect(errors[i]).toBeCloseTo(expected, 4);
  }
});

test("an aliased column: NaN in its place, the rest as without it", () => {
  const { x, y } = readDesign("longley.csv", "TOTEMP", ["UNEMP", "ARMED"]);
  const n = x.rows;
  const doubled = createMatrix(n, 4, new Float64Array([...x.data.subarray(0, 2 * n), ...x.data.subarray(n)]));
  for (let i = 0; i < n; i++) doubled.data[2 * n + i] = 3 - 0.5 * x.data[n + i]!;
  const fit = leastSquares(doubled, y);
  const without = leastSquares(x, y);
  expect([fit.rank, fit.aliased, fit.dfResidual]).toEqual([3, [2], 13]);
  expect(fit.coefficients[2]).toBeNaN();
  expect(
    largestError(
      fit.coefficients.filter((_, j) => j !== 2),
      [...without.coefficients],
    ),
  ).toBeLessThan(1e-12);
  for (const kind of KINDS) {
    const errors = standardErrors(coefficientCovariance(fit, doubled, kind));
    const expected = standardErrors(coefficientCovariance(without, x, kind));
    expect(errors[2]).toBeNaN();
    expect(largestError([errors[0]!, errors[1]!, errors[3]!], expected)).toBeLessThan(1e-12);
  }
});

test("what has no value is NaN: variance without degrees of freedom, HC2 at leverage 1", () => {
  const square = createMatrix(2, 2, new Float64Array([1, 1, 0, 1]));
  const exact = leastSquares(square, new Float64Array([3, 5]));
  expect([exact.dfResidual, exact.coefficients[0], exact.coefficients[1]]).toEqual([
    0,
    expect.closeTo(3),
    expect.closeTo(2),
  ]);
  expect(coefficientCovariance(exact, square, "classical").data.every(Number.isNaN)).toBe(true);
  expect(coefficientCovariance(exact, square, "HC1").data.every(Number.isNaN)).toBe(true);
  const single = createMatrix(4, 2, new Float64Array([1, 1, 1, 1, 0, 0, 0, 1]));
  const fit = leastSquares(single, new Float64Array([1, 2, 4, 9]));
  // The last row fits only its own indicator: the intercept, the mean of the others, keeps its variance s² / 3.
  expect([...coefficientCovariance(fit, single, "HC2").data]).toEqual([expect.closeTo(7 / 9, 12), NaN, NaN, NaN]);
  expect(coefficientCovariance(fit, single, "HC1").data.every(Number.isFinite)).toBe(true);
});

test("misuse is a RangeError that names the place", () => {
  const x = createMatrix(2, 1, new Float64Array([1, 1]));
  expect(() => leastSquares(x, new Float64Array(3))).toThrow(
    new RangeError("leastSquares: y must hold as many numbers as x has rows, 2; got 3"),
  );
  expect(() => leastSquares(x, new Float64Array([1, NaN]))).toThrow(
    new RangeError("leastSquares: y must be finite; row 1 is NaN"),
  );
  const fit = leastSquares(x, new Float64Array([1, 2]));
  expect(() => coefficientCovariance(fit, createMatrix(2, 2), "HC1")).toThrow(
    new RangeError("coefficientCovariance: x must be the fitted 2 x 1 matrix; got 2 x 2"),
  );
});
