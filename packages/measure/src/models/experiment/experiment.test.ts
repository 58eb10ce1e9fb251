import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng, normal, studentT } from "@ie/stats";
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

interface DesignCase {
  readonly options: Record<string, unknown>;
  readonly effect: number;
  readonly std_error: number;
  readonly df: number | null;
}

describe("against R's lm, sandwich and clubSandwich", () => {
  const designs = fixtureTable("experiment/designs.csv");
  test.each(fixtureCases<DesignCase>("experiment/designs.json"))("%s", (_, { options, effect, std_error, df }) => {
    const { estimate, diagnostics } = fit(designs, options);
    expect(Math.abs(estimate.value - effect)).toBeLessThan(1e-9 * std_error);
    expect(Math.abs(estimate.stderr! / std_error - 1)).toBeLessThan(1e-9);
    if (df !== null) expect(Math.abs(Number(diagnostics["df"]) / df - 1)).toBeLessThan(1e-6);
  });
});

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
    ["re78 ~ log1p(treat)", /no term of the formula has two values/],
    ["re78 ~ educ", /the treatment "educ" has 1\d levels/],
    ["re78 ~ age + educ", /no term of the formula has two values/],
  ])("%s is refused", (formula, message) => {
    expect(() => fit(lalonde, { formula })).toThrow(message);
  });
});

const rng = createRng(17);
const noise = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
const many = createTable({
  arm: Array.from({ length: 600 }, (_, i) => ["control", "b", "c"][i % 3]!),
  half: Float64Array.from({ length: 600 }, (_, i) => i % 2),
  store_id: Array.from({ length: 600 }, (_, i) => `s${i % 40}`),
  y: noise(600).map((value, i) => 20 + value + (i % 3)),
  x: noise(600),
  sessions: Float64Array.from({ length: 600 }, () => 1 + rng.integer(5)),
  bought: Float64Array.from({ length: 600 }, () => (rng.uniform() < 0.2 ? 1 : 0)),
});

describe("the defaults", () => {
  test("without clusters HC2 with the degrees of freedom of equal variances, as Welch's formula gives them", () => {
    const { estimate, diagnostics } = fit(lalonde, { formula: "re78 ~ treat" });
    const [n1, n0] = [185, 260];
    const df = (1 / n1 + 1 / n0) ** 2 / (1 / (n1 * n1 * (n1 - 1)) + 1 / (n0 * n0 * (n0 - 1)));
    expect(diagnostics).toMatchObject({ cov_type: "HC2", inference: "t" });
    expect(diagnostics["df"]).toBeCloseTo(df, 6);
    expectNear(estimate.stderr, 670.9965);
  });

  test("with clusters CR2, and the wild bootstrap below 40 of them", () => {
    const few = fit(many, { formula: "y ~ half", cluster: "sessions", draws: 999 });
    expect(few.diagnostics).toMatchObject({ cov_type: "CR2", inference: "wild_bootstrap", clusters: 5 });
    const enough = fit(many, { formula: "y ~ half", cluster: "store_id" });
    expect(enough.diagnostics).toMatchObject({ cov_type: "CR2", inference: "t", clusters: 40 });
    expect([few.sampleSize, enough.sampleSize]).toEqual([600, 40]);
  });

  // Lin 2013: covariates by their own slopes in each arm, centred.
  test("covariates adjust by arm", () => {
    const { estimate, diagnostics } = fit(lalonde, {
      formula: "re78 ~ treat",
      covariates: ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"],
    });
    expect(diagnostics["adjustment"]).toBe("lin");
    expectNear(estimate.value, 1621.5831);
    expectNear(estimate.stderr, 694.7216);
  });
});

