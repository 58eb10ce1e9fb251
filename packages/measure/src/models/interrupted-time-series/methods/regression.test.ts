import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isImpactError, unwrap, validate, type Check, type Fit, type Table } from "@ie/contracts";
import { addDays, createTable, withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureTable } from "../../../../test/support/fixture.ts";
import { simulatedSeries } from "../../../../test/support/simulate-series.ts";
import { contextOf } from "../../../measure.ts";
import { describeModel } from "../../../testing.ts";
import { createInterruptedTimeSeries } from "../create-interrupted-time-series.ts";
import { allFeatures } from "../interrupted-time-series.ts";
import { regression } from "./regression.ts";

const model = createInterruptedTimeSeries({ regression }, allFeatures);
function fit(table: Table, options: Record<string, unknown>, seed = 0): Fit {
  return model.fit(table, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(seed));
}
const check = (found: Fit, name: string): Check | undefined => found.checks.find((each) => each.name === name);
const effect = (found: Fit, name: string) => found.effects!.find((each) => each.name === name)!;
const day = (t: number): string => addDays("2024-01-01", t);

interface References {
  readonly ar1: Reml;
  readonly ar2: Reml;
  readonly gaps: Reml;
  readonly counts: {
    readonly log_rate_ratio: number;
    readonly std_error: number;
    readonly dispersion: number;
    readonly deviance: number;
  };
}
interface Reml {
  readonly effect: number;
  readonly std_error: number;
  readonly phi: readonly number[];
}
const folder = join(import.meta.dirname, "../../../../test/fixtures/interrupted-time-series-regression");
const references = JSON.parse(readFileSync(join(folder, "references.json"), "utf8")) as References;
const series = fixtureTable("interrupted-time-series-regression/series.csv");
const common = { intervention_date: day(50), seasons: [7], harmonics: 3, placebo_dates: 0 };

describe("against R", () => {
  const holes = withColumn(
    series,
    "y1",
    (series["y1"] as Float64Array).map((value, t) => ([4, 19, 20, 59].includes(t) ? NaN : value)),
  );
  test.each([
    ["ar1", series, { ...common, dependent_variable: "y1", covariates: ["x"], ar: 1 }, references.ar1],
    ["ar2", series, { ...common, dependent_variable: "y2", seasons: [], ar: 2 }, references.ar2],
    [
      "gaps",
      holes,
      { ...common, dependent_variable: "y1", covariates: ["x"], ar: 1, missing: "model" },
      references.gaps,
    ],
  ])("nlme::gls by REML, %s", (_, table, options, reference) => {
    const { diagnostics, estimate } = fit(table, options);
    const near = (actual: unknown, expected: number, tolerance: number): void =>
      expect(Math.abs((actual as number) / expected - 1)).toBeLessThan(tolerance);
    reference.phi.forEach((phi, i) => near(diagnostics[`ar_${i + 1}`], phi, 1e-4));
    near(diagnostics["reml_effect"], reference.effect, 1e-5);
    near(diagnostics["reml_std_error"], reference.std_error, 1e-5);
    // the estimate averages over the autocorrelation, and its error says that it is not known
    expect(Math.abs(estimate.value - reference.effect)).toBeLessThan(0.15 * reference.std_error);
    expect(estimate.stderr).toBeGreaterThan(reference.std_error);
  });

  test("glm, quasi-Poisson with an exposure", () => {
    const { estimate, diagnostics, effects } = fit(series, {
      ...common,
      dependent_variable: "counts",
      family: "poisson",
      offset: "exposure",
    });
    const { counts } = references;
    expect(diagnostics["log_rate_ratio"]).toBeCloseTo(counts.log_rate_ratio, 8);
    expect(diagnostics["log_rate_ratio_std_error"]).toBeCloseTo(counts.std_error, 8);
    expect(diagnostics["dispersion"]).toBeCloseTo(counts.dispersion, 7);
    expect(diagnostics["deviance"]).toBeCloseTo(counts.deviance, 6);
    expect(effects!.find(({ name }) => name === "rate_ratio")!.value).toBeCloseTo(Math.exp(counts.log_rate_ratio), 8);
    expect(estimate.value).toBeCloseTo(estimate.relative!.value * estimate.relative!.baseline, 8);
  });
});

