import { unwrap, validate, type Estimate, type Fit, type Relative, type Table } from "@ie/contracts";
import { createTable, filterRows, withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureCases, fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { interruptedTimeSeries } from "./interrupted-time-series.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  const { options: schema } = interruptedTimeSeries;
  return interruptedTimeSeries.fit(table, unwrap(validate(schema, options), "test", "config/invalid"), contextOf(0));
}

interface Case {
  readonly data: string;
  readonly intervention_date: string;
  readonly trend: string;
  readonly log_likelihood: number;
  readonly effect: number;
  readonly std_error: number;
  readonly ar_1: number;
  readonly forecast: {
    readonly mean: readonly number[];
    readonly cumulative_effect: number;
    readonly cumulative_innovation_std_error: number;
  };
}

const relative = (actual: unknown, expected: number): number =>
  Math.abs((actual as number) - expected) / Math.abs(expected);

describe("against statsmodels", () => {
  test.each(fixtureCases<Case>("interrupted-time-series/references.json"))("%s", (_, reference) => {
    const { estimate, diagnostics, series } = fit(fixtureTable(`interrupted-time-series/${reference.data}`), {
      intervention_date: reference.intervention_date,
      order: [1, 0, 0],
      seasonal_order: [0, 0, 0, 0],
      trend: reference.trend,
    });
    expect(relative(diagnostics["log_likelihood"], reference.log_likelihood)).toBeLessThan(1e-6);
    expect(relative(estimate.value, reference.effect)).toBeLessThan(1e-3);
    expect(relative(estimate.stderr, reference.std_error)).toBeLessThan(0.02);
    expect(relative(diagnostics["ar_1"], reference.ar_1)).toBeLessThan(1e-3);
    const expected = series!.expected.filter((value) => !Number.isNaN(value)).slice(-reference.forecast.mean.length);
    reference.forecast.mean.forEach((mean, h) => expect(relative(expected[h], mean)).toBeLessThan(1e-3));
    expect(relative(diagnostics["cumulative_effect"], reference.forecast.cumulative_effect)).toBeLessThan(1e-3);
    // The interval also carries the error of the estimated parameters, which the reference leaves out.
    const half = (series!.cumulativeUpper.at(-1)! - series!.cumulativeLower.at(-1)!) / 2;
    expect(half / 1.96).toBeGreaterThan(reference.forecast.cumulative_innovation_std_error);
  });
});

const level100 = fixtureTable("interrupted-time-series/level100_ar05.csv");
const options = { intervention_date: "2024-02-15", order: [1, 0, 0] };
const change = (at: number, value: number): Table => {
  const revenue = Float64Array.from(level100["revenue"] as Float64Array);
  revenue[at] = value;
  return withColumn(level100, "revenue", revenue);
};

// R 4.2.2, nlme 3.1.162: gls(revenue ~ step, correlation = corAR1(), method = "REML") gives 3.99140 with φ taken as known.
test("the interval has the restricted likelihood's error, and few degrees of freedom", () => {
  const { estimate, diagnostics } = fit(level100, options);
  const stderr = diagnostics["interval_std_error"] as number;
  expect(stderr).toBeGreaterThan(3.9914);
  expect(stderr).toBeLessThan(3.9914 * 1.02);
  expect(diagnostics["interval_df"]).toBeCloseTo(13.5, 1);
  const half = (estimate.interval.upper - estimate.interval.lower) / 2;
  // t quantile .975 at 13.475 degrees of freedom, R 4.2.2: 2.152653
  expect(half / stderr).toBeCloseTo(2.152653, 4);
});

test("the level of the outcome moves nothing", () => {
  const shifted = withColumn(
    level100,
    "revenue",
    (level100["revenue"] as Float64Array).map((value) => value + 1e6),
  );
  const [plain, moved] = [fit(level100, options).estimate, fit(shifted, options).estimate];
  expect(moved.value).toBeCloseTo(plain.value, 5);
  expect(moved.stderr).toBeCloseTo(plain.stderr!, 5);
});

