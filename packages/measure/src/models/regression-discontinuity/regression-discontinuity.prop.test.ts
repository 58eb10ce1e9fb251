import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { takeRows } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulateScores } from "../../../test/support/simulate-scores.ts";
import { contextOf } from "../../measure.ts";
import { regressionDiscontinuity } from "./regression-discontinuity.ts";

const common = { running_column: "score", cutoff: 50 };
const ways: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["default", common],
  ["quadratic, epanechnikov, covariate", { ...common, order: 2, kernel: "epanechnikov", covariate_columns: ["age"] }],
  ["clusters, uniform", { ...common, cluster: "shop", kernel: "uniform" }],
];

function fit(table: Table, options: object): Fit {
  const checked = unwrap(validate(regressionDiscontinuity.options, options), "test", "config/invalid");
  return regressionDiscontinuity.fit(table, checked, contextOf(0));
}

const n = 300;
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const column = (table: Table, name: string): Float64Array => table[name] as Float64Array;

/** Scores on a grid have ties, which no order of rows may break. */
function draw(seed: number, effect: number, coarse: boolean): Table {
  const table = simulateScores({ n, effect, shops: 20 }, seed);
  if (!coarse) return table;
  return { ...table, score: column(table, "score").map((value) => Math.round(value * 2) / 2) };
}

function expectSame(a: Fit, b: Fit, factor = 1): void {
  const width = factor * (a.estimate.interval.upper - a.estimate.interval.lower);
  for (const of of [(f: Fit) => f.estimate.value, (f: Fit) => f.estimate.interval.lower]) {
    expect(Math.abs(of(b) - factor * of(a))).toBeLessThan(1e-8 * width);
  }
  expect(b.sampleSize).toBe(a.sampleSize);
  expect(b.checks.map(({ status }) => status)).toEqual(a.checks.map(({ status }) => status));
}

describe.each(ways)("%s", (_, options) => {
  test("p is below alpha exactly where the interval leaves 0 out; the relative set agrees", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0, 2, 4), fc.constantFrom(0.6, 0.9, 0.95, 0.99), (seed, effect, level) => {
        const { estimate, effects = [] } = fit(draw(seed, effect, false), { ...options, level });
        for (const { interval, pValue, relative } of [estimate, ...effects]) {
          if (interval === null || pValue === null || Math.abs(pValue - (1 - level)) < 1e-9) continue;
          const excludes = interval.lower > 0 || interval.upper < 0;
          expect(pValue < 1 - level).toBe(excludes);
          const share = relative?.interval ?? null;
          if (share !== null) expect(share.lower > 0 || share.upper < 0).toBe(excludes);
        }
      }),
      { numRuns: 8 },
    );
  });

  test("rows in any order, an affine outcome and an affine score with its cutoff change the scale alone", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, coarse) => {
        const table = draw(seed, 2, coarse);
        const plain = fit(table, options);
        const order = shuffle(
          createRng(seed, "order"),
          Array.from({ length: n }, (_row, i) => i),
        );
        expectSame(plain, fit(takeRows(table, order), options));
        const revenue = column(table, "revenue").map((value) => 1e4 * value + 7e5);
        expectSame(plain, fit({ ...table, revenue }, options), 1e4);
        const score = column(table, "score").map((value) => 1e-3 * value + 3);
        expectSame(plain, fit({ ...table, score }, { ...options, cutoff: 3.05 }));
        const shop = Array.from(column(table, "shop"), (value) => `shop ${19 - value}`);
        expectSame(plain, fit({ ...table, shop }, options));
      }),
      { numRuns: 6 },
    );
  });
});