test("a step, its total and its share of what would have been, all excluding zero together", () => {
  const found = fit(simulatedSeries(1, { n: 100, ar: 0.4, effect: 8, season: 3 }), { intervention_date: day(50) });
  const { estimate, tables, series: path } = found;
  expect(Math.abs(estimate.value - 8)).toBeLessThan(3 * estimate.stderr!);
  expect(effect(found, "cumulative").value).toBeCloseTo(50 * estimate.value, 9);
  expect(effect(found, "cumulative").interval!.lower).toBeCloseTo(50 * estimate.interval.lower, 9);
  expect(estimate.relative!.value).toBeCloseTo(estimate.value / estimate.relative!.baseline, 9);
  expect(estimate.relative!.interval!.lower).toBeGreaterThan(0);
  expect(effect(found, "forecast_average").pValue).toBeLessThan(0.05);
  expect(tables!["placebo"]!["date"]!.length).toBe(20);
  // the simultaneous band is wider than the pointwise one, and both begin at the intervention
  for (let t = 50; t < 100; t++) expect(path!.simultaneous!.lower[t]).toBeLessThan(path!.lower[t]!);
  expect(path!.simultaneous!.lower[49]).toBeNaN();
  expect(path!.expected[49]).not.toBeNaN();
});

test("the order and the harmonics do not look at the dates after the intervention", () => {
  const table = simulatedSeries(2, { n: 120, ar: 0.5, season: 2 });
  const moved = withColumn(
    table,
    "revenue",
    (table["revenue"] as Float64Array).map((value, t) => (t < 60 ? value : value * Math.cos(t) * 3)),
  );
  const told = (given: Table): unknown[] => {
    const { diagnostics } = fit(given, { intervention_date: day(60), placebo_dates: 0 });
    return [diagnostics["ar_order"], diagnostics["seasons"]];
  };
  expect(told(moved)).toEqual(told(table));
});

describe("shapes", () => {
  const base = simulatedSeries(3, { n: 100, ar: 0.3 });
  const add = (shape: (passed: number) => number): Table =>
    withColumn(
      base,
      "revenue",
      (base["revenue"] as Float64Array).map((value, t) => value + (t < 50 ? 0 : shape(t - 50))),
    );
  const term = (found: Fit, name: string): number => found.terms!.find((each) => each.name === name)!.value;

  test("a slope is averaged over its dates", () => {
    const found = fit(
      add((passed) => passed + 1),
      { intervention_date: day(50), effect: "slope" },
    );
    expect(term(found, "slope")).toBeCloseTo(1, 0);
    expect(found.estimate.value).toBeCloseTo(25.5 * term(found, "slope"), 8);
  });

  test("a step with a slope", () => {
    const found = fit(
      add((passed) => 10 + passed),
      { intervention_date: day(50), effect: "step_slope" },
    );
    expect(Math.abs(term(found, "step") - 10)).toBeLessThan(3);
    expect(found.estimate.value).toBeCloseTo(term(found, "step") + 24.5 * term(found, "slope"), 8);
  });

  test("a pulse is the effect on its own dates", () => {
    const found = fit(
      add((passed) => (passed < 3 ? 12 : 0)),
      {
        interventions: [{ date: day(50), end: day(52), effect: "pulse", name: "sale" }],
      },
    );
    expect(Math.abs(found.estimate.value - 12)).toBeLessThan(3);
    expect(effect(found, "cumulative").value).toBeCloseTo(3 * found.estimate.value, 8);
  });

  test("a decay weighs its speed by the likelihood", () => {
    const found = fit(
      add((passed) => 20 * 0.8 ** passed),
      { intervention_date: day(50), effect: "decay" },
    );
    expect(found.diagnostics["decay_per_date"]).toBeGreaterThan(0.7);
    expect(found.diagnostics["decay_per_date"]).toBeLessThan(0.88);
    // Σ 20 · 0.8^k = 100
    const total = effect(found, "cumulative");
    expect(total.interval!.lower).toBeLessThan(100);
    expect(total.interval!.upper).toBeGreaterThan(100);
  });

  test("two interventions, each with its own effect", () => {
    const two = withColumn(
      base,
      "revenue",
      (base["revenue"] as Float64Array).map((value, t) => value + (t >= 40 ? 6 : 0) + (t >= 70 ? -9 : 0)),
    );
    const found = fit(two, {
      interventions: [
        { date: day(40), name: "launch" },
        { date: day(70), name: "outage" },
      ],
    });
    expect(Math.abs(found.estimate.value - 6)).toBeLessThan(3 * found.estimate.stderr!);
    expect(Math.abs(effect(found, "outage").value + 9)).toBeLessThan(3 * effect(found, "outage").stderr!);
  });

  test("anticipation and washout leave dates out of both sides", () => {
    const noisy = withColumn(
      base,
      "revenue",
      (base["revenue"] as Float64Array).map((value, t) => value + (t >= 47 && t < 52 ? 1_000 : 0)),
    );
    const found = fit(noisy, { intervention_date: day(50), anticipation: 3, washout: 2 });
    expect(Math.abs(found.estimate.value)).toBeLessThan(4);
    expect(found.diagnostics["left_out"]).toBe(5);
    expect(found.sampleSize).toBe(95);
    expect(effect(found, "cumulative").value).toBeCloseTo(48 * found.estimate.value, 8);
    expect(found.series!.observed[50]).toBeGreaterThan(1_000);
  });
});

