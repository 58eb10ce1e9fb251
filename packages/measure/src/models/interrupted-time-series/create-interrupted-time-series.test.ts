import { unwrap, validate, type Fit, type Model, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { addDays } from "@ie/table";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { createInterruptedTimeSeries } from "./create-interrupted-time-series.ts";
import { counts } from "./features/counts.ts";
import { holidays } from "./features/holidays.ts";
import { interruptedTimeSeries } from "./interrupted-time-series.ts";
import { bsts } from "./methods/bsts.ts";
import { regression } from "./methods/regression.ts";
import { sarimax } from "./methods/sarimax.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";

const rng = createRng(3);
const n = 80;
const table: Table = {
  date: Array.from({ length: n }, (_, t) => addDays("2024-01-01", t)),
  revenue: Float64Array.from({ length: n }, (_, t) => 100 + (t >= 50 ? 4 : 0) + rng.normal()),
};
const at = { intervention_date: addDays("2024-01-01", 50) };

function fit(model: Model<InterruptedTimeSeriesOptions>, options: object): Fit {
  return model.fit(table, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(1));
}

function faults(model: Model<InterruptedTimeSeriesOptions>, options: object): string[] {
  const result = validate(model.options, options);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("one method alone", () => {
  test.each([
    ["regression", { regression }, {}],
    ["sarimax", { sarimax }, { order: [1, 0, 0] }],
    ["bsts", { bsts }, { draws: 200 }],
  ])("%s gives the numbers of the whole model", (method, methods, more) => {
    const own = fit(createInterruptedTimeSeries(methods), { ...at, ...more });
    const whole = fit(interruptedTimeSeries, { ...at, ...more, method });
    expect(own.estimate).toEqual(whole.estimate);
    expect(own.diagnostics).toEqual(whole.diagnostics);
    expect(own.series).toEqual(whole.series);
    const names = new Set(own.checks.map(({ name }) => name));
    expect(own.checks).toEqual(whole.checks.filter(({ name }) => names.has(name)));
    expect([...names].slice(0, 2)).toEqual(["points_each_side", "gaps"]);
  });

  test("an option of a method or feature that was left out is a fault that names it", () => {
    const model = createInterruptedTimeSeries({ regression });
    const lacking = (key: string, part: string): string =>
      `${key}: option "${key}" needs ${part}, which this model was made without; pass ${part} to createInterruptedTimeSeries`;
    expect(faults(model, { ...at, order: [1, 0, 0], priors: "calibrated", holidays: {}, placebo_dates: 3 })).toEqual([
      lacking("order", "sarimax"),
      lacking("priors", "bsts"),
      lacking("holidays", "holidays"),
      lacking("placebo_dates", "placebos"),
    ]);
    expect(faults(model, { ...at, family: "poisson" })).toEqual([lacking("family", "counts")]);
    expect(faults(createInterruptedTimeSeries({ sarimax }), { ...at, order: "auto" })).toEqual([
      "order: auto needs orderSearch, which this model was made without; pass orderSearch to createInterruptedTimeSeries",
    ]);
  });

  test("faults of options together are told together", () => {
    const twice = { date: "2024-02-01", end: "2024-01-01" };
    expect(faults(interruptedTimeSeries, { interventions: [twice, twice], effect: "decay", offset: "x" })).toEqual([
      'interventions: two are called "2024-02-01"; give each its own name',
      'interventions: "2024-02-01" ends on 2024-01-01, before it begins on 2024-02-01; got ["…","…"]',
      'effect: decay needs method regression, family gaussian and a single intervention; got "decay"',
      'offset: needs family: poisson; got "x"',
    ]);
  });

  test("features work by themselves", () => {
    const model = createInterruptedTimeSeries({ regression }, { counts, holidays });
    const options = { ...at, holidays: { dates: ["2024-01-10", "2024-02-28"] } };
    expect(fit(model, options).estimate).toEqual(fit(interruptedTimeSeries, options).estimate);
    const poisson = { ...at, family: "poisson" };
    expect(fit(model, poisson).estimate).toEqual(fit(interruptedTimeSeries, poisson).estimate);
  });
});

describeModel(
  { describe, test },
  "interrupted_time_series, regression alone",
  createInterruptedTimeSeries({ regression }),
  {
    options: at,
    table,
    outcome: "revenue",
  },
);
