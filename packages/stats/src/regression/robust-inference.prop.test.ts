import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { shuffle } from "../random/sample.ts";
import { coefficientCovariance } from "./coefficient-covariance.ts";
import { leastSquares } from "./least-squares.ts";
import { robustInference, type RobustInference, type RobustKind } from "./robust-inference.ts";

const ROWS = 40;
const COLS = 4;
const KINDS: readonly RobustKind[] = ["classical", "HC0", "HC1", "HC2", "HC3", "HC4", "CR0", "CR1", "CR2"];

interface Sample {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly firm: Int32Array;
  readonly year: Int32Array;
}

function simulate(seed: number): Sample {
  const rng = createRng(seed, "robust");
  return {
    x: createMatrix(
      ROWS,
      COLS,
      Float64Array.from({ length: ROWS * COLS }, (_, at) => (at < ROWS ? 1 : rng.normal())),
    ),
    y: Float64Array.from({ length: ROWS }, () => 3 + rng.normal() ** 3),
    // Every cluster occurs, some are larger than the number of columns and some smaller.
    firm: Int32Array.from({ length: ROWS }, (_, i) => (i < 9 ? i : Math.floor(rng.uniform() ** 2 * 9))),
    year: Int32Array.from({ length: ROWS }, (_, i) => (i < 5 ? i : rng.integer(5))),
  };
}

const contrasts = createMatrix(COLS, 2, new Float64Array([0, 1, 0, 0, 1, 0, -1, 2]));

function infer({ x, y, firm, year }: Sample, kind: RobustKind, ways = 1, of = contrasts): RobustInference {
  const clusters = kind.startsWith("CR") ? [firm, year].slice(0, ways) : [];
  return robustInference(leastSquares(x, y), x, of, kind, clusters);
}

/** Variances relative to their own size: a two-way one is a difference and may be small. */
function expectSame(own: RobustInference, other: RobustInference, tolerance = 1e-9): void {
  expect(own.reasons).toEqual(other.reasons);
  for (const key of ["values", "df"] as const) {
    for (const [c, value] of other[key].entries()) {
      if (!Number.isNaN(value)) expect(Math.abs(own[key][c]! / value - 1)).toBeLessThan(tolerance);
    }
  }
  for (const at of [0, 3]) {
    const value = other.covariance.data[at]!;
    if (!Number.isNaN(value)) expect(Math.abs(own.covariance.data[at]! / value - 1)).toBeLessThan(tolerance);
  }
}

function everyCase(check: (sample: Sample, kind: RobustKind, ways: 1 | 2, seed: number) => void): void {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      for (const kind of KINDS) {
        check(simulate(seed), kind, 1, seed);
        if (kind.startsWith("CR")) check(simulate(seed), kind, 2, seed);
      }
    }),
    { numRuns: 30 },
  );
}

test("the order of the rows does not matter", () => {
  everyCase((sample, kind, ways, seed) => {
    const order = shuffle(
      createRng(seed, "order"),
      Array.from({ length: ROWS }, (_, i) => i),
    );
    const permuted = {
      x: createMatrix(
        ROWS,
        COLS,
        sample.x.data.map((_, at) => sample.x.data[at - (at % ROWS) + order[at % ROWS]!]!),
      ),
      y: sample.y.map((_, i) => sample.y[order[i]!]!),
      firm: sample.firm.map((_, i) => sample.firm[order[i]!]!),
      year: sample.year.map((_, i) => sample.year[order[i]!]!),
    };
    expectSame(infer(permuted, kind, ways), infer(sample, kind, ways));
  });
});

test("the names of the clusters do not matter", () => {
  everyCase((sample, kind, ways) => {
    const renamed = {
      ...sample,
      firm: sample.firm.map((code) => 1000 - 7 * code),
      year: sample.year.map((code) => -code),
    };
    expectSame(infer(renamed, kind, ways), infer(sample, kind, ways));
  });
});

