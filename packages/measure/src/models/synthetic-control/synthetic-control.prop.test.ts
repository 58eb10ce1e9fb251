import { unwrap, validate, type Fit, type Interval, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { rowCount, takeRows } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedDonors } from "../../../test/support/simulate-donors.ts";
import { contextOf } from "../../measure.ts";
import { syntheticControl } from "./synthetic-control.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  const { options: schema } = syntheticControl;
  return syntheticControl.fit(table, unwrap(validate(schema, options), "test", "config/invalid"), contextOf(0));
}

const shape = fc.record({
  seed: fc.nat(10_000),
  donors: fc.constantFrom(19, 24),
  before: fc.constantFrom(12, 21),
  effect: fc.constantFrom(0, 1, -3, 6),
});
type Shape = typeof shape extends fc.Arbitrary<infer S> ? S : never;
const make = ({ seed, donors, before, effect }: Shape, treated = 1): Table =>
  simulatedDonors(seed, { donors, before, after: 7, effect, treated });

/** The model as a configuration calls it: [name, options, treated units]. */
const variants: [string, Record<string, unknown>, number][] = [
  ["outcomes", {}, 1],
  ["demeaned", { method: "demeaned" }, 1],
  ["augmented", { method: "augmented" }, 1],
  ["synthetic_did", { method: "synthetic_did" }, 1],
  ["conformal", { inference: "conformal" }, 1],
  ["t_test", { inference: "t_test" }, 1],
  ["three treated", { draws: 100, level: 0.9 }, 3],
];

const optionsOf = ({ before }: Shape, given: Record<string, unknown>, treated: number): Record<string, unknown> => ({
  treatment_time: before,
  treated_unit: Array.from({ length: treated }, (_, u) => `t${u}`),
  time_column: "week",
  level: 0.9,
  ...given,
});

const outside = ({ lower, upper }: Interval): boolean => lower > 0 || upper < 0;

/** What must not move but by the factor: estimate, ends, p, and sums. */
function expectTimes(moved: Fit, original: Fit, factor: number, tolerance: number): void {
  const { interval, value, pValue } = original.estimate;
  const room = tolerance * factor * (interval.upper - interval.lower + Math.abs(value));
  expect(Math.abs(moved.estimate.value - factor * value)).toBeLessThan(room);
  expect(Math.abs(moved.estimate.interval.lower - factor * interval.lower)).toBeLessThan(room);
  expect(Math.abs(moved.estimate.interval.upper - factor * interval.upper)).toBeLessThan(room);
  expect(moved.estimate.pValue).toBeCloseTo(pValue!, 7);
  expect(moved.checks.map(({ name, status }) => [name, status])).toEqual(
    original.checks.map(({ name, status }) => [name, status]),
  );
}

describe.each(variants)("%s", (name, given, treated) => {
  // One fit of each chooses a penalty anew, or has a hundred placebos.
  const runs = { numRuns: name === "augmented" || name === "three treated" ? 1 : 2 };

  test("p is at most 1 − level just where the interval leaves out 0, absolute, relative and for each treated unit", () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(0.75, 0.9, 0.94), (drawn, level) => {
        const { estimate, effects } = fit(make(drawn, treated), { ...optionsOf(drawn, given, treated), level });
        const rejects = (pValue: number | null): boolean => pValue! <= 1 - level + 1e-9;
        expect(outside(estimate.interval)).toBe(rejects(estimate.pValue));
        if (estimate.relative?.interval) expect(outside(estimate.relative.interval)).toBe(rejects(estimate.pValue));
        for (const { interval, pValue, relative } of effects!) {
          if (interval !== null) expect(outside(interval)).toBe(rejects(pValue));
          if (relative?.interval) expect(outside(relative.interval)).toBe(rejects(pValue));
        }
      }),
      runs,
    );
  });

  test("order of rows and names of units move nothing", () => {
    fc.assert(
      fc.property(shape, fc.nat(1000), (drawn, seed) => {
        const table = make(drawn, treated);
        const options = optionsOf(drawn, given, treated);
        const order = Array.from({ length: rowCount(table) }, (__, i) => i);
        shuffle(createRng(seed), order);
        const shuffled = takeRows(table, order);
        const names = [...new Set(table["unit_id"] as readonly string[])];
        const called = new Map(names.map((name, i) => [name, `unit ${(i * 7919 + seed) % 10_007}`]));
        const renamed = {
          ...shuffled,
          unit_id: (shuffled["unit_id"] as readonly string[]).map((id) => called.get(id)!),
        };
        const treatedUnit = (options["treated_unit"] as string[]).map((id) => called.get(id)!).toReversed();
        expectTimes(fit(renamed, { ...options, treated_unit: treatedUnit }), fit(table, options), 1, 1e-8);
      }),
      runs,
    );
  });

  test("an outcome times 10,000 plus a constant has 10,000 times the effect", () => {
    fc.assert(
      fc.property(shape, (drawn) => {
        const table = make(drawn, treated);
        const options = optionsOf(drawn, given, treated);
        const outcome = (table["revenue"] as Float64Array).map((value) => 10_000 * value + 30_000);
        expectTimes(fit({ ...table, revenue: outcome }, options), fit(table, options), 10_000, 1e-8);
      }),
      runs,
    );
  });
});

test("the sums of the path end at the estimate times its periods", () => {
  fc.assert(
    fc.property(shape, (drawn) => {
      const { estimate, series, effects } = fit(make(drawn), optionsOf(drawn, {}, 1));
      const total = effects!.find(({ name }) => name === "cumulative")!;
      expect(series!.cumulative.at(-1)).toBeCloseTo(7 * estimate.value, 9);
      expect(series!.cumulativeLower.at(-1)).toBeCloseTo(total.interval!.lower, 8);
      expect(series!.cumulativeUpper.at(-1)).toBeCloseTo(total.interval!.upper, 8);
    }),
    { numRuns: 4 },
  );
});

test("a treated unit alone has the same effect, interval and p among several", () => {
  fc.assert(
    fc.property(shape, (drawn) => {
      const table = make(drawn, 2);
      const options = optionsOf(drawn, { draws: 100 }, 2);
      const one = fit(table, { ...options, treated_unit: "t1", exclude_donors: ["t0"] }).estimate;
      const among = fit(table, options).effects!.find(({ name }) => name === "unit t1")!;
      expect(among.value).toBeCloseTo(one.value, 10);
      expect(among.pValue).toBe(one.pValue);
      expect(among.interval!.lower).toBeCloseTo(one.interval.lower, 8);
    }),
    { numRuns: 3 },
  );
});
