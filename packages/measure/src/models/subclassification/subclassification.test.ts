import { isImpactError, unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { takeRows } from "@ie/table";
import { describe, expect, it, test } from "vitest";
import { fixtureTable } from "../../../test/support/fixture.ts";
import { simulateUnits } from "../../../test/support/simulate-units.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { subclassification } from "./subclassification.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  const checked = unwrap(validate(subclassification.options, options), "test", "config/invalid");
  return subclassification.fit(table, checked, contextOf(0));
}

const check = ({ checks }: Fit, name: string) => checks.find((each) => each.name === name);

/** Relative error, 1e-6 at most. */
function expectNear(actual: unknown, expected: number, tolerance = 1e-6): void {
  expect(Math.abs(Number(actual) - expected) / Math.abs(expected)).toBeLessThan(tolerance);
}

const example = simulateUnits({ n: 240, covariates: 3, effect: 4, slope: 0.6 }, 3);
const options = { treatment_column: "treated", covariate_columns: ["x1", "x2", "x3", "region"] };

describeModel({ describe, test }, "subclassification", subclassification, {
  options,
  table: example,
  outcome: "revenue",
});

const covariates = (k: number): string[] => Array.from({ length: k }, (_, j) => `x${j + 1}`);
const original = (k: number, estimand: string) => ({
  treatment_column: "treated",
  dependent_variable: "revenue",
  n_strata: 5,
  covariate_columns: covariates(k),
  estimand,
});
const cells = { strata: "quantiles", adjustment: "none" };

describe("cells of quantiles, as the originals cut them", () => {
  it("gives the difference of means in five classes with Neyman's error", () => {
    const result = fit(fixtureTable("observational/att_one_cov.csv"), { ...original(1, "att"), ...cells });
    expectNear(result.estimate.value, 9.46728211916, 1e-10);
    expectNear(result.estimate.stderr, 1.52232621953, 1e-10);
    expect(result.tables?.["strata"]?.["treated"]).toEqual(Float64Array.of(17, 21, 21, 34, 49));
    expect(check(result, "strata")?.status).toBe("pass");
  });

  it("pools the variance where an arm has one unit, and says which effect is left", () => {
    const result = fit(fixtureTable("observational/ate_two_cov.csv"), { ...original(2, "ate"), ...cells });
    expectNear(result.estimate.value, 10.8449132223, 1e-10);
    expectNear(result.estimate.stderr, 1.48740581921, 1e-10);
    expectNear(result.estimate.interval.lower, 7.91908095068, 1e-9);
    expect(result.diagnostics).toMatchObject({ variance: "pooled", df: 335, n_strata_lacking_an_arm: 1 });
    expect(check(result, "strata")?.message).toMatch(/^1 of 25 strata lack an arm and were left out/u);
    expect(check(result, "strata")?.value).toBeCloseTo(1 - 0.9575, 12);
    expect(result.sampleSize).toBe(383);
  });

  it("fails its check where most of the treated have no counterpart", () => {
    const result = fit(fixtureTable("observational/att_sparse.csv"), { ...original(3, "att"), ...cells });
    expectNear(result.estimate.value, 13.380347619, 1e-10);
    expectNear(result.estimate.stderr, 3.88619928172, 1e-10);
    expectNear(result.estimate.interval.lower, 3.87116054069, 1e-8);
    expect(check(result, "strata")).toMatchObject({
      status: "fail",
      message: expect.stringContaining(
        "56 of 76 strata lack an arm and were left out with 61.1 % of the treated units",
      ) as string,
    });
  });

  it("takes a covariate that does not vary for one class, and fails its check", () => {
    const one = fixtureTable("observational/constant_covariate.csv");
    const table = takeRows(
      one,
      Array.from({ length: 30 }, (_, i) => i % 10),
    );
    const result = fit(table, { ...original(1, "att"), ...cells });
    expect(result.estimate.value).toBeCloseTo(5, 12);
    // The ten units have 1; thrice as many of the same have √(2.5 · 12 / 14 · 2 / 15).
    expect(result.estimate.stderr).toBeCloseTo(Math.sqrt((((2.5 * 12) / 14) * 2) / 15), 12);
    expect(check(result, "constant_covariates")).toMatchObject({ status: "fail", value: 1 });
  });
});

describe("the originals' configurations, by the default", () => {
  it.each([
    ["att_one_cov", 1, "att"],
    ["ate_two_cov", 2, "ate"],
    ["att_sparse", 3, "att"],
  ] as const)("%s: the interval holds the true effect", (name, k, estimand) => {
    const { estimate, diagnostics } = fit(fixtureTable(`observational/${name}.csv`), original(k, estimand));
    expect(estimate.interval.lower).toBeLessThan(8);
    expect(estimate.interval.upper).toBeGreaterThan(8);
    expect(diagnostics["share_supported"]).toBe(1);
  });
});

