import { expect, test } from "vitest";
import fixture from "../../test/fixtures/robust-inference.json" with { type: "json" };
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { coefficientCovariance } from "./coefficient-covariance.ts";
import { leastSquares } from "./least-squares.ts";
import { robustInference, type RobustKind } from "./robust-inference.ts";

interface Reference {
  readonly x: readonly number[];
  readonly columns: number;
  readonly y: readonly number[];
  readonly first: readonly number[];
}

function read(source: Reference): { x: Matrix; y: Float64Array; first: Int32Array } {
  const y = new Float64Array(source.y);
  return {
    x: createMatrix(y.length, source.columns, new Float64Array(source.x)),
    y,
    first: new Int32Array(source.first),
  };
}

function identity(p: number): Matrix {
  const result = createMatrix(p, p);
  for (let j = 0; j < p; j++) result.data[j * p + j] = 1;
  return result;
}

/** Largest error relative to the largest number of the row and column: covariances near 0 have no relative accuracy. */
function covarianceError(values: Float64Array, expected: readonly number[]): number {
  const p = Math.sqrt(expected.length);
  return Math.max(
    ...expected.map((value, at) => {
      const scale = Math.sqrt(expected[(at % p) * (p + 1)]! * expected[Math.floor(at / p) * (p + 1)]!);
      return Math.abs(values[at]! - value) / scale;
    }),
  );
}

function relativeError(values: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(values[i]! / value - 1)));
}

const HETEROSKEDASTIC = ["classical", "HC0", "HC1", "HC2", "HC3", "HC4"] as const;

test("classical and HC0 to HC4 agree with sandwich, df of HC2 with clubSandwich's single-row clusters", () => {
  for (const source of [fixture.crossed, fixture.effects, fixture.arms]) {
    const { x, y } = read(source);
    const fit = leastSquares(x, y);
    const p = x.cols;
    expect(relativeError(fit.coefficients, source.coefficients)).toBeLessThan(1e-10);
    for (const kind of HETEROSKEDASTIC) {
      const own = robustInference(fit, x, identity(p), kind);
      expect(covarianceError(own.covariance.data, source[kind])).toBeLessThan(1e-11);
      expect(covarianceError(coefficientCovariance(fit, x, kind).data, source[kind])).toBeLessThan(1e-11);
      if (kind === "HC2") expect(relativeError(own.df, source.dfHC2)).toBeLessThan(1e-10);
      else expect([...own.df]).toEqual(Array.from({ length: p }, () => y.length - p));
      expect(own.reasons.every((reason) => reason === null)).toBe(true);
    }
  }
});

test("one-way clusters, some smaller than the number of columns, agree with sandwich and clubSandwich", () => {
  for (const source of [fixture.crossed, fixture.arms]) {
    const { x, y, first } = read(source);
    const fit = leastSquares(x, y);
    for (const kind of ["CR0", "CR1", "CR2"] as const) {
      const own = robustInference(fit, x, identity(x.cols), kind, [first]);
      expect(covarianceError(own.covariance.data, source[kind])).toBeLessThan(1e-11);
      if (kind === "CR2") expect(relativeError(own.df, source.dfCR2)).toBeLessThan(1e-10);
      else expect([...own.df]).toEqual(Array.from({ length: x.cols }, () => 9));
    }
  }
});

test("cluster indicators: slopes within clusters agree with clubSandwich, the indicators themselves have no variance", () => {
  const { x, y, first } = read(fixture.effects);
  const fit = leastSquares(x, y);
  const p = x.cols;
  const own = robustInference(fit, x, identity(p), "CR2", [first]);
  for (const j of [1, 2]) {
    expect(own.covariance.data[j * (p + 1)]! / fixture.effects.CR2[j * (p + 1)]! - 1).toBeCloseTo(0, 10);
    expect(own.df[j]! / fixture.effects.dfCR2[j]! - 1).toBeCloseTo(0, 10);
  }
  expect(own.reasons.slice(3)).toEqual(Array.from({ length: p - 3 }, () => "leverage one"));
  expect(own.df[4]).toBeNaN();
  expect(own.covariance.data[p + 4]).toBeNaN();
});