test("a drift before the intervention is said, and a trend mends it", () => {
  const table = fixtureTable("interrupted-time-series/pretrend.csv");
  const status = (trend: string): string | undefined =>
    fit(table, { intervention_date: "2024-03-21", trend }).checks.find(({ name }) => name === "pre_trend")?.status;
  expect(status("c")).toBe("fail");
  expect(status("ct")).toBe("pass");
});

test("a control series takes its part of the noise", () => {
  const noise = Float64Array.from({ length: 90 }, (_, i) => 8 * Math.sin(i * 1.7) + 5 * Math.cos(i * 0.9));
  const table = createTable({
    date: level100["date"]!,
    control: noise,
    revenue: (level100["revenue"] as Float64Array).map((value, i) => value + 2 * noise[i]!),
  });
  const { estimate, terms } = fit(table, { ...options, covariates: ["control"] });
  expect(terms?.find(({ name }) => name === "control")?.value).toBeCloseTo(2, 0);
  expect(Math.abs(estimate.value - 25.507)).toBeLessThan(0.5 * estimate.stderr!);
});

test("a covariate that never moves is left out and said so", () => {
  const still = withColumn(level100, "still", new Float64Array(90).fill(4));
  const { estimate, checks } = fit(still, { ...options, covariates: ["still"] });
  expect(estimate.value).toBeCloseTo(fit(level100, options).estimate.value, 8);
  expect(checks.find(({ name }) => name === "collinear_terms")).toMatchObject({
    status: "warn",
    message: "still is a combination of earlier terms and was left out",
  });
});