describe("several arms and outcomes", () => {
  test("the estimate is of the first arm beside the control, the rest stands in effects", () => {
    const { estimate, effects, diagnostics } = fit(many, { formula: "y ~ arm", comparisons: "all_pairs" });
    expect(effects!.map(({ name }) => name)).toEqual(["b vs control", "c vs control", "c vs b"]);
    expect(effects![0]!.value).toBe(estimate.value);
    expect(diagnostics).toMatchObject({ primary: "b vs control", family: "holm", family_size: 3 });
    const chosen = fit(many, {
      formula: "y ~ arm",
      arm: "c",
      outcomes: ["x", { column: "bought", metric: "proportion" }],
    });
    expect(chosen.effects!.map(({ name }) => name)).toEqual([
      "y: c vs control",
      "y: b vs control",
      "x: c vs control",
      "x: b vs control",
      "bought: c vs control",
      "bought: b vs control",
    ]);
    expect(chosen.estimate.value).toBeCloseTo(effects![1]!.value, 12);
    const tail = chosen.effects!.map(({ pValue }) => pValue!);
    expect(chosen.effects![0]!.adjustedPValue).toBeCloseTo(Math.min(1, 6 * tail[0]!), 12);
  });

  test("gaps of a further outcome are its own", () => {
    const x = (many["x"] as Float64Array).map((value, i) => (i < 10 ? NaN : value));
    const { sampleSize, checks } = fit(withColumn(many, "x", x), {
      formula: "y ~ half",
      outcomes: ["x"],
      missing: "drop",
    });
    expect(sampleSize).toBe(600);
    expect(checks.filter(({ name }) => name === "missing_rows").map(({ message }) => message)).toEqual([
      "no row lacks a value",
      "x: 10 of 600 rows lack a value and were left out; the effect is that of the rest",
    ]);
  });

  test("one outcome and two arms are no family", () => {
    expect(fit(lalonde, { formula: "re78 ~ treat" }).effects).toEqual([]);
  });
});

// Published bounds of Lan and DeMets (1983) for five equal looks at 5 %, O'Brien and Fleming's spending.
test.each([4.877, 3.357, 2.68, 2.29, 2.031])("look %# of five rejects beyond z = %f", (bound) => {
  const look = [4.877, 3.357, 2.68, 2.29, 2.031].indexOf(bound) + 1;
  const { estimate, diagnostics, tables } = fit(many, {
    formula: "y ~ half",
    looks: { plan: "group_sequential", total: 5, look },
  });
  const t = (estimate.interval.upper - estimate.value) / estimate.stderr!;
  const tail = studentT.upperTail(t, Number(diagnostics["df"]));
  expect(normal.upperTailQuantile(tail)).toBeCloseTo(bound, 3);
  expect((tables!["looks"]!["bound"] as Float64Array).at(-1)).toBeCloseTo(bound, 3);
  expect(diagnostics["stops"]).toBe(look === 5);
});

describe("sums instead of rows", () => {
  // The sums of a public test of GrowthBook's statistics; its difference and Welch interval, and Fieller's set of the same.
  const sums = createTable({
    variant: ["A", "B"],
    users: Float64Array.of(3407, 3461),
    revenue: Float64Array.of(1396.87, 2422.7),
    squares: Float64Array.of(52377.9767, 134698.29),
  });
  const summary = { arm: "variant", n: "users", sum: "revenue", sum_squares: "squares" };

  test("the published figures", () => {
    const { estimate, diagnostics, sampleSize } = fit(sums, { summary });
    expect(estimate.value).toBeCloseTo(0.29, 12);
    expect(estimate.interval.lower).toBeCloseTo(0.04538, 5);
    expect(estimate.interval.upper).toBeCloseTo(0.53462, 5);
    expect(estimate.pValue).toBeCloseTo(0.0201584, 7);
    expect(diagnostics["df"]).toBeCloseTo(5841.742, 3);
    expect(estimate.relative!.interval!.lower).toBeCloseTo(0.09406, 5);
    expect(estimate.relative!.interval!.upper).toBeCloseTo(1.70869, 5);
    expect(sampleSize).toBe(6868);
  });

  test.each([
    [{ ...sums, users: Float64Array.of(3407.5, 3461) }, {}, /arm A has 3407.5 units by "users"/],
    [{ ...sums, squares: Float64Array.of(5, 134698.29) }, {}, /"squares" is 5 in arm A, less than the squared sum/],
    [
      takeRows(
        {
          ...sums,
          variant: ["A", "B", ""],
          users: Float64Array.of(9, 9, 9),
          revenue: Float64Array.of(1, 2, 3),
          squares: Float64Array.of(9, 9, 9),
        },
        [0, 1, 2],
      ),
      {},
      /column "variant" is empty in row 3/,
    ],
    [{ ...sums, variant: ["A", "A"] }, {}, /the treatment "variant" has one level \(A\)/],
    [sums, { metric: "proportion", summary: { ...summary, n: "revenue" } }, /whole numbers of units/],
  ])("refuses what cannot be (%#)", (table, options, message) => {
    expect(() => fit(table, { summary, ...options })).toThrow(message);
  });
});