describe("options", () => {
  const table = simulatedSeries(4, { n: 80, ar: 0.3, season: 4 });
  const at = { intervention_date: day(40), placebo_dates: 0 };

  test("seasons come from the calendar, or not at all", () => {
    expect(fit(table, at).diagnostics["seasons"]).toBe("7: 1");
    expect(fit(table, { ...at, seasons: [] }).diagnostics["seasons"]).toBe("none");
    expect(fit(table, { ...at, seasons: [7], harmonics: 1 }).diagnostics["seasons"]).toBe("7: 1");
    expect(check(fit(table, { ...at, seasons: [] }), "residual_autocorrelation")!.status).not.toBe("pass");
  });

  test("holidays take their dates' jumps, and those around them", () => {
    const holidays = [5, 25, 60].map(day);
    const jumped = withColumn(
      table,
      "revenue",
      (table["revenue"] as Float64Array).map(
        (value, t) => value + ([5, 25, 60].includes(t) ? 30 : [6, 26, 61].includes(t) ? -10 : 0),
      ),
    );
    const found = fit(jumped, { ...at, holidays: { dates: holidays, after: 1 } });
    const term = (name: string): number => found.terms!.find((each) => each.name === name)!.value;
    expect(Math.abs(term("holiday") - 30)).toBeLessThan(3);
    expect(Math.abs(term("after_holiday") + 10)).toBeLessThan(3);
    const named = withColumn(
      jumped,
      "what",
      Array.from({ length: 80 }, (_, t) => ([5, 25, 60].includes(t) ? "fair" : "")),
    );
    expect(fit(named, { ...at, holidays: { column: "what", after: 1 } }).estimate.value).toBeCloseTo(
      found.estimate.value,
      10,
    );
  });

  test("lags of covariates", () => {
    const x = Float64Array.from({ length: 80 }, (_, t) => Math.sin(t * t));
    const later = withColumn(
      withColumn(table, "x", x),
      "revenue",
      (table["revenue"] as Float64Array).map((value, t) => value + 5 * (x[t - 2] ?? 0)),
    );
    const found = fit(later, { ...at, covariates: ["x"], covariate_lags: 2 });
    expect(found.sampleSize).toBe(78);
    expect(Math.abs(found.terms!.find(({ name }) => name === "x_lag_2")!.value - 5)).toBeLessThan(0.7);
  });

  test("the order of the autoregression as given", () => {
    expect(fit(table, { ...at, ar: 3 }).diagnostics["ar_order"]).toBe(3);
    expect(fit(table, { ...at, ar: 0 }).diagnostics["ar_1"]).toBeUndefined();
  });

  test.each([
    [{ ...at, method: "sarimax" }, 'unknown method "sarimax"'],
    [{}, "intervention_date: is missing"],
    [{ ...at, offset: "x" }, "offset: needs family: poisson"],
    [{ ...at, holidays: {} }, "holidays: needs either dates or column"],
    [{ ...at, order: [1, 0, 0] }, 'order: option "order" needs sarimax, which this model was made without'],
    [{ interventions: [{ date: day(9) }, { date: day(9) }] }, "give each its own name"],
    [{ interventions: [{ date: day(9), end: day(3) }] }, "before it begins"],
  ])("%j is refused", (options, message) => {
    const result = validate(model.options, options);
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.issues.map(({ path, message: text }) => `${path.join(".")}: ${text}`).join()).toContain(message);
  });

  test("a negative count, and an exposure of nothing, are named", () => {
    const counts = withColumn(
      table,
      "revenue",
      (table["revenue"] as Float64Array).map((value, t) => (t === 9 ? -1 : Math.round(value))),
    );
    expect(() => fit(counts, { ...at, family: "poisson" })).toThrow('column "revenue" has -1 on 2024-01-10');
    const free = withColumn(table, "people", new Float64Array(80).fill(0));
    expect(() => fit(free, { ...at, family: "poisson", offset: "people" })).toThrow(
      /the offset "people" is 0 on 2024-01-01/,
    );
  });

  test("too few outcomes and too many terms are refused with a code", () => {
    const codeOf = (action: () => unknown): unknown => {
      try {
        action();
        return null;
      } catch (error) {
        return isImpactError(error) ? error.code : error;
      }
    };
    expect(codeOf(() => fit(simulatedSeries(1, { n: 15 }), { intervention_date: day(7) }))).toBe("data/too-few-rows");
    expect(
      codeOf(() => fit(simulatedSeries(1, { n: 20 }), { intervention_date: day(10), seasons: [19], harmonics: 9 })),
    ).toBe("data/too-few-rows");
    expect(codeOf(() => fit(table, { ...at, washout: 40 }))).toBe("data/too-few-rows");
    expect(fit(simulatedSeries(1, { n: 20 }), { intervention_date: day(13), seasons: [] }).checks[0]!.status).toBe(
      "fail",
    );
  });
});

