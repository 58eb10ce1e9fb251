import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { shuffle } from "../random/sample.ts";
import { coefficientCovariance } from "./coefficient-covariance.ts";
import { leastSquares } from "./least-squares.ts";

const ROWS = 30;
const COLS = 6;

function simulate(seed: number): { x: Matrix; y: Float64Array } {
  const rng = createRng(seed, "regression");
  const data = Float64Array.from({ length: ROWS * COLS }, (_, at) => (at < ROWS ? 1 : rng.normal()));
  return { x: createMatrix(ROWS, COLS, data), y: Float64Array.from({ length: ROWS }, () => 5 + rng.normal()) };
}

function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-10): void {
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(values[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
  }
}

test("the order of the rows does not matter", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { x, y } = simulate(seed);
      const order = shuffle(createRng(seed, "order"), Array.from(y.keys()));
      const permuted = createMatrix(
        ROWS,
        COLS,
        x.data.map((_, at) => x.data[at - (at % ROWS) + order[at % ROWS]!]!),
      );
      const fit = leastSquares(x, y);
      const other = leastSquares(
        permuted,
        y.map((_, i) => y[order[i]!]!),
      );
      expectClose(other.coefficients, fit.coefficients);
      expectClose(
        other.leverage,
        fit.leverage.map((_, i) => fit.leverage[order[i]!]!),
      );
      expectClose(coefficientCovariance(other, permuted, "HC3").data, coefficientCovariance(fit, x, "HC3").data);
    }),
  );
});

test("rescaling a column rescales its coefficient and nothing else", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: COLS - 1 }),
      fc.integer({ min: -8, max: 8 }),
      (seed, j, exponent) => {
        const { x, y } = simulate(seed);
        const factor = 10 ** exponent;
        const scaled = createMatrix(
          ROWS,
          COLS,
          x.data.map((value, at) => (Math.floor(at / ROWS) === j ? value * factor : value)),
        );
        const fit = leastSquares(x, y);
        const other = leastSquares(scaled, y);
        const unscale = (values: Float64Array): Float64Array =>
          values.map((value, k) => (k === j ? value * factor : value));
        expectClose(unscale(other.coefficients), fit.coefficients);
        expectClose(other.residuals, fit.residuals);
        expectClose(other.leverage, fit.leverage);
        const variance = coefficientCovariance(other, scaled, "HC2").data[j * COLS + j]! * factor * factor;
        expectClose([variance], [coefficientCovariance(fit, x, "HC2").data[j * COLS + j]!]);
      },
    ),
  );
});

test("residuals are orthogonal to the columns, leverages sum to the rank, and fitted + residual is y", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { x, y } = simulate(seed);
      const frozen = { data: x.data.slice(), y: y.slice() };
      const fit = leastSquares(x, y);
      for (let j = 0; j < COLS; j++) {
        const dot = fit.residuals.reduce((sum, residual, i) => sum + residual * x.data[j * ROWS + i]!, 0);
        expect(Math.abs(dot)).toBeLessThan(1e-11);
      }
      expect(fit.leverage.reduce((sum, h) => sum + h, 0)).toBeCloseTo(COLS, 11);
      expectClose(
        fit.fitted.map((value, i) => value + fit.residuals[i]!),
        y,
        1e-14,
      );
      expect(x.data).toEqual(frozen.data);
      expect(y).toEqual(frozen.y);
    }),
  );
});

test("HC1 is HC0 times n over the degrees of freedom; with a common leverage HC3 is HC0 over its square", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { y } = simulate(seed);
      const ones = createMatrix(ROWS, 1, new Float64Array(ROWS).fill(1));
      const fit = leastSquares(ones, y);
      const [hc0, hc1, hc2, hc3] = (["HC0", "HC1", "HC2", "HC3"] as const).map(
        (kind) => coefficientCovariance(fit, ones, kind).data[0]!,
      );
      const free = 1 - 1 / ROWS;
      expectClose([hc1! * free, hc2! * free, hc3! * free * free], [hc0!, hc0!, hc0!], 1e-12);
      // HC2 of a mean is the textbook s² / n.
      expectClose([hc2!], [coefficientCovariance(fit, ones, "classical").data[0]!], 1e-12);
    }),
  );
});