test("two-way clusters agree with sandwich, each component with its own correction", () => {
  const { x, y, first } = read(fixture.crossed);
  const second = new Int32Array(fixture.crossed.second);
  const fit = leastSquares(x, y);
  const expected = { CR0: fixture.crossed.twoWayCR0, CR1: fixture.crossed.twoWayCR1, CR2: fixture.crossed.twoWayCR2 };
  for (const kind of ["CR0", "CR1", "CR2"] as const) {
    const own = robustInference(fit, x, identity(x.cols), kind, [first, second]);
    expect(own.repaired).toBe(false);
    expect(covarianceError(own.covariance.data, expected[kind])).toBeLessThan(1e-11);
  }
  expect([...robustInference(fit, x, identity(4), "CR1", [first, second]).df]).toEqual([5, 5, 5, 5]);
  const both = robustInference(fit, x, identity(4), "CR2", [first, second]).df;
  const parts = [first, second].map((codes) => robustInference(fit, x, identity(4), "CR2", [codes]).df);
  for (let j = 0; j < 4; j++) expect(both[j]).toBe(Math.min(parts[0]![j]!, parts[1]![j]!));
});

test("contrasts are linear: their covariance is C′VC, whatever else is asked for", () => {
  const { x, y, first } = read(fixture.crossed);
  const fit = leastSquares(x, y);
  const contrasts = createMatrix(4, 2, new Float64Array([0, 1, -2, 0.5, 1, 1, 0, 3]));
  for (const kind of ["HC2", "CR1", "CR2"] as const) {
    const clusters = kind === "HC2" ? [] : [first];
    const full = robustInference(fit, x, identity(4), kind, clusters).covariance.data;
    const own = robustInference(fit, x, contrasts, kind, clusters);
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      let expected = 0;
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++)
          expected += contrasts.data[a * 4 + i]! * contrasts.data[b * 4 + j]! * full[j * 4 + i]!;
      }
      expect(own.covariance.data[b * 2 + a]! / expected - 1).toBeCloseTo(0, 11);
    }
    const alone = robustInference(fit, x, createMatrix(4, 1, contrasts.data.slice(4)), kind, clusters);
    expect(alone.df[0]).toBe(own.df[1]);
    expect(alone.values[0]).toBe(own.values[1]);
  }
});

/** Bell and McCaffrey's df from the n × n matrices of their definition. */
function slowDf(x: Matrix, u: readonly number[], hat: (i: number, j: number) => number): number {
  const n = x.rows;
  const square = (i: number): number => u[i]! ** 2 / (1 - hat(i, i));
  let trace = 0;
  let squared = 0;
  for (let i = 0; i < n; i++) {
    trace += square(i) * (1 - hat(i, i));
    for (let j = 0; j < n; j++) squared += square(i) * square(j) * ((i === j ? 1 : 0) - hat(i, j)) ** 2;
  }
  return trace ** 2 / squared;
}

test("df of HC2 equal the ones from n × n matrices, over several blocks of rows", () => {
  const n = 600;
  const rng = createRng("slow df");
  const data = Float64Array.from({ length: n * 5 }, (_, at) =>
    at < n ? 1 : at < 2 * n ? Number(at < n + 40) : rng.normal() ** 3,
  );
  const x = createMatrix(n, 5, data);
  const fit = leastSquares(
    x,
    Float64Array.from({ length: n }, () => rng.normal()),
  );
  const bread = fit.unscaledCovariance.data;
  const own = robustInference(fit, x, identity(5), "HC2");
  const loads = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 5 }, (_unused, a) => {
      let sum = 0;
      for (let b = 0; b < 5; b++) sum += bread[a * 5 + b]! * data[b * n + i]!;
      return sum;
    }),
  );
  const hat = (i: number, j: number): number => loads[i]!.reduce((sum, load, a) => sum + load * data[a * n + j]!, 0);
  for (const a of [1, 4]) {
    const expected = slowDf(
      x,
      loads.map((row) => row[a]!),
      hat,
    );
    expect(own.df[a]! / expected - 1).toBeCloseTo(0, 10);
  }
});

