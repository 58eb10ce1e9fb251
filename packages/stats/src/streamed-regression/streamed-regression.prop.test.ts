import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { leastSquares, robustInference, type RobustInference, type RobustKind } from "../regression/index.ts";
import { createInferenceStream, createRegressionStream, type StreamedInference } from "./index.ts";

interface Data {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly clusters: Int32Array;
  /** Ends of the batches, ascending, the last one n. */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** A regression of unequal variances with an indicator among its columns, and two ways to cut its rows. */
const datasets: fc.Arbitrary<Data> = fc
  .record({
    n: fc.integer({ min: 24, max: 90 }),
    k: fc.integer({ min: 2, max: 6 }),
    seed: fc.nat(),
    level: fc.constantFrom(0, 1, 1000),
    cuts: fc.tuple(fc.array(fc.integer({ min: 1, max: 89 })), fc.array(fc.integer({ min: 1, max: 89 }))),
  })
  .map(({ n, k, seed, level, cuts }) => {
    const rng = createRng(seed);
    const x = createMatrix(n, k);
    for (let i = 0; i < n; i++) {
      x.data[i] = 1;
      x.data[n + i] = i % 3 === 0 ? 1 : 0;
      for (let j = 2; j < k; j++) x.data[j * n + i] = 10 ** (j - 3) * (level + rng.normal());
    }
    const y = Float64Array.from({ length: n }, (_, i) => level + 2 * x.data[n + i]! + (1 + (i % 5)) * rng.normal());
    const ends = (chosen: readonly number[]): number[] =>
      [...new Set([...chosen.filter((end) => end < n), n])].sort((a, b) => a - b);
    return { x, y, clusters: Int32Array.from(y, (_, i) => i % 8), first: ends(cuts[0]), second: ends(cuts[1]) };
  });

function eachBatch(x: Matrix, ends: readonly number[], visit: (rows: Matrix, from: number, to: number) => void): void {
  let from = 0;
  for (const to of ends) {
    const rows = createMatrix(to - from, x.cols);
    for (let j = 0; j < x.cols; j++) {
      rows.data.set(x.data.subarray(j * x.rows + from, j * x.rows + to), j * (to - from));
    }
    visit(rows, from, to);
    from = to;
  }
}

function streamed({ x, y, clusters, first, second }: Data, kind: RobustKind): StreamedInference {
  const regression = createRegressionStream(x.cols);
  eachBatch(x, first, (rows, from, to) => regression.add(rows, y.subarray(from, to)));
  const identity = createMatrix(x.cols, x.cols);
  for (let j = 0; j < x.cols; j++) identity.data[j * x.cols + j] = 1;
  const inference = createInferenceStream(regression.finish(), identity, kind);
  eachBatch(x, second, (rows, from, to) => inference.add(rows, y.subarray(from, to), clusters.subarray(from, to)));
  return inference.finish();
}

function expectClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(tolerance * Math.abs(value));
  }
}

const diagonal = ({ data, rows }: Matrix): Float64Array =>
  Float64Array.from({ length: rows }, (_, j) => data[j * rows + j]!);

function inMemory({ x, y, clusters }: Data, kind: RobustKind): RobustInference {
  const identity = createMatrix(x.cols, x.cols);
  for (let j = 0; j < x.cols; j++) identity.data[j * x.cols + j] = 1;
  return robustInference(leastSquares(x, y), x, identity, kind, kind.startsWith("CR") ? [clusters] : []);
}

