import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createTable, takeRows, withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureCases, fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { experiment } from "./experiment.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  return experiment.fit(table, unwrap(validate(experiment.options, options), "test", "config/invalid"), contextOf(0));
}

interface Case {
  readonly data: string;
  readonly formula: string;
  readonly r_squared: number;
  readonly df_residual: number;
  readonly [kind: string]: unknown;
}

interface Answer {
  readonly effect: number;
  readonly std_error: number;
  readonly p_value: number;
  readonly ci_lower: number;
  readonly ci_upper: number;
}

const lalonde = fixtureTable("experiment/lalonde_nsw_dw.csv");

/** Relative error, 1e-6 at most. */
function expectNear(actual: number | null, expected: number): void {
  expect(Math.abs((actual ?? NaN) - expected) / Math.abs(expected)).toBeLessThan(1e-6);
}

describe("against statsmodels", () => {
  for (const [name, reference] of fixtureCases<Case>("experiment/references.json")) {
    test.each(["nonrobust", "HC0", "HC1", "HC2", "HC3"])(`${name}, %s`, (kind) => {
      const answer = reference[kind] as Answer;
      const options = {
        formula: reference.formula,
        cov_type: kind,
        ...(name.startsWith("lalonde") ? { treatment: "treat" } : {}),
      };
      const { estimate, diagnostics } = fit(fixtureTable(`experiment/${reference.data}`), options);
      expectNear(estimate.value, answer.effect);
      expectNear(estimate.stderr, answer.std_error);
      expectNear(estimate.pValue, answer.p_value);
      expectNear(estimate.interval.lower, answer.ci_lower);
      expectNear(estimate.interval.upper, answer.ci_upper);
      expectNear(diagnostics["r_squared"] as number, reference.r_squared);
      expect(diagnostics["df_residual"]).toBe(reference.df_residual);
    });
  }
});

// Dehejia and Wahba 1999, table 4: $1,794 (633); the other errors by their published definitions.
test("the published figures of the training experiment", () => {
  const stderr = (kind: string): number | null =>
    fit(lalonde, { formula: "re78 ~ treat", cov_type: kind }).estimate.stderr;
  expectNear(fit(lalonde, { formula: "re78 ~ treat" }).estimate.value, 1794.342382);
  expectNear(stderr("classical"), 632.8534);
  expectNear(stderr("HC0"), 669.3153);
  expectNear(stderr("HC1"), 670.8245);
  expectNear(stderr("HC2"), 670.9965);
  expectNear(stderr("HC3"), 672.6821);
  const formula = "re78 ~ treat + age + educ + black + hisp + marr + nodegree + re74 + re75";
  const adjusted = fit(lalonde, { formula, treatment: "treat", cov_type: "HC2" });
  expectNear(adjusted.estimate.value, 1676.3426);
  expectNear(adjusted.estimate.stderr, 677.0491);
});

describe("the treatment", () => {
  test("is not the first term of the formula", () => {
    const table = fixtureTable("experiment/bool_treatment_price.csv");
    const [first, second] = ["revenue ~ price + enriched", "revenue ~ enriched + price"].map(
      (formula) => fit(table, { formula }).estimate.value,
    );
    expect(first).toBeCloseTo(second!, 9);
    expect(first).toBeCloseTo(9.9288227, 6);
  });

  test("must be named where several terms have two values", () => {
    const table = withColumn(lalonde, "assigned", lalonde["treat"]!);
    expect(() => fit(table, { formula: "re78 ~ assigned + black + hisp" })).toThrow(
      "experiment: assigned, black, hisp all have two values; name the treatment: treatment: assigned",
    );
    expect(fit(table, { formula: "re78 ~ assigned + black + hisp", treatment: "assigned" }).estimate.value).toBeCloseTo(
      fit(lalonde, { formula: "re78 ~ treat + black + hisp" }).estimate.value,
      9,
    );
  });

  test("turns its sign with the control", () => {
    const options = { formula: "re78 ~ treat" };
    expect(fit(lalonde, { ...options, control: 1 }).estimate.value).toBeCloseTo(
      -fit(lalonde, options).estimate.value,
      8,
    );
    expect(() => fit(lalonde, { ...options, control: "x" })).toThrow(
      'experiment: column "treat" has no level "x"; it has 0, 1',
    );
  });

  test("knows control by its usual names", () => {
    const arms = Array.from(lalonde["treat"] as Float64Array, (value) => (value === 1 ? "banner" : "control"));
    expect(fit(withColumn(lalonde, "arm", arms), { formula: "re78 ~ arm" }).estimate.value).toBeCloseTo(1794.342382, 5);
  });

  test.each([
    ["re78 ~ age*treat", /the formula lets the effect of "treat" vary/],
    ["re78 ~ educ", /the treatment "educ" has 1\d levels/],
    ["re78 ~ age + educ", /no term of the formula has two values/],
  ])("%s is refused", (formula, message) => {
    expect(() => fit(lalonde, { formula })).toThrow(message);
  });
});

