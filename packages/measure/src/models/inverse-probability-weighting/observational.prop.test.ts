import { isImpactError, measureResult, unwrap, validate, type Fit, type Model, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { takeRows } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulateUnits } from "../../../test/support/simulate-units.ts";
import { contextOf } from "../../measure.ts";
import { subclassification } from "../subclassification/subclassification.ts";
import { inverseProbabilityWeighting } from "./inverse-probability-weighting.ts";

const common = { treatment_column: "treated", covariate_columns: ["x1", "x2", "region"] };

/** Every way to an interval of the two models that share their reader of units. */
const ways: readonly (readonly [string, Model<unknown>, Readonly<Record<string, unknown>>])[] = [
  ...["ate", "att", "atc"].flatMap((estimand) => [
    [`weighting, ${estimand}`, inverseProbabilityWeighting, { ...common, estimand }] as const,
    [`subclassification, ${estimand}`, subclassification, { ...common, estimand }] as const,
  ]),
  [
    "weighting, probit, all units",
    inverseProbabilityWeighting,
    { ...common, propensity_model: "probit", trim: "none" },
  ],
  ["weighting, overlap", inverseProbabilityWeighting, { ...common, weights: "overlap" }],
  ["weighting, crump", inverseProbabilityWeighting, { ...common, trim: "crump" }],
  ["cells", subclassification, { ...common, strata: "quantiles", n_strata: 2, adjustment: "none" }],
  ["cells, regression", subclassification, { ...common, strata: "quantiles", n_strata: 2 }],
];

const fit = (model: Model<unknown>, table: Table, options: object): Fit =>
  model.fit(table, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(0));

/** The fit, or the code of its refusal. */
function fitOrRefusal(model: Model<unknown>, table: Table, options: object): Fit | string {
  try {
    return fit(model, table, options);
  } catch (error) {
    if (isImpactError(error)) return error.code;
    throw error;
  }
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const draw = (seed: number, effect = 2): Table => simulateUnits({ n: 160, covariates: 2, effect, slope: 0.7 }, seed);
const few = { numRuns: 8 };

/** Within 1e-8 of the interval's width. */
function expectSame(a: Fit, b: Fit, factor = 1, turn: 1 | -1 = 1): void {
  const width = factor * (a.estimate.interval.upper - a.estimate.interval.lower);
  expect(Math.abs(b.estimate.value - turn * factor * a.estimate.value)).toBeLessThan(1e-8 * width);
  expect(Math.abs(Number(b.estimate.stderr) - factor * Number(a.estimate.stderr))).toBeLessThan(1e-8 * width);
}

describe.each(ways)("%s", (_, model, options) => {
  test("p is below alpha exactly where the interval leaves 0 out, at any level; the relative set agrees", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0, 0.5, 1), fc.constantFrom(0.6, 0.9, 0.95, 0.99), (seed, effect, level) => {
        const { estimate, effects = [] } = fit(model, draw(seed, effect), { ...options, level });
        for (const { interval, pValue, relative } of [estimate, ...effects]) {
          if (interval === null || pValue === null || Math.abs(pValue - (1 - level)) < 1e-9) continue;
          const excludes = interval.lower > 0 || interval.upper < 0;
          expect(pValue < 1 - level).toBe(excludes);
          const share = relative?.interval ?? null;
          if (share !== null) expect(share.lower > 0 || share.upper < 0).toBe(excludes);
        }
      }),
      few,
    );
  });

  test("rows in any order, other names of levels, and an affine outcome change nothing but the scale", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const table = draw(seed);
        const plain = fit(model, table, options);
        const order = shuffle(
          createRng(seed, "order"),
          Array.from({ length: 160 }, (_, i) => i),
        );
        expectSame(plain, fit(model, takeRows(table, order), options));
        const named = {
          ...table,
          treated: Array.from(table["treated"] as Float64Array, (t) => (t === 1 ? "yes" : "no")),
          // Another level is the reference now.
          region: Array.from(table["region"] as string[], (r) => (r === "north" ? "z" : "a")),
        };
        expectSame(plain, fit(model, named, options));
        const scaled = { ...table, revenue: (table["revenue"] as Float64Array).map((y) => 1e4 * y + 7e5) };
        expectSame(plain, fit(model, scaled, options), 1e4);
        const moved = { ...table, x1: (table["x1"] as Float64Array).map((x) => 2000 - 1e-3 * x) };
        if (options["strata"] !== "quantiles") expectSame(plain, fit(model, moved, options));
      }),
      few,
    );
  });

  test("units that were left out are counted, and the document holds no number that is not finite", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.7, 2), (seed, slope) => {
        const table = simulateUnits({ n: 200, covariates: 2, effect: 0, slope }, seed);
        const result = fitOrRefusal(model, table, options);
        // Without trimming one unit may carry an arm, which has then no standard error.
        if (typeof result === "string") return expect(result).toBe("fit/no-overlap");
        const { diagnostics, sampleSize, checks } = result;
        const gone = 200 - sampleSize;
        const said = checks.filter(({ name }) => name === "trimming" || name === "strata");
        expect(said.some(({ status }) => status !== "pass")).toBe(
          Number(said[0]?.value) > 0.05 || /became/u.test(said[0]?.message ?? ""),
        );
        if (gone > 0) expect(said[0]?.message).toMatch(/left out/u);
        for (const value of Object.values(diagnostics))
          if (typeof value === "number") expect(value).toSatisfy(Number.isFinite);
        const { series, terms, effects, tables, ...rest } = result;
        const document = measureResult.format({
          initiativeId: "test",
          design: model.design,
          model: "test",
          ...rest,
          effects: effects ?? [],
          terms: terms ?? [],
          series: series ?? null,
          tables: tables ?? {},
          provenance: null,
        });
        expect(JSON.stringify(document)).not.toMatch(/NaN|Infinity/u);
      }),
      few,
    );
  });

  test("turns its sign when treated and untreated change places", () => {
    const estimand = { att: "atc", atc: "att" }[String(options["estimand"])] ?? options["estimand"];
    const turned = { ...options, ...(estimand === undefined ? {} : { estimand }), control: "1" };
    if (model === subclassification && estimand === undefined) return; // its default is att, which turns into atc
    const table = draw(11);
    expectSame(fit(model, table, options), fit(model, table, turned), 1, -1);
  });
});