test("any batches give what the regression in memory gives, for every kind", () => {
  fc.assert(
    fc.property(datasets, (data) => {
      for (const kind of ["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "CR0", "CR1", "CR2"] as const) {
        const memory = inMemory(data, kind);
        const { values, covariance, df, reasons } = streamed(data, kind);
        const errors = diagonal(memory.covariance).map(Math.sqrt);
        // Of the standard error too, since a coefficient may lie near zero.
        for (const [j, value] of memory.values.entries()) {
          expect(Math.abs(values[j]! - value)).toBeLessThan(1e-9 * (Math.abs(value) + errors[j]!));
        }
        expectClose(diagonal(covariance), diagonal(memory.covariance), 1e-9);
        expectClose(df, memory.df, 1e-9);
        expect(reasons).toEqual(memory.reasons);
      }
    }),
    { numRuns: 60 },
  );
});

/** Bell and McCaffrey (2002) by their definition: the n × n matrix of the weighted residual makers. */
function slowDf(x: Matrix, y: Float64Array, column: number): number {
  const n = x.rows;
  const { unscaledCovariance, leverage } = leastSquares(x, y);
  const row = (i: number): Float64Array => Float64Array.from({ length: x.cols }, (_, j) => x.data[j * n + i]!);
  const hat = (i: number, l: number): number => {
    let sum = 0;
    for (const [a, u] of row(i).entries()) {
      for (const [b, v] of row(l).entries()) sum += u * v * unscaledCovariance.data[b * x.cols + a]!;
    }
    return sum;
  };
  const a = Float64Array.from({ length: n }, (_, i) => {
    let weight = 0;
    for (const [j, value] of row(i).entries()) weight += value * unscaledCovariance.data[column * x.cols + j]!;
    return weight / Math.sqrt(1 - leverage[i]!);
  });
  let [trace, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < n; l++) {
      const g = a[i]! * a[l]! * ((i === l ? 1 : 0) - hat(i, l));
      if (i === l) trace += g;
      squares += g * g;
    }
  }
  return (trace * trace) / squares;
}

test("degrees of freedom of HC2 are Bell and McCaffrey's", () => {
  fc.assert(
    fc.property(datasets, (data) => {
      expect(streamed(data, "HC2").df[1]! / slowDf(data.x, data.y, 1) - 1).toBeCloseTo(0, 8);
    }),
    { numRuns: 10 },
  );
});

test("clusters of one row: CR0 is HC0, CR2 is HC2 with its degrees of freedom; names of clusters mean nothing", () => {
  fc.assert(
    fc.property(datasets, (data) => {
      const single = { ...data, clusters: data.clusters.map((_, i) => i) };
      const [hc2, cr2] = [streamed(data, "HC2"), streamed(single, "CR2")];
      expectClose(diagonal(cr2.covariance), diagonal(hc2.covariance), 1e-9);
      expectClose(cr2.df, hc2.df, 1e-8);
      expectClose(diagonal(streamed(single, "CR0").covariance), diagonal(streamed(data, "HC0").covariance), 1e-9);
      const renamed = { ...data, clusters: data.clusters.map((code) => 100 - 7 * code) };
      for (const kind of ["CR1", "CR2"] as const) {
        const [one, other] = [streamed(data, kind), streamed(renamed, kind)];
        expectClose(other.covariance.data, one.covariance.data, 1e-8);
        expectClose(other.df, one.df, 1e-9);
        expect(one.clusters).toBe(8);
      }
    }),
    { numRuns: 30 },
  );
});

// A row that alone has a value of some column has leverage 1: its error shows in no residual.
test("a row of leverage 1 takes the same contrasts' variances in memory and in a stream", () => {
  const property = fc.property(datasets, fc.nat(), fc.constantFrom(1e-3, 1, 1e3), (data, row, size) => {
    const { rows: n, cols: k } = data.x;
    const x = createMatrix(n, k + 1);
    x.data.set(data.x.data);
    x.data[k * n + (row % n)] = size;
    const identity = createMatrix(k + 1, k + 1);
    for (let j = 0; j <= k; j++) identity.data[j * (k + 2)] = 1;
    for (const kind of ["HC2", "HC3", "HC4"] as const) {
      const here = robustInference(leastSquares(x, data.y), x, identity, kind, [], { coefficients: true });
      const there = streamed({ ...data, x }, kind);
      expect(there.reasons).toEqual(here.reasons);
      expect(here.reasons[k]).toBe("leverage one");
      for (let j = 0; j <= k; j++) {
        const variance = here.covariance.data[j * (k + 2)]!;
        const others = [there.covariance.data[j * (k + 2)]!, here.coefficientVariances![j]!];
        for (const other of others) {
          if (Number.isNaN(variance)) expect(other).toBeNaN();
          else expect(Math.abs(other / variance - 1)).toBeLessThan(1e-6);
        }
      }
    }
  });
  fc.assert(property, { numRuns: 60 });
});
