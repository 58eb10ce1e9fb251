import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { createTable, takeRows } from "@ie/table";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { nearestNeighbourMatching } from "./nearest-neighbour-matching.ts";

function fit(table: Table, options: Record<string, unknown>, seed = 0): Fit {
  const model = nearestNeighbourMatching;
  return model.fit(table, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(seed));
}

/** Covariates with many copies and ties beside one without. */
function simulated(seed: number, n = 120): Table {
  const rng = createRng(seed, "matching laws");
  const [a, b, c, treated, y] = [0, 1, 2, 3, 4].map(() => new Float64Array(n));
  const id: string[] = [];
  for (let i = 0; i < n; i++) {
    a![i] = Math.round(2 * rng.normal());
    b![i] = rng.integer(3);
    c![i] = rng.normal();
    treated![i] = rng.uniform() < 1 / (1 + Math.exp(0.8 - 0.3 * a![i]! - 0.3 * c![i]!)) ? 1 : 0;
    y![i] = 10 + a![i]! + b![i]! + c![i]! + (rng.normal() + 0.5) * treated![i]! + rng.normal();
    id.push(`u${rng.integer(1e9)}-${i}`);
  }
  return createTable({ a: a!, b: b!, c: c!, treated: treated!, y: y!, id });
}

const options = fc
  .record({
    covariate_columns: fc.constantFrom(["a", "b"], ["a", "b", "c"]),
    estimand: fc.constantFrom("att", "atc", "ate"),
    distance: fc.constantFrom("inverse_variance", "mahalanobis", "propensity", "linear_propensity"),
    replace: fc.boolean(),
    ratio: fc.integer({ min: 1, max: 3 }),
    caliper: fc.constantFrom(null, 1, 2),
    exact: fc.constantFrom([], ["b"]),
    ties: fc.boolean(),
    bias_correction: fc.constantFrom("none", "linear"),
  })
  .map((given) => ({
    ...given,
    treatment_column: "treated",
    dependent_variable: "y",
    unit_column: "id",
    ties: given.ties || !given.replace,
    estimand: given.replace || given.estimand !== "ate" ? given.estimand : "att",
  }));
const seeds = fc.nat(200);

function expectSame(found: Fit, expected: Fit, factor = 1): void {
  const width = factor * (expected.estimate.interval.upper - expected.estimate.interval.lower);
  expect(Math.abs(found.estimate.value - factor * expected.estimate.value)).toBeLessThan(1e-8 * width);
  expect(Math.abs(found.estimate.interval.upper - factor * expected.estimate.interval.upper)).toBeLessThan(
    1e-8 * width,
  );
  expect(found.checks.map(({ status }) => status)).toEqual(expected.checks.map(({ status }) => status));
}

test("neither the order of rows, nor names of units, nor the outcome's scale change the answer", () => {
  fc.assert(
    fc.property(seeds, options, (seed, given) => {
      const table = simulated(seed);
      const straight = fit(table, given);
      const order = shuffle(createRng(seed), (table["y"] as Float64Array).keys());
      expectSame(fit(takeRows(table, order), given), straight);
      const renamed = (table["id"] as readonly string[]).map((_, i) => `v${(i * 7919) % 1009}`);
      expectSame(fit({ ...table, id: renamed }, given), straight);
      const scaled = (table["y"] as Float64Array).map((value) => 1e4 * value);
      expectSame(fit({ ...table, y: scaled }, given), straight, 1e4);
      const moved = (table["y"] as Float64Array).map((value) => value - 500);
      const { estimate } = fit({ ...table, y: moved }, given);
      expect(estimate.value).toBeCloseTo(straight.estimate.value, 8);
      expect(estimate.stderr).toBeCloseTo(straight.estimate.stderr!, 8);
    }),
    { numRuns: 25 },
  );
});

test("p is below alpha exactly where 0 is outside, absolute and relative", () => {
  fc.assert(
    fc.property(seeds, options, fc.constantFrom(0.5, 0.8, 0.9, 0.95, 0.99, 0.999), (seed, given, level) => {
      const { estimate, effects } = fit(simulated(seed), { ...given, level });
      for (const { interval, pValue, relative } of [estimate, ...(effects ?? [])]) {
        expect(pValue! < 1 - level).toBe(interval!.lower > 0 || interval!.upper < 0);
        if (relative?.interval == null) continue;
        expect(pValue! < 1 - level).toBe(relative.interval.lower > 0 || relative.interval.upper < 0);
      }
    }),
    { numRuns: 30 },
  );
});

test("no pair is farther apart than the caliper, and every unit left out is counted", () => {
  fc.assert(
    fc.property(seeds, options, fc.constantFrom(0.3, 0.6, 1), (seed, given, caliper) => {
      const distance = given.distance.endsWith("propensity") ? "mahalanobis" : given.distance;
      const { diagnostics, checks } = fit(simulated(seed, 400), {
        ...given,
        covariate_columns: ["a", "c"],
        bias_correction: "none",
        distance,
        caliper,
      });
      expect(diagnostics["largest_distance"]).toBeLessThanOrEqual(caliper * (1 + 1e-12));
      const units = { att: "treated_units", atc: "control_units", ate: "" }[given.estimand];
      const wanted = units === "" ? 400 : Number(diagnostics[units]);
      const dropped = Number(diagnostics["dropped_units"]);
      expect(Number(diagnostics["matched_units"]) + dropped).toBe(wanted);
      expect(diagnostics["estimand_kept"]).toBe(dropped === 0 ? given.estimand : `${given.estimand} of matched units`);
      const { status, message, value } = checks.find(({ name }) => name === "estimand")!;
      expect(value).toBe(dropped / wanted);
      expect(status === "pass").toBe(dropped <= 0.05 * wanted);
      expect(/left out/u.test(message)).toBe(dropped > 0);
    }),
    { numRuns: 30 },
  );
});