describe("checks", () => {
  const check = (options: Record<string, unknown>, name: string, table = many): Fit["checks"][number] | undefined =>
    fit(table, { formula: "y ~ arm", ...options }).checks.find((each) => each.name === name);
  const withNumbers = (name: string, make: (i: number) => number): Table =>
    withColumn(
      many,
      name,
      Float64Array.from({ length: 600 }, (_, i) => make(i)),
    );

  test("a sample ratio mismatch fails, and an undeclared design is not tested", () => {
    expect(check({ expected_shares: { control: 1, b: 1, c: 1 } }, "sample_ratio")).toMatchObject({
      status: "pass",
      value: 1,
    });
    expect(check({ expected_shares: { control: 0.5, b: 0.25, c: 0.25 } }, "sample_ratio")).toMatchObject({
      status: "fail",
    });
    expect(check({}, "sample_ratio")).toMatchObject({ status: "pass", value: null });
    expect(() => check({ expected_shares: { control: 1, b: 1 } }, "sample_ratio")).toThrow(
      /expected_shares lacks c; give one/,
    );
  });

  test("an interim look without a plan fails", () => {
    expect(check({ interim: true }, "peeking")).toMatchObject({ status: "fail" });
    expect(check({ interim: true, looks: { plan: "always_valid" } }, "peeking")).toMatchObject({ status: "pass" });
    expect(check({}, "peeking")).toBeUndefined();
  });

  test("a covariate that the treatment moves is named, as is one that does not vary", () => {
    const moved = withNumbers("after", (i) => 3 * (i % 3) + ((i * 7) % 11) / 11);
    expect(check({ covariates: ["after", "x"] }, "bad_controls", moved)?.message).toMatch(
      /^after differs between the arms/,
    );
    expect(check({ covariates: ["after", "x"] }, "balance", moved)).toMatchObject({ status: "fail" });
    const constant = withNumbers("same", () => 4);
    expect(check({ covariates: ["same", "x"] }, "bad_controls", constant)?.message).toBe("same does not vary");
  });

  test("one row that decides the effect is named, with the effect without it", () => {
    const y = Float64Array.from(many["y"] as Float64Array);
    y[4] = 5000;
    const table = withColumn(many, "y", y);
    const { tables, checks } = fit(table, { formula: "y ~ arm" });
    expect(checks.find(({ name }) => name === "influence")?.message).toMatch(/^row 5 moves the effect most/);
    const without = takeRows(
      table,
      Array.from({ length: 599 }, (_, i) => (i < 4 ? i : i + 1)),
    );
    expect((tables!["influence"]!["effect_without"] as Float64Array)[0]).toBeCloseTo(
      fit(without, { formula: "y ~ arm" }).estimate.value,
      8,
    );
    expect(check({ winsorise: { lower: 0.01, upper: 0.99 } }, "influence", table)).toMatchObject({ status: "pass" });
    expect(check({ winsorise: { lower: 0.01, upper: 0.99 } }, "winsorised", table)).toMatchObject({ value: 12 });
  });

  test("units that repeat within an arm call for clusters", () => {
    const table = { ...many, store_id: Array.from({ length: 600 }, (_, i) => `s${i % 60}`) };
    expect(check({}, "repeated_units", table)?.message).toMatch(/set cluster: store_id/);
    expect(check({ cluster: "store_id" }, "repeated_units", table)).toBeUndefined();
    expect(check({}, "repeated_units", { ...table, store_id: table.store_id.map((_, i) => `s${i}`) })).toBeUndefined();
  });

  test("rows that are lost in one arm fail", () => {
    const y = (many["y"] as Float64Array).map((value, i) => (i % 3 === 1 && i % 2 === 0 ? NaN : value));
    expect(check({ missing: "drop" }, "attrition", withColumn(many, "y", y))).toMatchObject({ status: "fail" });
  });

  test("a baseline that may be 0 leaves the relative effect without an interval", () => {
    const near = { ...many, y: (many["y"] as Float64Array).map((value) => value - 20) };
    const { estimate, checks } = fit(near, { formula: "y ~ arm" });
    expect(estimate.relative!.interval).toBeNull();
    expect(checks.find(({ name }) => name === "baseline_near_zero")).toMatchObject({ status: "warn" });
  });
});

