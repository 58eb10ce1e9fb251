import { expect, test } from "vitest";
import { readDesign } from "../../test/design.ts";
import fixture from "../../test/fixtures/least-squares.json" with { type: "json" };
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { coefficientCovariance, leastSquares } from "../regression/index.ts";
import { createInferenceStream, createRegressionStream, type StreamedLeastSquares } from "./index.ts";

const longley = readDesign("longley.csv", "TOTEMP", ["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"]);

function rowsOf(x: Matrix, from: number, to: number): Matrix {
  const columns = Array.from({ length: x.cols }, (_, j) => x.data.subarray(j * x.rows + from, j * x.rows + to));
  return createMatrix(to - from, x.cols, Float64Array.from(columns.flatMap((column) => [...column])));
}

function firstPass(x: Matrix, y: Float64Array, size: number): StreamedLeastSquares {
  const stream = createRegressionStream(x.cols);
  for (let from = 0; from < x.rows; from += size) {
    const to = Math.min(x.rows, from + size);
    stream.add(rowsOf(x, from, to), y.subarray(from, to));
  }
  return stream.finish();
}

function unit(k: number, j: number): Matrix {
  const contrast = createMatrix(k, 1);
  contrast.data[j] = 1;
  return contrast;
}

function largestError(values: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! / value - 1)));
}

test.each([1, 3, 16])("Longley in blocks of %i rows: NIST's certified values to ten digits", (size) => {
  const { x, y } = longley;
  const fit = firstPass(x, y, size);
  expect(largestError(fit.coefficients, fixture.longley.coefficients)).toBeLessThan(1e-10);
  expect(Math.abs(fit.rss / fixture.longley.rss - 1)).toBeLessThan(1e-11);
  expect([fit.rows, fit.rank, fit.aliased, fit.dfResidual]).toEqual([16, 7, [], 9]);
  for (const kind of ["classical", "HC0", "HC1", "HC2", "HC3"] as const) {
    for (let j = 0; j < x.cols; j++) {
      const second = createInferenceStream(fit, unit(7, j), kind);
      second.add(x, y);
      const { values, covariance } = second.finish();
      expect(values[0]).toBe(fit.coefficients[j]);
      expect(Math.sqrt(covariance.data[0]!) / fixture.longley.standardErrors[kind][j]! - 1).toBeCloseTo(0, 9);
    }
  }
});

test("more rows than one step of the update, and moments of y", () => {
  const n = 1500;
  const x = createMatrix(n, 2);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x.data[i] = 1;
    x.data[n + i] = i;
    y[i] = 1e6 + 3 * i + Math.sin(i);
  }
  const memory = leastSquares(x, y);
  const fit = firstPass(x, y, 700);
  expect(largestError(fit.coefficients, [...memory.coefficients])).toBeLessThan(1e-11);
  expect(fit.rss / memory.rss - 1).toBeCloseTo(0, 9);
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  expect(fit.mean / mean - 1).toBeCloseTo(0, 14);
  expect(fit.tss / y.reduce((sum, value) => sum + (value - mean) ** 2, 0) - 1).toBeCloseTo(0, 12);
});

test("an aliased column, first seen in a late block, is left out and named", () => {
  const n = 12;
  const x = createMatrix(n, 4);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    x.data[i] = 1;
    x.data[n + i] = i < 8 ? 0 : 1;
    x.data[2 * n + i] = i < 8 ? 2 : 0;
    x.data[3 * n + i] = i % 3;
    y[i] = i * i;
  }
  const fit = firstPass(x, y, 4);
  const memory = leastSquares(x, y);
  expect([fit.rank, fit.aliased]).toEqual([memory.rank, memory.aliased]);
  const contrasts = createMatrix(4, 2, Float64Array.of(0, 0, 1, 0, 0, 0, 0, 1));
  const second = createInferenceStream(fit, contrasts, "HC2");
  second.add(x, y);
  const { values, covariance, df } = second.finish();
  expect([values[0], covariance.data[0], df[0]]).toEqual([NaN, NaN, NaN]);
  expect(values[1]! / memory.coefficients[3]! - 1).toBeCloseTo(0, 10);
  expect(covariance.data[3]! / coefficientCovariance(memory, x, "HC2").data[15]! - 1).toBeCloseTo(0, 9);
});