describe("checks", () => {
  test("a control that the intervention moved is named", () => {
    const table = simulatedSeries(5, { n: 100, ar: 0.3, effect: 5 });
    const control = (jump: number): Float64Array =>
      Float64Array.from({ length: 100 }, (_, t) => Math.sin(t * t) + (t < 50 ? 0 : jump));
    const status = (jump: number): string =>
      check(
        fit(withColumn(table, "c", control(jump)), { intervention_date: day(50), covariates: ["c"] }),
        "controls_unmoved",
      )!.status;
    expect(status(3)).toBe("warn");
    expect(status(0)).toBe("pass");
  });

  test("an outlier is named, and the effect without it told", () => {
    const table = simulatedSeries(6, { n: 100 });
    const spoilt = withColumn(
      table,
      "revenue",
      (table["revenue"] as Float64Array).map((value, t) => (t === 30 ? value + 25 : value)),
    );
    const found = fit(spoilt, { intervention_date: day(50) });
    expect(check(found, "outliers")).toMatchObject({ value: 1 });
    expect(check(found, "outliers")!.message).toContain("2024-01-31");
    const clean = fit(table, { intervention_date: day(50) });
    expect(Math.abs(effect(found, "without_outliers").value - clean.estimate.value)).toBeLessThan(
      0.3 * clean.estimate.stderr!,
    );
    expect(check(clean, "outliers")!.status).toBe("pass");
  });

  test("a break before the intervention warns", () => {
    const table = simulatedSeries(7, { n: 160, ar: 0.2 });
    const broken = withColumn(
      table,
      "revenue",
      (table["revenue"] as Float64Array).map((value, t) => value + (t >= 40 && t < 80 ? 8 : t >= 80 ? 8 : 0)),
    );
    expect(check(fit(broken, { intervention_date: day(80), trend: "c" }), "break_before")!.status).toBe("warn");
    expect(check(fit(table, { intervention_date: day(80), trend: "c" }), "break_before")!.status).toBe("pass");
  });

  test("fake dates find effects where the model is wrong", () => {
    const table = simulatedSeries(8, { n: 120 });
    const stairs = withColumn(
      table,
      "revenue",
      (table["revenue"] as Float64Array).map((value, t) => value + 20 * Math.floor(t / 20) * (t % 40 < 20 ? 1 : 0)),
    );
    const rate = (given: Table, ar: number): number =>
      check(fit(given, { intervention_date: day(100), ar, seasons: [] }), "placebo_dates")!.value!;
    expect(rate(stairs, 0)).toBeGreaterThan(0.3);
    expect(rate(table, 1)).toBeLessThan(0.2);
  });

  test("a random walk is said", () => {
    const table = simulatedSeries(9, { n: 120, ar: 0.999 });
    expect(check(fit(table, { intervention_date: day(60) }), "unit_root")!.status).not.toBe("pass");
    expect(
      check(fit(simulatedSeries(9, { n: 120, ar: 0.3 }), { intervention_date: day(60) }), "unit_root")!.status,
    ).toBe("pass");
  });
});