describe("published studies", () => {
  it("LaLonde with PSID controls, six classes of the propensity score, by MatchIt", () => {
    const result = fit(fixtureTable("observational/lalonde_psid614.csv"), {
      treatment_column: "treat",
      dependent_variable: "re78",
      covariate_columns: ["age", "educ", "race", "married", "nodegree", "re74", "re75"],
      n_strata: 6,
      adjustment: "none",
    });
    expectNear(result.estimate.value, 1359.4875, 1e-7);
    expect(result.tables?.["strata"]?.["control"]).toEqual(Float64Array.of(346, 24, 17, 21, 18, 3));
    expect(result.tables?.["strata"]?.["treated"]).toEqual(Float64Array.of(31, 31, 29, 32, 31, 31));
  });

  it.each([
    ["ate", 0.195984],
    ["att", 0.237542],
    ["atc", 0.188785],
  ])("Titanic, first class against the rest by sex and age: %s", (estimand, expected) => {
    const titanic = fixtureTable("observational/titanic.csv");
    const first = (titanic["class"] as Float64Array).map((each) => (each === 1 ? 1 : 0));
    const result = fit(
      { ...titanic, first },
      {
        treatment_column: "first",
        dependent_variable: "survived",
        covariate_columns: ["sex", "age"],
        estimand,
        ...cells,
      },
    );
    expectNear(result.estimate.value, expected, 3e-6);
    // Within cells nothing is left to adjust for.
    const adjusted = fit(
      { ...titanic, first },
      {
        treatment_column: "first",
        dependent_variable: "survived",
        covariate_columns: ["sex", "age"],
        estimand,
        strata: "quantiles",
      },
    );
    expectNear(adjusted.estimate.value, result.estimate.value, 1e-10);
  });
});

describe("strata that lack an arm", () => {
  const poor = simulateUnits({ n: 200, covariates: 1, effect: 0, slope: 3 }, 5);
  const own = { ...options, covariate_columns: ["x1"], estimand: "ate", n_strata: 12 };

  it("are merged with a neighbour by default, or dropped when asked, and always counted", () => {
    const merged = fit(poor, own);
    expect(merged.diagnostics["share_supported"]).toBe(1);
    expect(merged.sampleSize).toBe(200);
    expect(Number(merged.diagnostics["n_strata_lacking_an_arm"])).toBeGreaterThan(0);
    expect(check(merged, "strata")?.status).not.toBe("pass");
    const dropped = fit(poor, { ...own, empty_strata: "drop" });
    expect(dropped.sampleSize).toBeLessThan(200);
    expect(dropped.diagnostics["n_strata_lacking_an_arm"]).toBe(merged.diagnostics["n_strata_lacking_an_arm"]);
    expect(check(dropped, "strata")?.message).toContain("the effect is that of the other");
  });

  it("are an error when none is left", () => {
    const n = 40;
    const table = {
      x1: Float64Array.from({ length: n }, (_, i) => i),
      x2: Float64Array.from({ length: n }, (_, i) => (i * 7) % n),
      treated: Float64Array.from({ length: n }, (_, i) => (i < 20 ? 1 : 0)),
      revenue: Float64Array.from({ length: n }, (_, i) => (i * 13) % 29),
    };
    for (const changed of [{ strata: "quantiles", n_strata: 20 }, {}]) {
      try {
        fit(table, { treatment_column: "treated", covariate_columns: ["x1", "x2"], ...changed });
        expect.unreachable();
      } catch (error) {
        expect(isImpactError(error) && error.code).toBe("fit/no-overlap");
      }
    }
  });

  it("of several covariates cannot be merged", () => {
    const result = validate(subclassification.options, {
      ...options,
      strata: "quantiles",
      empty_strata: "merge",
    });
    expect(result).toMatchObject({ ok: false, issues: [{ path: ["empty_strata"] }] });
  });
});

test("a category has no order to merge along, and classes that all lack an arm have no answer", () => {
  const n = 200;
  const treated = Float64Array.from({ length: n }, (_, i) => i % 2);
  const revenue = treated.map((arm, i) => arm + Math.sin(i));
  const options = { treatment_column: "treated", covariate_columns: ["place"], strata: "quantiles" };
  const apart = Array.from({ length: n }, (_, i) => `${i % 2 === 1 ? "a" : "b"}${i % 7}`);
  expect(() => fit({ treated, revenue, place: apart }, options)).toThrow(/none of the 14 strata has both/u);
  const mixed = Array.from({ length: n }, (_, i) => ["north", "south", "west"][i % 3]!);
  const merge = { ...options, empty_strata: "merge" };
  expect(() => fit({ treated, revenue, place: mixed }, merge)).toThrow(/have no order to merge along; use drop/u);
  expect(fit({ treated, revenue, place: mixed }, options).sampleSize).toBe(n);
});
