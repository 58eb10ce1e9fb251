import { ImpactError, optionsSchema, unwrap, validate, type Fit, type Model, type Table } from "@ie/contracts";
import { createRng, moments, welch } from "@ie/stats";
import { addDays } from "@ie/table";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { contextOf } from "../measure.ts";
import { design } from "./design.ts";
import { simulateDesign, type SimulatedDesign } from "./simulate-design.ts";
import { simulateOptions } from "./simulate-options.ts";

/** Welch's test of the rows with `on` 1 against those with 0, cut at `intervention_date` where one is given. */
const difference: Model<{ readonly interventionDate: string | null }> = {
  design: "experiment",
  options: optionsSchema({ intervention_date: z._default(z.nullable(z.string()), null) }),
  columns: () => ["y", "on"],
  fit: (table, { interventionDate }): Fit => {
    const y = table["y"] as Float64Array;
    const dates = table["date"] as readonly string[] | undefined;
    const sums = [0, 1].map(() => ({ n: 0, sum: 0, square: 0 }));
    for (const [i, value] of y.entries()) {
      const arm = interventionDate === null ? table["on"]![i]! : dates![i]! >= interventionDate ? 1 : 0;
      const of = sums[arm as 0 | 1]!;
      of.n += 1;
      of.sum += value;
      of.square += value * value;
    }
    const [control, treated] = sums.map(({ n, sum, square }) => moments(n, sum, square));
    if (control!.variance === 0)
      throw new ImpactError({ code: "data/no-variation", who: "difference", what: "the control does not vary" });
    const { value, stderr, lower, upper, pValue } = welch(treated!, control!);
    const interval = { lower, upper, level: 0.95 };
    return {
      estimate: { estimand: "ate", value, stderr, interval, pValue, unit: "y" },
      sampleSize: y.length,
      diagnostics: { r_squared: 0 },
      checks: [],
    };
  },
};

function simulate(table: Table, request: object, model: unknown = difference): SimulatedDesign {
  const options = unwrap(validate(simulateOptions, { outcome: "y", ...request }), "simulate", "config/invalid");
  // The map of models forgets the options' type in the same way.
  return simulateDesign(
    { name: "difference", model: model as Model<unknown>, options: {} },
    table,
    options,
    contextOf(5),
  );
}

const rng = createRng(11);
const people: Table = { y: Float64Array.from({ length: 400 }, () => 10 + 2 * rng.normal()) };
const series: Table = {
  date: Array.from({ length: 300 }, (_, day) => addDays("2024-01-01", day)),
  y: Float64Array.from({ length: 300 }, () => 10 + 2 * rng.normal()),
};

test("power on drawn units agrees with the formula, errors with alpha, intervals with their level", () => {
  const { curve, minimumDetectableEffect, runs } = simulate(people, {
    by: "units",
    treatment: "on",
    effects: [0.4, 0.8, 1.2],
    runs: 600,
    units: 200,
  });
  expect(runs).toBe(600);
  const sd = Math.sqrt(moments(400, ...sumsOf(people["y"] as Float64Array)).variance);
  const formula = design({ metric: { mean: 10, sd }, effect: 0.4, units: 200 });
  for (const [k, effect] of [0, 0.4, 0.8].entries()) {
    const expected = formula.curve.find((point) => point.effect === effect)!.power;
    expect(curve[k]!.effect).toBe(effect);
    expect(Math.abs(curve[k]!.power - expected)).toBeLessThan(3.5 * curve[k]!.powerError);
    expect(curve[k]!.meanTruth).toBeCloseTo(effect, 12);
    expect(Math.abs(curve[k]!.meanEstimate - effect)).toBeLessThan(0.05);
    expect(Math.abs(curve[k]!.coverage - 0.95)).toBeLessThan(0.03);
    expect(curve[k]!.failures).toBe(0);
  }
  expect(minimumDetectableEffect).toBeGreaterThan(0.7);
  expect(minimumDetectableEffect).toBeLessThan(0.9);
});

function sumsOf(y: Float64Array): readonly [number, number] {
  return [y.reduce((sum, each) => sum + each, 0), y.reduce((sum, each) => sum + each * each, 0)];
}

test("the same seed gives the same result; neither the table nor the result can be changed by it", () => {
  const request = { by: "units", treatment: "on", effects: [0.5], runs: 20 };
  const before = [...(people["y"] as Float64Array)];
  const first = simulate(people, request);
  expect(simulate(people, request)).toEqual(first);
  expect([...(people["y"] as Float64Array)]).toEqual(before);
  expect(Object.keys(people)).toEqual(["y"]);
  expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  expect(Object.isFrozen(first.curve)).toBe(true);
});

test("outcomes of 0 and 1 stay so, and move by the effect on average", () => {
  const seen = new Set<number>();
  const spy = {
    ...difference,
    fit: ((table, ...rest) => {
      for (const value of table["y"] as Float64Array) seen.add(value);
      return difference.fit(table, ...rest);
    }) satisfies typeof difference.fit,
  };
  const clicks: Table = { y: Float64Array.from({ length: 500 }, (_, i) => (i % 5 === 0 ? 1 : 0)) };
  const { curve } = simulate(
    clicks,
    { by: "units", treatment: "on", effects: [0.5], effect_scale: "relative", runs: 300 },
    spy,
  );
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 1]);
  const at = curve.find(({ effect }) => effect === 0.5)!;
  expect(at.meanTruth).toBeCloseTo(0.1, 2);
  expect(at.meanEstimate).toBeCloseTo(0.1, 2);
});

