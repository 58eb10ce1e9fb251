import { isImpactError, unwrap, validate, type Fit, type ImpactError, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { createTable, takeRows } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { createMetricsApproximation } from "./create-metrics-approximation.ts";
import { metricsApproximation } from "./metrics-approximation.ts";
import { responses } from "./responses/index.ts";

const table = fixtureTable("metrics-approximation/linear_default.csv");

function fit(options: object, rows: Table = table, seed = 0, model = metricsApproximation): Fit {
  return model.fit(rows, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(seed));
}

function errorOf(options: object, rows: Table = table): ImpactError {
  try {
    fit(options, rows);
  } catch (error) {
    if (isImpactError(error)) return error;
    throw error;
  }
  throw new Error("no error");
}

const coefficient = (given: object): object => ({ response: { function: "linear", params: { coefficient: given } } });
const half = coefficient({ value: 0.5, std_error: 0.1 });

describeModel({ describe, test }, "metrics_approximation", metricsApproximation, {
  options: { ...half },
  table,
  outcome: "baseline_sales",
});

describeModel({ describe, test }, "metrics_approximation, Monte Carlo", metricsApproximation, {
  options: {
    response: {
      function: "hill",
      params: {
        maximum: { value: 2, std_error: 0.3 },
        half_saturation: { value: 0.4, std_error: 0.1, distribution: "lognormal" },
        shape: 1.2,
      },
    },
    unit_noise: 0.1,
    metric_std_error: 0.02,
    draws: 999,
  },
  table,
  outcome: "baseline_sales",
});

test("the sum of coefficient × change × baseline, with the coefficient's error shared by all units", () => {
  const { estimate, diagnostics } = fit(half);
  expect(estimate.value).toBeCloseTo(1796.446218, 6);
  expect(estimate.stderr).toBeCloseTo(1796.446218 / 5, 5);
  expect(diagnostics["inference"]).toBe("delta");
  expect(estimate.relative?.value).toBeCloseTo(1796.446218 / 14551.87, 9);
});

test("a coefficient taken as known gives the effect in an error, and no interval", () => {
  for (const options of [{}, { response: { params: { coefficient: 0.5 } } }, { unit_noise: 0.2 }]) {
    const { code, message, facts } = errorOf(options);
    expect(code).toBe("fit/no-uncertainty");
    expect(facts["value"]).toBeCloseTo(1796.446218, 6);
    expect(message).toContain("1796.446218");
    expect(message).toContain("std_error");
  }
});

test("rows without any change known are not estimable", () => {
  const missing = fixtureTable("metrics-approximation/all_missing.csv");
  for (const options of [{}, half, { ...half, missing: "drop" }]) {
    const { code, message } = errorOf(options, missing);
    expect(code).toBe("data/too-few-rows");
    expect(message).toContain("cannot be estimated");
  }
});

test("some rows without a value are an error, or are left out and counted", () => {
  const gap = {
    ...table,
    quality_after: (table["quality_after"] as Float64Array).map((value, i) => (i === 3 ? NaN : value)),
  };
  expect(errorOf(half, gap).code).toBe("data/not-finite");
  const { sampleSize, checks } = fit({ ...half, missing: "drop" }, gap);
  expect(sampleSize).toBe(49);
  expect(checks.find(({ name }) => name === "missing_rows")).toMatchObject({ status: "warn", value: 1 });
});

test("an interval, a standard error and a distribution say the same", () => {
  const byError = fit(half).estimate;
  const byInterval = fit(
    coefficient({ lower: 0.5 - 0.1 * 1.959963984540054, upper: 0.5 + 0.1 * 1.959963984540054 }),
  ).estimate;
  expect(byInterval.value).toBeCloseTo(byError.value, 8);
  expect(byInterval.stderr! / byError.stderr!).toBeCloseTo(1, 8);
  const student = fit(coefficient({ value: 0.5, std_error: 0.1, df: 5 })).estimate;
  expect((student.interval.upper - student.value) / student.stderr!).toBeCloseTo(2.570582, 5);
});

test("Monte Carlo agrees with the delta method where that is exact", () => {
  const exact = fit(half).estimate;
  const { estimate, diagnostics } = fit({ ...half, propagation: "monte_carlo", draws: 40_000 });
  const error = Number(diagnostics["interval_monte_carlo_error"]);
  expect(Math.abs(estimate.interval.lower - exact.interval.lower)).toBeLessThan(4 * error);
  expect(Math.abs(estimate.interval.upper - exact.interval.upper)).toBeLessThan(4 * error);
  expect(Math.abs(estimate.stderr! / exact.stderr! - 1)).toBeLessThan(0.02);
});

test("skewed coefficients have skewed intervals", () => {
  const { estimate } = fit({ ...coefficient({ lower: 0.2, upper: 1.25, distribution: "lognormal" }), draws: 20_000 });
  expect(estimate.value).toBeCloseTo(1796.446218, 5); // median √(0.2 · 1.25)
  expect(estimate.interval.lower / (0.4 * 1796.446218)).toBeCloseTo(1, 1);
  expect(estimate.interval.upper / (2.5 * 1796.446218)).toBeCloseTo(1, 1);
  expect(estimate.pValue).toBe(2 / 20_001);
});

test("errors of units average out, the shared one does not", () => {
  const rng = createRng(1);
  const many = (n: number): Table =>
    createTable({
      quality_before: new Float64Array(n),
      quality_after: Float64Array.from({ length: n }, () => 0.5 + 0.1 * rng.normal()),
      baseline_sales: new Float64Array(n).fill(100),
    });
  const error = (n: number, options: object): number => {
    const { estimate } = fit({ ...options, effect: "per_unit", propagation: "delta" }, many(n));
    return estimate.stderr!;
  };
  const sharedOnly = [error(100, half), error(10_000, half)];
  expect(sharedOnly[1]! / sharedOnly[0]!).toBeCloseTo(1, 1);
  const certain = coefficient({ value: 0.5, std_error: 1e-6 });
  const own = [error(100, { ...certain, unit_noise: 0.3 }), error(10_000, { ...certain, unit_noise: 0.3 })];
  expect(own[1]! / own[0]!).toBeCloseTo(0.1, 3);
  expect(own[0]).toBeCloseTo((0.3 * 100) / 10, 3);
  const metric = error(100, { ...certain, metric_std_error: 0.1 });
  expect(metric).toBeCloseTo((0.5 * 100 * 0.1 * Math.SQRT2) / 10, 3);
});

describe("response functions", () => {
  const before = Float64Array.of(1);
  const at = (name: string, parameters: number[], b: number, a: number): number =>
    responses[name]!.change(b, a, 100, Float64Array.from(parameters));
  test.each([
    ["linear", [0.5], 100 * 0.5 * 2],
    ["log", [0.5], 100 * 0.5 * Math.log(3)],
    ["power", [0.5], 100 * (Math.sqrt(3) - 1)],
    ["michaelis_menten", [2, 1], 100 * 2 * (3 / 4 - 1 / 2)],
    ["hill", [2, 1, 2], 100 * 2 * (9 / 10 - 1 / 2)],
    ["logistic", [2, 1, Math.LN2], 100 * 2 * (1 / (1 + 0.25) - 0.5)],
  ] as const)("%s", (name, parameters, expected) => {
    expect(at(name, [...parameters], before[0]!, 3)).toBeCloseTo(expected, 10);
    expect(at(name, [...parameters], 3, 3)).toBe(0);
  });

  test("hill with shape 1 is michaelis_menten, from 0 and to large metrics", () => {
    for (const metric of [0, 1e-3, 5, 1e200]) {
      expect(at("hill", [2, 0.7, 1], 0, metric)).toBeCloseTo(at("michaelis_menten", [2, 0.7], 0, metric), 9);
    }
  });

  test("logarithms refuse metrics of 0, naming the row", () => {
    const zero = {
      ...table,
      quality_before: (table["quality_before"] as Float64Array).map((v, i) => (i === 2 ? 0 : v)),
    };
    const options = { response: { function: "power", params: { elasticity: { value: 0.3, std_error: 0.1 } } } };
    const { code, message } = errorOf(options, zero);
    expect(code).toBe("data/out-of-range");
    expect(message).toContain("row 3");
  });
});

test("users bring their own response function", () => {
  const square = {
    parameters: ["gain"],
    isLinear: true,
    change: (b: number, a: number, baseline: number, [gain = NaN]: Float64Array) => baseline * gain * (a * a - b * b),
  };
  const mine = createMetricsApproximation({ ...responses, square });
  const options = { response: { function: "square", params: { gain: { value: 1, std_error: 0.5 } } } };
  const { estimate } = fit(options, table, 0, mine);
  expect(estimate.stderr! / Math.abs(estimate.value)).toBeCloseTo(0.5, 8);
});

test("correlated parameters: a common scale cancels, or adds up", () => {
  const params = { maximum: { value: 2, std_error: 0.4 }, half_saturation: { value: 0.5, std_error: 0.1 } };
  const error = (value: number): number =>
    fit({
      response: { function: "michaelis_menten", params },
      correlations: [{ parameters: ["maximum", "half_saturation"], value }],
      propagation: "delta",
    }).estimate.stderr!;
  const [against, apart, together] = [error(-0.9), error(0), error(0.9)];
  expect(apart ** 2).toBeCloseTo((against ** 2 + together ** 2) / 2, -1);
  expect(together).not.toBeCloseTo(apart, 0);
});

describe("faults of the configuration come together, and name their way out", () => {
  const message = (options: object): string => {
    const result = validate(metricsApproximation.options, options);
    return result.ok ? "" : result.issues.map((issue) => issue.message).join("\n");
  };
  test.each([
    [{ response: { function: "hil" } }, 'did you mean "hill"'],
    [{ response: { params: { coeficient: 1 } } }, 'did you mean "coefficient"'],
    [{ response: { function: "hill", params: { maximum: 1, shape: 1 } } }, "missing; give it as {value, std_error}"],
    [coefficient({ value: 0.3, lower: 0.1, upper: 0.9 }), "not in the middle"],
    [coefficient({ lower: 0.9, upper: 0.1 }), "not below"],
    [coefficient({ lower: -0.1, upper: 0.1, distribution: "lognormal" }), "positive"],
    [coefficient({ value: 0.3, std_error: 0.1, lower: 0, upper: 1 }), "give one"],
    [coefficient({ value: 0.3, std_error: -1 }), "expected number to be >0"],
    [{ correlations: [{ parameters: ["coefficient", "shape"], value: 0.5 }] }, 'unknown parameter "shape"'],
  ])("%j", (options, expected) => expect(message(options)).toContain(expected));

  test("correlations that no parameters can have", () => {
    const params = Object.fromEntries(
      ["maximum", "half_saturation", "shape"].map((name) => [name, { value: 1, std_error: 0.1 }]),
    );
    const correlations = [
      { parameters: ["maximum", "half_saturation"], value: 0.9 },
      { parameters: ["half_saturation", "shape"], value: 0.9 },
      { parameters: ["maximum", "shape"], value: -0.9 },
    ];
    expect(errorOf({ response: { function: "hill", params }, correlations }).code).toBe("config/invalid");
  });
});

test("too few draws for the level name what can be had", () => {
  const { code, message } = errorOf({ ...half, propagation: "monte_carlo", draws: 199, level: 0.999 });
  expect(code).toBe("config/invalid");
  const highest = Number(/level to ([\d.]+)/u.exec(message)?.[1]);
  expect(fit({ ...half, propagation: "monte_carlo", draws: 199, level: highest }).estimate.interval.level).toBe(
    highest,
  );
});

test("no change of the metric, and repeated units, are refused", () => {
  const same = { ...table, quality_after: table["quality_before"]! };
  expect(errorOf(half, same).code).toBe("data/no-variation");
  const twice = {
    ...table,
    product_id: (table["product_id"] as readonly string[]).map((id, i) => (i === 1 ? "P0000" : id)),
  };
  expect(errorOf({ ...half, unit_column: "product_id" }, twice).code).toBe("data/duplicate-key");
});

test("checks: always model-based, extrapolation, parameters taken as known", () => {
  const statusOf = (options: object, name: string): string | undefined =>
    fit(options).checks.find((check) => check.name === name)?.status;
  expect(statusOf(half, "model_based")).toBe("warn");
  expect(statusOf({ ...half, calibrated_range: [0, 1] }, "calibrated_range")).toBe("pass");
  expect(statusOf({ ...half, calibrated_range: [0.4, 0.5] }, "calibrated_range")).toBe("fail");
  const partly = {
    response: { function: "michaelis_menten", params: { maximum: { value: 1, std_error: 0.1 }, half_saturation: 1 } },
  };
  expect(statusOf(partly, "parameters_taken_as_known")).toBe("warn");
});

test("the largest changes are listed by unit, whatever the order of rows", () => {
  const options = { ...half, unit_column: "product_id" };
  const { tables } = fit(options);
  const reversed = fit(
    options,
    takeRows(
      table,
      Array.from({ length: 50 }, (_, i) => 49 - i),
    ),
  );
  expect(reversed.tables!["units"]).toEqual(tables!["units"]);
  const effects = tables!["units"]!["effect"] as Float64Array;
  expect(effects.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1796.446218, 6);
});

test("one column for both metrics, one parameter correlated with itself, and rows by their own number", () => {
  expect(errorOf({ ...half, metric_after_column: "quality_before" }).message).toContain("is metric_before_column too");
  const params = { maximum: { value: 1, std_error: 0.1 }, half_saturation: { value: 0.3, std_error: 0.02 } };
  const response = { function: "michaelis_menten", params };
  const pair = (parameters: readonly string[]): object => ({ parameters, value: 0.5 });
  expect(errorOf({ response, correlations: [pair(["maximum", "maximum"])] }).message).toContain(
    '"maximum" stands twice',
  );
  const twice = [pair(["maximum", "half_saturation"]), pair(["half_saturation", "maximum"])];
  expect(errorOf({ response, correlations: twice }).message).toContain("two correlations");
  const before = (table["quality_before"] as Float64Array).with(1, NaN).with(4, -1);
  const { message } = errorOf({ response, missing: "drop" }, { ...table, quality_before: before });
  expect(message).toContain('"quality_before" has -1 in row 5');
});