/** R 4.2.2 with clubSandwich 0.5.8: lm(y ~ d + x), vcovCR of types CR1S and CR2, coef_test(test = "Satterthwaite"). */
test("clusters of unequal size agree with clubSandwich", () => {
  const n = 60;
  const codes = Int32Array.from({ length: n }, (_, i) => Math.floor((i * i) / 300));
  const x = createMatrix(n, 3);
  const y = new Float64Array(n);
  for (const [i, g] of codes.entries()) {
    x.data[i] = 1;
    x.data[n + i] = g % 3 === 0 ? 1 : 0;
    x.data[2 * n + i] = Math.sin(3 * i) + g / 10;
    y[i] = 1 + 0.5 * x.data[n + i]! + 0.3 * x.data[2 * n + i]! + Math.cos(i * i) + Math.sin(g);
  }
  const fit = firstPass(x, y, 13);
  const of = (kind: "CR1" | "CR2"): { errors: number[]; df: readonly number[] } => {
    const second = createInferenceStream(fit, createMatrix(3, 3, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)), kind);
    second.add(x, y, codes);
    const { covariance, df } = second.finish();
    return { errors: [0, 4, 8].map((at) => Math.sqrt(covariance.data[at]!)), df: [...df] };
  };
  const [cr1, cr2] = [of("CR1"), of("CR2")];
  expect(largestError(cr1.errors, [0.3094057145695161, 0.3277046302650968, 0.1513994541238325])).toBeLessThan(1e-11);
  expect(cr1.df).toEqual([11, 11, 11]);
  expect(largestError(cr2.errors, [0.3182365117025308, 0.3391554663802208, 0.1595839172467509])).toBeLessThan(1e-11);
  expect(largestError(cr2.df, [5.697374957363634, 5.564435717474881, 5.955644540128129])).toBeLessThan(1e-10);
});

test("a row of leverage 1 takes HC2, HC3 and HC4 from what it determines, and from nothing else", () => {
  const n = 10;
  const x = createMatrix(n, 3);
  const y = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
  x.data.fill(1, 0, n);
  x.data[n] = 1;
  for (let i = 0; i < n; i++) x.data[2 * n + i] = i % 2;
  const fit = firstPass(x, y, 5);
  const of = (kind: "HC1" | "HC2" | "HC3" | "HC4", j: number): readonly [number, string | null] => {
    const second = createInferenceStream(fit, unit(3, j), kind);
    second.add(x, y);
    const { covariance, reasons } = second.finish();
    return [covariance.data[0]!, reasons[0]!];
  };
  for (const kind of ["HC2", "HC3", "HC4"] as const) {
    expect(of(kind, 1)).toEqual([NaN, "leverage one"]);
    expect(of(kind, 2)[0]).toBeGreaterThan(0);
  }
  expect(of("HC1", 1)[0]).toBeGreaterThan(0);
});

test("refusals say what is wrong", () => {
  const { x, y } = longley;
  const fit = firstPass(x, y, 16);
  expect(() => createRegressionStream(0)).toThrow("k must be a whole number; got 0");
  expect(() => createRegressionStream(6).add(x, y)).toThrow("a block must be rows x 6 with one y a row; got 16 x 7");
  const gap = createRegressionStream(1);
  expect(() => gap.add(createMatrix(2, 1, Float64Array.of(1, NaN)), Float64Array.of(1, 2))).toThrow(
    "x must be finite and below 1e+140; row 1, column 0 is NaN",
  );
  expect(() => gap.add(createMatrix(1, 1), Float64Array.of(Infinity))).toThrow("row 0 is Infinity");
  expect(() => createInferenceStream(fit, unit(6, 0), "HC1")).toThrow("contrasts must have 7 rows; got 6");
  expect(() => createInferenceStream(fit, unit(7, 0), "HC1").finish()).toThrow("the second pass has 0 rows");
  expect(() => createInferenceStream(fit, unit(7, 0), "CR1").add(x, y)).toThrow("CR1 needs a cluster of each of 16");
  const few = createInferenceStream(fit, unit(7, 0), "CR1", { clusterNumbers: 100 });
  expect(() => few.add(x, y, new Int32Array(16).fill(100))).toThrow("more clusters than the 100 that are kept");
});
