import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { createTable, takeRows } from "@ie/table";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { doublyRobust } from "./doubly-robust.ts";

function fit(table: Table, more: object = {}): Fit {
  const options = {
    dependent_variable: "y",
    treatment_column: "t",
    covariate_columns: ["a", "b", "group"],
    repeats: 3,
    ...more,
  };
  return doublyRobust.fit(
    table,
    unwrap(validate(doublyRobust.options, options), "test", "config/invalid"),
    contextOf(1),
  );
}

/** Rows with ties in everything, as small tables have. */
function simulate(seed: number, effect: number): Table {
  const n = 160;
  const rng = createRng(seed);
  const a = Float64Array.from({ length: n }, () => Math.round(2 * rng.normal()) / 2);
  const b = Float64Array.from({ length: n }, () => rng.integer(3));
  const group = Array.from({ length: n }, () => ["p", "q", "r"][rng.integer(3)]!);
  const t = a.map((value) => (rng.uniform() < 1 / (1 + Math.exp(-0.4 * value)) ? 1 : 0));
  const y = a.map((value, i) => Math.round(value + b[i]! + effect * t[i]! + 2 * rng.normal()));
  return createTable({ a, b, group, t, y });
}

const estimand = fc.constantFrom("ate", "att", "atc");

test("shuffled rows give the same answer, ties and all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), estimand, (seed, own) => {
      const table = simulate(seed, 1);
      const rng = createRng(seed + 1);
      const order = Array.from({ length: 160 }, (_, i) => i);
      for (let i = 159; i > 0; i--) {
        const j = rng.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      const [straight, shuffled] = [fit(table, { estimand: own }), fit(takeRows(table, order), { estimand: own })];
      expect(shuffled.estimate.value).toBeCloseTo(straight.estimate.value, 9);
      expect(shuffled.estimate.stderr).toBeCloseTo(straight.estimate.stderr!, 9);
    }),
    { numRuns: 15 },
  );
});

test("an outcome a·y + b has a times the effect, and the same p-value", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.constantFrom(1e4, 1e-4),
      fc.constantFrom(-7, 0, 1000),
      (seed, a, b) => {
        const table = simulate(seed, 0.7);
        const scaled = fit({ ...table, y: (table["y"] as Float64Array).map((value) => a * value + b * a) }).estimate;
        const { value, stderr, pValue } = fit(table).estimate;
        expect(Math.abs(scaled.value / (a * value) - 1)).toBeLessThan(1e-7 * Math.max(1, stderr! / Math.abs(value)));
        expect(Math.abs(scaled.stderr! / (a * stderr!) - 1)).toBeLessThan(1e-8);
        expect(scaled.pValue).toBeCloseTo(pValue!, 7);
      },
    ),
    { numRuns: 15 },
  );
});

test("other names for the arms and categories change nothing but the folds' draw is of the values", () => {
  const table = simulate(4, 1);
  const arms = Array.from(table["t"] as Float64Array, (value) => (value === 1 ? "yes" : "no"));
  expect(fit({ ...table, t: arms }).estimate).toEqual(fit(table).estimate);
});

test("p is below 1 − level exactly where the interval leaves out 0, relative effect included", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.99),
      estimand,
      (seed, effect, level, own) => {
        const { interval, pValue, relative } = fit(simulate(seed, effect), {
          level,
          estimand: own,
          repeats: 1,
        }).estimate;
        const leavesOut = interval.lower > 0 || interval.upper < 0;
        expect(pValue! < 1 - interval.level).toBe(leavesOut);
        if (relative?.interval) expect(relative.interval.lower > 0 || relative.interval.upper < 0).toBe(leavesOut);
      },
    ),
    { numRuns: 40 },
  );
});