test("a row that only its own indicator fits: the other coefficients keep their variance, that one has none and says why", () => {
  const x = createMatrix(6, 2, new Float64Array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1]));
  const fit = leastSquares(x, new Float64Array([1, 2, 4, 8, 3, 9]));
  const without = createMatrix(5, 1, new Float64Array(5).fill(1));
  const expected = leastSquares(without, new Float64Array([1, 2, 4, 8, 3]));
  for (const kind of ["HC2", "HC3"] as const) {
    const own = robustInference(fit, x, identity(2), kind);
    expect(own.reasons).toEqual([null, "leverage one"]);
    expect([own.df[1], own.covariance.data[1], own.covariance.data[3]]).toEqual([NaN, NaN, NaN]);
    const mean = robustInference(expected, without, identity(1), kind);
    expect(own.covariance.data[0]! / mean.covariance.data[0]! - 1).toBeCloseTo(0, 12);
    expect(own.df[0]! / mean.df[0]! - 1).toBeCloseTo(0, 12);
  }
  const one = robustInference(fit, x, identity(2), "CR2", [new Int32Array([1, 1, 2, 2, 3, 4])]);
  expect(one.reasons).toEqual([null, "leverage one"]);
});

test("aliased coefficients, no degrees of freedom, one cluster, residuals that cancel", () => {
  const x = createMatrix(4, 3, new Float64Array([1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]));
  const y = new Float64Array([1, 2, 4, 9]);
  const fit = leastSquares(x, y);
  const aliased = robustInference(fit, x, identity(3), "HC1");
  expect(aliased.reasons).toEqual([null, null, "aliased coefficient"]);
  expect(aliased.values[2]).toBeNaN();
  expect(aliased.covariance.data[1]).toBeLessThan(0);
  const arm = createMatrix(3, 1, new Float64Array([0, 1, 0]));
  const clusters = [new Int32Array([5, 5, 7, 7])];
  // Treatment assigned to one of two clusters: within each the residuals sum to zero.
  expect(robustInference(fit, x, arm, "CR0", clusters).reasons).toEqual(["not positive"]);
  expect(robustInference(fit, x, arm, "CR2", clusters).reasons).toEqual(["leverage one"]);
  expect(robustInference(fit, x, arm, "CR1", [new Int32Array(4)]).reasons).toEqual(["one cluster"]);
  const zeros = createMatrix(4, 1);
  const none = robustInference(leastSquares(zeros, y), zeros, identity(1), "HC2");
  expect([none.reasons, none.values[0], none.df[0]]).toEqual([["aliased coefficient"], NaN, NaN]);
  const square = createMatrix(2, 2, new Float64Array([1, 1, 0, 1]));
  const exact = leastSquares(square, new Float64Array([3, 5]));
  for (const kind of ["classical", "HC1", "HC3"] as const) {
    expect(robustInference(exact, square, identity(2), kind).reasons[1]).toBe("no residual degrees of freedom");
  }
});

test("a two-way covariance with a negative eigenvalue is mended and says so", () => {
  // Every cell of two codings holds two rows whose errors cancel within rows and within columns, not within cells.
  const n = 8;
  const x = createMatrix(n, 1, new Float64Array(n).fill(1));
  const fit = leastSquares(x, new Float64Array([1, 1, -1, -1, -1, -1, 1, 1]));
  const first = new Int32Array([0, 0, 0, 0, 1, 1, 1, 1]);
  const second = new Int32Array([0, 0, 1, 1, 0, 0, 1, 1]);
  const own = robustInference(fit, x, identity(1), "CR0", [first, second]);
  expect(own.repaired).toBe(true);
  expect(own.reasons).toEqual(["not positive"]);
});

test("misuse is a RangeError that says what is there", () => {
  const { x, y, first } = read(fixture.arms);
  const fit = leastSquares(x, y);
  const call =
    (kind: RobustKind, clusters?: readonly Int32Array[], contrasts = identity(2)) =>
    () =>
      robustInference(fit, x, contrasts, kind, clusters);
  expect(call("CR1")).toThrow(new RangeError("robustInference: CR1 needs one or two codings of clusters; got 0"));
  expect(call("HC2", [first])).toThrow(new RangeError("robustInference: HC2 takes no clusters; got 1"));
  expect(call("CR2", [first.subarray(1)])).toThrow(
    new RangeError("robustInference: clusters must hold 30 codes; got 29"),
  );
  expect(call("HC2", [], identity(3))).toThrow(
    new RangeError("robustInference: contrasts must have a row for each of 2 coefficients; got 3"),
  );
  expect(() => robustInference(fit, createMatrix(3, 2), identity(2), "HC0")).toThrow(
    new RangeError("robustInference: x must be the fitted 30 x 2 matrix; got 3 x 2"),
  );
});