describe("refusals", () => {
  const column = (name: string, change: (values: Float64Array) => void): Table => {
    const values = Float64Array.from(lalonde[name] as Float64Array);
    change(values);
    return withColumn(lalonde, name, values);
  };

  test("a missing outcome, unless rows may be dropped", () => {
    const table = column("re78", (values) => values.fill(NaN, 4, 6));
    expect(() => fit(table, { formula: "re78 ~ treat" })).toThrow(
      'experiment: column "re78" is empty in row 5; fill the cell, or set missing: drop',
    );
    const dropped = fit(table, { formula: "re78 ~ treat", missing: "drop" });
    expect(dropped.sampleSize).toBe(443);
    expect(dropped.checks.find(({ name }) => name === "missing_rows")).toMatchObject({ status: "warn", value: 2 });
  });

  test("text in a numeric column, by row and value", () => {
    const cells = Array.from(lalonde["re78"] as Float64Array, String);
    cells[16] = "n.a.";
    expect(() => fit(withColumn(lalonde, "re78", cells), { formula: "re78 ~ treat" })).toThrow(
      'experiment: column "re78" has "n.a." in row 17; it must hold numbers',
    );
  });

  test.each([
    ["a constant outcome", (t: Table) => withColumn(t, "re78", new Float64Array(445).fill(3)), "data/no-variation"],
    ["one arm", (t: Table) => withColumn(t, "treat", new Float64Array(445).fill(1)), "data/no-variation"],
    ["a treatment that repeats a term", (t: Table) => withColumn(t, "age", t["treat"]!), "fit/singular"],
  ])("%s", (_, change, code) => {
    const options = { formula: "re78 ~ age + treat", treatment: "treat" };
    expect(() => fit(change(lalonde), options)).toThrow(expect.objectContaining({ code }) as Error);
  });

  test("a covariate that repeats another is left out and said so", () => {
    const table = withColumn(
      lalonde,
      "months",
      (lalonde["age"] as Float64Array).map((age) => 12 * age),
    );
    const doubled = fit(table, { formula: "re78 ~ treat + age + months" });
    expect(doubled.estimate.value).toBeCloseTo(fit(lalonde, { formula: "re78 ~ treat + age" }).estimate.value, 6);
    expect(doubled.checks.find(({ name }) => name === "collinear_terms")).toMatchObject({ status: "warn", value: 1 });
  });
});

test("small arms are warned about", () => {
  const few = takeRows(lalonde, [
    ...Array.from({ length: 8 }, (_, i) => i),
    ...Array.from({ length: 40 }, (_, i) => 200 + i),
  ]);
  const checks = fit(few, { formula: "re78 ~ treat" }).checks;
  expect(checks.find(({ name }) => name === "arm_sizes")).toMatchObject({ status: "warn", value: 8 });
});

test("categories, interactions and formulas without intercept agree with their plain twins", () => {
  const n = 120;
  const region = Array.from({ length: n }, (_, i) => ["north", "south", "west"][i % 3]!);
  const treated = Float64Array.from({ length: n }, (_, i) => (i * 7) % 2);
  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const y = Float64Array.from({ length: n }, (_, i) => 2 * treated[i]! + (i % 3) + x[i]! * (i % 3) + Math.cos(3 * i));
  const dummy = (level: string): Float64Array => Float64Array.from(region, (each) => (each === level ? 1 : 0));
  const [south, west] = [dummy("south"), dummy("west")];
  const times = (a: Float64Array): Float64Array => a.map((value, i) => value * x[i]!);
  const table = createTable({ y, treated, x, region, south, west, south_x: times(south), west_x: times(west) });
  const value = (formula: string): number => fit(table, { formula, treatment: "treated" }).estimate.value;
  const plain = value("y ~ treated + south + west + x + south_x + west_x");
  expect(value("y ~ treated + region*x")).toBeCloseTo(plain, 10);
  expect(value("y ~ 0 + region + treated + x + region:x")).toBeCloseTo(plain, 10);
});

describeModel({ describe, test }, "experiment", experiment, {
  options: { formula: "re78 ~ treat + age + educ + re75" },
  table: createTable({
    treat: lalonde["treat"]!,
    age: lalonde["age"]!,
    educ: lalonde["educ"]!,
    re75: lalonde["re75"]!,
    re78: lalonde["re78"]!,
  }),
  outcome: "re78",
});