describe("calendars", () => {
  const values = (n: number, season: number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => 50 + 5 * Math.sin((2 * Math.PI * t) / season) + Math.sin(t * t));
  const two = (value: number): string => String(value).padStart(2, "0");

  test("months have seasons of 12, quarters of 4", () => {
    const months = Array.from({ length: 60 }, (_, t) => `${2019 + Math.floor(t / 12)}-${two((t % 12) + 1)}-01`);
    const monthly = fit(createTable({ date: months, revenue: values(60, 12) }), { intervention_date: "2022-01-01" });
    expect(monthly.diagnostics["seasons"]).toMatch(/^12: [1-6]$/);
    const quarters = Array.from({ length: 40 }, (_, t) => `${2010 + Math.floor(t / 4)}-${two((t % 4) * 3 + 1)}-01`);
    expect(
      fit(createTable({ date: quarters, revenue: values(40, 4) }), { intervention_date: "2016-01-01" }).diagnostics[
        "seasons"
      ],
    ).toMatch(/^4: /);
  });

  test("hours have seasons of a day, in any usual spelling", () => {
    const hours = (spell: (date: string, hour: string) => string): string[] =>
      Array.from({ length: 120 }, (_, t) => spell(addDays("2024-03-01", Math.floor(t / 24)), two(t % 24)));
    const told = (date: string[]): Fit =>
      fit(createTable({ date, revenue: values(120, 24) }), { intervention_date: "2024-03-04T00:00", placebo_dates: 0 });
    const found = told(hours((date, hour) => `${date}T${hour}:00`));
    expect(found.diagnostics["seasons"]).toMatch(/^24: /);
    expect(found.series!.interventionDate).toBe("2024-03-04T00:00");
    for (const spell of [
      (date: string, hour: string) => `${date} ${hour}:00:00`,
      (date: string, hour: string) => `${date}T${hour}:00:00Z`,
    ]) {
      expect(told(hours(spell)).estimate).toEqual(found.estimate);
    }
  });

  test("uneven dates are laid on the grid of their common step when asked", () => {
    const table = simulatedSeries(10, { n: 90, ar: 0.3, effect: 6 });
    const kept = [...Array(90).keys()].filter((t) => ![3, 4, 20, 51, 66].includes(t));
    const sparse = createTable({
      date: kept.map(day),
      revenue: Float64Array.from(kept, (t) => (table["revenue"] as Float64Array)[t]!),
    });
    expect(() => fit(sparse, { intervention_date: day(45) })).toThrow(/there is no row for 2024-01-04/);
    const found = fit(sparse, { intervention_date: day(45), missing: "model" });
    expect(found.sampleSize).toBe(85);
    expect(found.series!.dates.length).toBe(90);
    expect(Math.abs(found.estimate.value - 6)).toBeLessThan(3 * found.estimate.stderr!);
    // the sum is of the dates that are known
    expect(Number.isFinite(found.series!.cumulative.at(-1)!)).toBe(true);
  });
});

describeModel({ describe, test }, "interrupted_time_series, regression", model, {
  options: { intervention_date: day(50) },
  table: simulatedSeries(12, { n: 90, ar: 0.5, effect: 3, season: 2 }),
  outcome: "revenue",
});

describeModel({ describe, test }, "interrupted_time_series, counts", model, {
  options: { ...common, dependent_variable: "y1", trend: "c", effect: "step_slope" },
  table: series,
  outcome: "y1",
});