test("units of a column, of y and a change of basis rescale the contrast and nothing else", () => {
  everyCase((sample, kind, ways, seed) => {
    const factor = 10 ** ((seed % 7) - 3);
    const data = sample.x.data.slice();
    const given = contrasts.data.slice();
    for (let i = 0; i < ROWS; i++) data[ROWS + i] = data[ROWS + i]! * factor;
    for (const c of [0, 1]) given[c * COLS + 1] = given[c * COLS + 1]! * factor;
    // Column 3 becomes column 3 + 2 · column 2: b2 of the old basis is b2 + 2 b3 of the new.
    for (let i = 0; i < ROWS; i++) data[3 * ROWS + i] = data[3 * ROWS + i]! + 2 * data[2 * ROWS + i]!;
    for (const c of [0, 1]) given[c * COLS + 3] = given[c * COLS + 3]! + 2 * given[c * COLS + 2]!;
    const changed = { ...sample, x: createMatrix(ROWS, COLS, data), y: sample.y.map((value) => 1e3 * value) };
    const own = infer(changed, kind, ways, createMatrix(COLS, 2, given));
    const other = infer(sample, kind, ways);
    expect(own.repaired).toBe(other.repaired);
    expectSame(
      {
        ...own,
        values: own.values.map((value) => value / 1e3),
        covariance: createMatrix(
          2,
          2,
          own.covariance.data.map((value) => value / 1e6),
        ),
      },
      other,
    );
  });
});

test("with every row its own cluster CR2 is HC2 with its df, and CR0 is HC0", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const sample = { ...simulate(seed), firm: Int32Array.from({ length: ROWS }, (_, i) => i) };
      expectSame(infer(sample, "CR2"), infer(sample, "HC2"), 1e-11);
      const df = (own: RobustInference): RobustInference => ({ ...own, df: new Float64Array(2).fill(1) });
      expectSame(df(infer(sample, "CR0")), df(infer(sample, "HC0")), 1e-11);
    }),
    { numRuns: 30 },
  );
});

test("the same coding twice is that coding once", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const sample = simulate(seed);
      for (const kind of ["CR0", "CR1", "CR2"] as const) {
        expectSame(infer({ ...sample, year: sample.firm }, kind, 2), infer(sample, kind), 1e-9);
      }
    }),
    { numRuns: 30 },
  );
});

test("two arms: HC2 is Welch's standard error, its df those of the arms' variances under equal errors", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 20 }), (seed, n1, n0) => {
      const rng = createRng(seed, "arms");
      const n = n1 + n0;
      const x = createMatrix(
        n,
        2,
        Float64Array.from({ length: 2 * n }, (_, at) => (at < n || at - n < n1 ? 1 : 0)),
      );
      const y = Float64Array.from({ length: n }, (_, i) => rng.normal() * (i < n1 ? 3 : 1));
      const variance = (arm: Float64Array): number => {
        const mean = arm.reduce((sum, value) => sum + value, 0) / arm.length;
        return arm.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (arm.length - 1);
      };
      const own = robustInference(leastSquares(x, y), x, createMatrix(2, 1, new Float64Array([0, 1])), "HC2");
      const welch = variance(y.subarray(0, n1)) / n1 + variance(y.subarray(n1)) / n0;
      expect(Math.abs(own.covariance.data[0]! / welch - 1)).toBeLessThan(1e-11);
      const df = (1 / n1 + 1 / n0) ** 2 / (1 / (n1 ** 2 * (n1 - 1)) + 1 / (n0 ** 2 * (n0 - 1)));
      expect(Math.abs(own.df[0]! / df - 1)).toBeLessThan(1e-11);
    }),
  );
});

test("the coefficients' variances of the same pass are those of their covariance matrix", () => {
  const property = fc.property(fc.nat(), (seed) => {
    const { x, y } = simulate(seed);
    const fit = leastSquares(x, y);
    for (const kind of ["classical", "HC0", "HC1", "HC2", "HC3", "HC4"] as const) {
      const { coefficientVariances } = robustInference(fit, x, contrasts, kind, [], { coefficients: true });
      const { data } = coefficientCovariance(fit, x, kind);
      for (let j = 0; j < COLS; j++) {
        expect(Math.abs(coefficientVariances![j]! / data[j * (COLS + 1)]! - 1)).toBeLessThan(1e-11);
      }
    }
  });
  fc.assert(property, { numRuns: 50 });
});