test("gaps in a pre-period covariate are filled, marked and counted", () => {
  const x = (many["x"] as Float64Array).map((value, i) => (i % 5 === 0 ? NaN : value));
  const table = withColumn(many, "x", x);
  const options = { formula: "y ~ arm", covariates: ["x"], adjustment: "cuped" };
  const { terms, checks } = fit(table, options);
  expect(terms!.map(({ name }) => name)).toEqual(["Intercept", "x", "x[missing]", "arm[T.b]", "arm[T.c]"]);
  expect(checks.find(({ name }) => name === "missing_covariates")).toMatchObject({ status: "pass", value: 120 });
  expect(fit(table, { ...options, missing_covariates: "mean" }).terms).toHaveLength(4);
  expect(() => fit(table, { ...options, missing_covariates: "error" })).toThrow(
    'experiment: covariate "x" is empty in row 1; fill the cell, or set missing_covariates: indicator',
  );
});

test("a single treated cluster has no standard error, and the randomisation test says what it can", () => {
  const n = 40 * 5;
  const table = createTable({
    store: Float64Array.from({ length: n }, (_, i) => i % 40),
    t: Float64Array.from({ length: n }, (_, i) => (i % 40 === 0 ? 1 : 0)),
    y: noise(n),
  });
  const options = { formula: "y ~ t", cluster: "store" };
  expect(() => fit(table, options)).toThrow(/no CR2 standard error \(leverage one\).*try inference: randomisation/);
  const exact = fit(table, { ...options, inference: "randomisation" });
  expect(exact.estimate.stderr).toBeNull();
  expect(exact.diagnostics).toMatchObject({ enumerated: true, draws: 40, p_resolution: 1 / 40 });
  expect(() => fit(table, { ...options, inference: "randomisation", level: 0.99 })).toThrow(
    /randomisation with 40 clusters cannot bound the effect/,
  );
});

test.each([
  [{ cluster: "a", cov_type: "HC3" }, ["cov_type"], /takes rows as independent, but cluster is given/],
  [{ cov_type: "CR2" }, ["cov_type"], /CR2 needs cluster: <column>/],
  [{ metric: "ratio" }, ["denominator"], /metric: ratio needs it/],
  [{ inference: "wild_bootstrap" }, ["inference"], /needs one column in cluster/],
  [{ looks: { plan: "group_sequential", total: 5 } }, ["looks"], /needs either total and look/],
  [{ looks: { plan: "group_sequential", fractions: [0.5, 0.4] } }, ["looks", "fractions"], /must ascend/],
  [{ looks: { plan: "group_sequential", total: 5, look: 6 } }, ["looks", "look"], /look 6 is beyond the 5 planned/],
  [{ winsorise: { lower: 0.9, upper: 0.1 } }, ["winsorise"], /lower must be below upper/],
  [{ summary: { arm: "a", n: "n", sum: "s" } }, ["formula"], /needs rows of units/],
  [{ formula: null }, ["formula"], /is missing/],
])("%o is a fault of the configuration", (options, path, message) => {
  const result = validate(experiment.options, { formula: "y ~ t", ...options });
  const issue = result.ok ? null : result.issues.find((each) => message.test(each.message));
  expect(issue?.path).toEqual(path);
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