describe("order: auto", () => {
  const auto = { ...options, order: "auto" };

  test("averages the good orders of the dates before the intervention", () => {
    const { estimate, tables, checks, diagnostics } = fit(level100, auto);
    const { weight, effect } = tables!["orders"] as Record<string, Float64Array>;
    expect(weight!.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(estimate.value).toBeCloseTo(
      weight!.reduce((sum, each, i) => sum + each * effect![i]!, 0),
      10,
    );
    expect(Math.abs(estimate.value - 25.507)).toBeLessThan(6);
    expect(checks.some(({ name }) => name === "sensitivity_to_order")).toBe(true);
    expect(diagnostics["order"]).toMatch(/^\d,\d,\d$/);
  });

  test("does not look at the dates after it", () => {
    const revenue = (level100["revenue"] as Float64Array).map((value, t) =>
      t < 45 ? value : value + 40 * Math.cos(t),
    );
    const order = (table: Table): unknown => fit(table, auto).diagnostics["order"];
    expect(order(withColumn(level100, "revenue", revenue))).toBe(order(level100));
  });
});

test("the ratio's interval maps the effect's, and excludes zero with it", () => {
  const { relative, interval, value } = fit(level100, options).estimate as Estimate & { relative: Relative };
  expect(relative.value).toBeCloseTo(value / relative.baseline, 10);
  expect(relative.interval!.lower).toBeGreaterThan(0);
  const mean = relative.baseline + value;
  expect(relative.interval!.upper).toBeCloseTo(interval.upper / (mean - interval.upper), 10);
});

describe("gaps", () => {
  const holes = filterRows(level100, (i) => i !== 20 && i !== 60);

  test("an absent date is an error that names it", () => {
    expect(() => fit(holes, options)).toThrow(
      "interrupted_time_series: there is no row for 2024-01-21, between 2024-01-20 and 2024-01-22",
    );
  });

  test("the model bridges it when asked, and an empty outcome alike", () => {
    const bridged = fit(holes, { ...options, missing: "model" });
    expect(bridged.sampleSize).toBe(88);
    expect(bridged.checks.find(({ name }) => name === "gaps")).toMatchObject({ status: "warn", value: 2 });
    expect(bridged.diagnostics["cumulative_effect"]).toBeNull();
    const revenue = Float64Array.from(level100["revenue"] as Float64Array, (value, i) =>
      i === 20 || i === 60 ? NaN : value,
    );
    const empty = fit(withColumn(level100, "revenue", revenue), { ...options, missing: "model" });
    expect(empty.estimate).toEqual(bridged.estimate);
  });

  test("an empty outcome is an error that names its date", () => {
    expect(() => fit(change(3, NaN), options)).toThrow(
      'interrupted_time_series: column "revenue" has no number on 2024-01-04 (row 4)',
    );
  });

  // A random walk with a gap: the difference over it has twice the variance, the step is the difference at its date.
  test("differencing bridges a gap exactly", () => {
    const y = Float64Array.from(level100["revenue"] as Float64Array);
    y[20] = NaN;
    const { estimate, diagnostics } = fit(withColumn(level100, "revenue", y), {
      ...options,
      order: [0, 1, 0],
      trend: "n",
      missing: "model",
    });
    const start = (level100["date"] as readonly string[]).indexOf("2024-02-15");
    let [squares, steps] = [0, 0];
    for (let t = 1; t < y.length; t++) {
      if (t === 20) continue;
      steps += 1;
      if (t !== start) squares += t === 21 ? (y[21]! - y[19]!) ** 2 / 2 : (y[t]! - y[t - 1]!) ** 2;
    }
    expect(estimate.value).toBeCloseTo(y[start]! - y[start - 1]!, 9);
    expect(diagnostics["sigma2"]).toBeCloseTo(squares / steps, 6);
    expect(estimate.stderr).toBeCloseTo(Math.sqrt(squares / steps), 6);
    expect(diagnostics["interval_std_error"]).toBeCloseTo(Math.sqrt(squares / (steps - 1)), 6);
    expect(diagnostics["interval_df"]).toBeCloseTo(steps - 1, 6);
  });

  test.each([[[0, 1, 1]], ["auto"]])("order %j with gaps finds what it finds without", (order) => {
    const asked = { ...options, order, missing: "model" };
    const whole = fit(level100, asked).estimate;
    const revenue = (level100["revenue"] as Float64Array).map((value, t) => (t % 17 === 3 ? NaN : value));
    const { estimate, sampleSize } = fit(withColumn(level100, "revenue", revenue), asked);
    expect(sampleSize).toBe(84);
    expect(Math.abs(estimate.value - whole.value)).toBeLessThan(whole.stderr!);
    expect(estimate.stderr! / whole.stderr!).toBeLessThan(1.3);
  });
});

describe("refusals", () => {
  test.each([
    ["2025-01-01", "intervention_date 2025-01-01 is after the last date 2024-03-30"],
    ["2024-01-01", "intervention_date 2024-01-01 is not after the first date 2024-01-01"],
  ])("an intervention on %s", (date, message) => {
    expect(() => fit(level100, { ...options, intervention_date: date })).toThrow(message);
  });

  test("a constant outcome", () => {
    const flat = withColumn(level100, "revenue", new Float64Array(90).fill(5));
    expect(() => fit(flat, options)).toThrow(expect.objectContaining({ code: "data/no-variation" }) as Error);
  });

  test("a covariate that is the step itself", () => {
    const step = Float64Array.from(level100["date"] as readonly string[], (date) => (date >= "2024-02-15" ? 1 : 0));
    expect(() => fit(withColumn(level100, "launch", step), { ...options, covariates: ["launch"] })).toThrow(
      expect.objectContaining({ code: "fit/singular" }) as Error,
    );
  });

  test("a seasonal order without a season", () => {
    expect(() => fit(level100, { ...options, seasonal_order: [1, 0, 0, 0] })).toThrow(
      /seasonal_order: needs the periods of a season/,
    );
  });
});

describeModel({ describe, test }, "interrupted_time_series", interruptedTimeSeries, {
  options,
  table: level100,
  outcome: "revenue",
});
