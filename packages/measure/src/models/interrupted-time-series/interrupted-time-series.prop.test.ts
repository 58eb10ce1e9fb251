import { unwrap, validate, type Fit, type Relative, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { addDays, takeRows, withColumn } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedSeries } from "../../../test/support/simulate-series.ts";
import { contextOf } from "../../measure.ts";
import { interruptedTimeSeries } from "./interrupted-time-series.ts";
import { arPosterior } from "./regression/ar-posterior.ts";
import { contrast, twoSidedP } from "./regression/mixture.ts";
import { matrixOf } from "./series.ts";

function fit(table: Table, options: Record<string, unknown>, seed = 0): Fit {
  const { options: schema } = interruptedTimeSeries;
  return interruptedTimeSeries.fit(table, unwrap(validate(schema, options), "test", "config/invalid"), contextOf(seed));
}

const day = (t: number): string => addDays("2024-01-01", t);
const control = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t) + 0.02 * t);
const series = fc.record({
  seed: fc.nat(10_000),
  ar: fc.constantFrom(0, 0.4, 0.8),
  effect: fc.constantFrom(0, 1, 2.5, -4),
});
const make = ({ seed, ar, effect }: { seed: number; ar: number; effect: number }): Table =>
  withColumn(simulatedSeries(seed, { n: 60, ar, effect }), "control", control);

const methods: [string, Record<string, unknown>, number][] = [
  ["regression", {}, 1e-8],
  ["regression of order 2", { ar: 2 }, 1e-4], // the nodes follow an optimiser
  ["sarimax", { order: [1, 0, 0] }, 1e-6],
  ["bsts", { method: "bsts", draws: 200, seasons: [] }, 1e-8],
];

describe.each(methods)("%s", (_, given, tolerance) => {
  const options = { intervention_date: day(30), placebo_dates: 0, covariates: ["control"], ...given };
  const runs = { numRuns: 4 };

  test("p is below 1 − level just where the interval leaves out 0, absolute and relative", () => {
    fc.assert(
      fc.property(series, fc.constantFrom(0.8, 0.9, 0.95, 0.99), (shape, level) => {
        const { estimate, effects } = fit(make(shape), { ...options, level });
        const outside = ({ lower, upper }: { lower: number; upper: number }): boolean => lower > 0 || upper < 0;
        const agree = (pValue: number | null, relative: Relative | null | undefined): void => {
          if (relative?.interval) expect(outside(relative.interval)).toBe(pValue! < 1 - level);
        };
        expect(outside(estimate.interval)).toBe(estimate.pValue! < 1 - level);
        expect(estimate.interval.upper).toBeGreaterThan(estimate.interval.lower);
        agree(estimate.pValue, estimate.relative);
        for (const { interval, pValue, relative } of effects!) {
          if (interval !== null) expect(outside(interval)).toBe(pValue! < 1 - level);
          agree(pValue, relative);
        }
      }),
      runs,
    );
  });

  test("units, level, order of rows and units of a covariate move nothing", () => {
    fc.assert(
      fc.property(series, (shape) => {
        const table = make(shape);
        const revenue = table["revenue"] as Float64Array;
        const { estimate } = fit(table, options);
        const width = estimate.interval.upper - estimate.interval.lower;
        const same = (other: Fit, factor: number, slack = 1): void => {
          for (const [a, b] of [
            [other.estimate.value, estimate.value],
            [other.estimate.interval.lower, estimate.interval.lower],
            [other.estimate.interval.upper, estimate.interval.upper],
          ] as const) {
            expect(Math.abs(a / factor - b)).toBeLessThan(slack * tolerance * width);
          }
        };
        same(
          fit(
            withColumn(
              table,
              "revenue",
              revenue.map((v) => v * 1000),
            ),
            options,
          ),
          1000,
        );
        same(fit(takeRows(table, shuffle(createRng(shape.seed), [...Array(60).keys()])), options), 1);
        same(
          fit(
            withColumn(
              table,
              "control",
              control.map((v) => v * 1e4),
            ),
            options,
          ),
          1,
        );
        // a level of 10⁶ costs six of sixteen digits
        same(
          fit(
            withColumn(
              table,
              "revenue",
              revenue.map((v) => v + 1e6),
            ),
            options,
          ),
          1,
          100,
        );
      }),
      runs,
    );
  });

  test("the same seed gives the same bytes, and nothing unknown passes for a number", () => {
    fc.assert(
      fc.property(series, (shape) => {
        const table = make(shape);
        const [first, again] = [fit(table, options, 5), fit(table, options, 5)];
        expect(JSON.stringify(first)).toBe(JSON.stringify(again));
        const numbers = [
          ...Object.values(first.diagnostics),
          ...first.checks.map(({ value }) => value),
          first.estimate.value,
          first.estimate.stderr,
        ];
        for (const value of numbers) if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      }),
      runs,
    );
  });
});

/** Share of series without an effect for which p is below 0.05. */
function rejections(ar: number, order: number, runs: number): number {
  const n = 48;
  const columns = [
    new Float64Array(n).fill(1),
    Float64Array.from({ length: n }, (_, t) => t),
    Float64Array.from({ length: n }, (_, t) => (t < n / 2 ? 0 : 1)),
  ];
  const found = Array.from({ length: runs }, (_, seed) => {
    const y = simulatedSeries(seed, { n, ar })["revenue"] as Float64Array;
    return twoSidedP(contrast(arPosterior(y, matrixOf(n, columns), order)!, Float64Array.of(0, 0, 1))!);
  });
  return found.filter((p) => p < 0.05).length / runs;
}

test.each([0, 0.3, 0.5, 0.8, 0.99])("without an effect p is below 0.05 in few, autoregression %d", (ar) => {
  // 400 runs: Monte Carlo error 1.1 points
  expect(rejections(ar, 1, 400)).toBeLessThan(0.08);
});

test("independent errors taken for granted would reject too often", () => {
  expect(rejections(0.5, 0, 400)).toBeGreaterThan(0.12);
});