test("clusters are drawn and treated whole", () => {
  const stores: Table = {
    y: Float64Array.from({ length: 120 }, (_, i) => (i % 12) + rng.normal()),
    store: Array.from({ length: 120 }, (_, i) => `s${i % 12}`),
  };
  const spy = {
    ...difference,
    fit: ((table, ...rest) => {
      const arms = new Map<string, number>();
      const [store, on] = [table["store"] as readonly string[], table["on"] as Float64Array];
      expect(new Set(store).size).toBe(12);
      for (const [i, name] of store.entries()) {
        expect(arms.get(name) ?? on[i]).toBe(on[i]);
        arms.set(name, on[i]!);
      }
      expect([...arms.values()].reduce((sum, arm) => sum + arm, 0)).toBe(6);
      return difference.fit(table, ...rest);
    }) satisfies typeof difference.fit,
  };
  const request = { by: "units", treatment: "on", effects: [1], runs: 100, unit_column: "store" };
  // Stores differ and the test takes rows for independent: it must be seen to find effects that are not there.
  expect(simulate(stores, request, spy).curve[0]!.power).toBeGreaterThan(0.2);
});

test("windows of the user's dates: no effect is found at alpha, an effect put in is found and measured", () => {
  const { curve, runs, independentWindows } = simulate(series, {
    by: "windows",
    effects: [-3],
    before: 40,
    after: 20,
    runs: 1000,
  });
  expect(runs).toBe(241);
  expect(independentWindows).toBe(13);
  expect(curve.map(({ effect }) => effect)).toEqual([-3, 0]);
  expect(curve[1]!.power).toBeLessThan(0.05 + 3 * curve[1]!.powerError);
  expect(curve[0]!.power).toBeGreaterThan(0.95);
  expect(curve[0]!.meanEstimate - curve[1]!.meanEstimate).toBeCloseTo(-3, 9);
  // Overlapping windows say less than their number.
  expect(curve[1]!.powerError).toBeGreaterThan(0.03);
});

test("in a panel the named units alone get the effect, and the treatment column says so", () => {
  const dates = Array.from({ length: 60 }, (_, day) => addDays("2024-01-01", day));
  const panel: Table = {
    date: ["a", "b"].flatMap(() => dates),
    shop: ["a", "b"].flatMap((shop) => dates.map(() => shop)),
    y: Float64Array.from({ length: 120 }, () => rng.normal()),
  };
  const seen: number[] = [];
  const spy = {
    ...difference,
    fit: ((table, options, context) => {
      seen.push((table["on"] as Float64Array).reduce((sum, on) => sum + on, 0));
      return difference.fit(table, { ...options, interventionDate: null }, context);
    }) satisfies typeof difference.fit,
  };
  const request = {
    by: "windows",
    effects: [5],
    before: 20,
    after: 10,
    runs: 20,
    unit_column: "shop",
    treated_units: ["b"],
    treatment: "on",
  };
  const { curve } = simulate(panel, request, spy);
  expect(new Set(seen)).toEqual(new Set([10]));
  expect(curve[1]!.meanTruth).toBe(5);
  expect(() => simulate(panel, { ...request, treated_units: ["c"] }, spy)).toThrow(
    'simulate: no row of "shop" is one of c',
  );
});

test("fits without an answer are counted; where none answers the reason is thrown; bugs are thrown on", () => {
  const flat: Table = { y: Float64Array.from({ length: 8 }, (_, i) => (i === 0 ? 1 : 0)) };
  const { curve, failure } = simulate(flat, { by: "units", treatment: "on", effects: [0.5], runs: 60 });
  expect(curve[0]!.failures).toBeGreaterThan(0);
  expect(failure).toBe("difference: the control does not vary");
  expect(() => simulate({ y: new Float64Array(8) }, { by: "units", treatment: "on", effects: [0.5] })).toThrow(
    "the control does not vary",
  );
  const broken = {
    ...difference,
    fit: () => {
      throw new TypeError("bug");
    },
  };
  expect(() => simulate(people, { by: "units", treatment: "on", effects: [1] }, broken)).toThrow(TypeError);
});

test.each([
  [{ by: "units", effects: [1] }, /treatment: is missing; name the column/],
  [{ by: "windows", effects: [1], before: 4 }, /after: is missing; give the dates of a window on each side/],
  [{ by: "windows", effects: [0], before: 4, after: 2 }, /is 0; no effect is always simulated/],
  [{ by: "windows", effects: [1], before: 290, after: 20 }, /300 dates hold no window of 290 before and 20/],
  [{ by: "units", treatment: "on", effects: [1], share: 0.001 }, /300 units, of which 300 are drawn and 0 treated/],
  [{ by: "units", treatment: "on", effects: [1], outcome: "z" }, /simulate: no column "z"/],
])("refuses %j", (request, message) => {
  expect(() => simulate(series, request)).toThrow(message);
});
