import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { addDays, withColumn } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedSeries } from "../../../../test/support/simulate-series.ts";
import { contextOf } from "../../../measure.ts";
import { describeModel } from "../../../testing.ts";
import { createInterruptedTimeSeries } from "../create-interrupted-time-series.ts";
import { allFeatures } from "../interrupted-time-series.ts";
import { bsts } from "./bsts.ts";
import { inferenceOfDraws } from "./draws.ts";

const model = createInterruptedTimeSeries({ bsts }, allFeatures);
const at = { intervention_date: addDays("2024-01-01", 50), seasons: [], draws: 400, placebo_dates: 0 };
function fit(table: Table, options: Record<string, unknown> = {}, seed = 0): Fit {
  return model.fit(
    table,
    unwrap(validate(model.options, { ...at, ...options }), "test", "config/invalid"),
    contextOf(seed),
  );
}

test("p and the interval of draws agree, and p has a floor", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -3, max: 4, noNaN: true }), { minLength: 100, maxLength: 400 }),
      fc.constantFrom(0.8, 0.9, 0.95),
      (values, level) => {
        const { interval, pValue } = inferenceOfDraws(Float64Array.from(values), level);
        expect(pValue).toBeGreaterThanOrEqual(2 / (values.length + 1));
        expect(pValue < 1 - level).toBe(interval.lower > 0 || interval.upper < 0);
      },
    ),
  );
});

describe("a series with a control", () => {
  const base = simulatedSeries(20, { n: 100, effect: 6 });
  const control = Float64Array.from({ length: 100 }, (_, t) => 3 * Math.sin(t * 0.7) + Math.cos(t * t));
  const table = withColumn(
    withColumn(base, "control", control),
    "revenue",
    (base["revenue"] as Float64Array).map((v, t) => v + 2 * control[t]!),
  );
  const found = fit(table, { covariates: ["control"] });

  test("finds effect, coefficient and inclusion", () => {
    expect(Math.abs(found.estimate.value - 6)).toBeLessThan(3 * found.estimate.stderr!);
    expect(found.terms![0]!.value).toBeCloseTo(2, 0);
    expect(found.diagnostics["inclusion_control"]).toBeGreaterThan(0.95);
    expect(found.effects![0]!.value).toBeCloseTo(50 * found.estimate.value, 8);
    expect(found.series!.cumulative.at(-1)).toBeCloseTo(50 * found.estimate.value, 8);
  });

  test("prints its Monte Carlo error, which is that of another seed", () => {
    const error = found.diagnostics["monte_carlo_std_error"] as number;
    const other = fit(table, { covariates: ["control"] }, 1).estimate.value;
    expect(other).not.toBe(found.estimate.value);
    expect(Math.abs(other - found.estimate.value)).toBeLessThan(5 * error);
    expect(found.diagnostics["draws"]).toBe(400);
    expect(found.estimate.pValue).toBeGreaterThanOrEqual(2 / 401);
  });

  test("tries three priors", () => {
    expect(found.tables!["prior_sensitivity"]!["level_sd"]).toEqual(["0.01", "0.1", "free"]);
    expect(found.checks.find(({ name }) => name === "prior_sensitivity")!.status).toBe("pass");
  });
});

test("a wandering level makes the answer depend on the prior, which fails", () => {
  const failed = [31, 32, 33, 34].map((seed) => {
    const { checks } = fit(simulatedSeries(seed, { n: 100, ar: 0.97 }), { priors: "causal_impact" });
    return checks.find(({ name }) => name === "prior_sensitivity")!.status === "fail";
  });
  expect(failed).toContain(true);
});

describeModel({ describe, test }, "interrupted_time_series, bsts", model, {
  options: { ...at, covariates: [] },
  table: simulatedSeries(21, { n: 100, ar: 0.2, effect: 3 }),
  outcome: "revenue",
});
