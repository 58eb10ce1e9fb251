import { isImpactError, unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { regressionAdjustment } from "@ie/stats";
import { describe, expect, it, test } from "vitest";
import { fixtureTable } from "../../../test/support/fixture.ts";
import { simulateUnits } from "../../../test/support/simulate-units.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { readUnits } from "../../units/index.ts";
import { inverseProbabilityWeighting } from "./inverse-probability-weighting.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  const checked = unwrap(validate(inverseProbabilityWeighting.options, options), "test", "config/invalid");
  return inverseProbabilityWeighting.fit(table, checked, contextOf(0));
}

const check = ({ checks }: Fit, name: string) => checks.find((each) => each.name === name);
const effect = ({ effects = [] }: Fit, name: string) => effects.find((each) => each.name === name);

/** Relative error, 1e-6 at most. */
function expectNear(actual: unknown, expected: number, tolerance = 1e-6): void {
  expect(Math.abs(Number(actual) - expected) / Math.abs(expected)).toBeLessThan(tolerance);
}

const example = simulateUnits({ n: 240, covariates: 3, effect: 4, slope: 0.6 }, 3);
const options = { treatment_column: "treated", covariate_columns: ["x1", "x2", "x3", "region"] };

describeModel({ describe, test }, "inverse_probability_weighting", inverseProbabilityWeighting, {
  options,
  table: example,
  outcome: "revenue",
});

describe("published studies", () => {
  const lalonde = {
    treatment_column: "treat",
    dependent_variable: "re78",
    covariate_columns: ["age", "educ", "race", "married", "nodegree", "re74", "re75"],
    estimand: "att",
    trim: "none",
  };

  it("LaLonde with PSID controls: the att of MatchIt's propensity, and the effective number of controls", () => {
    const result = fit(fixtureTable("observational/lalonde_psid614.csv"), lalonde);
    expectNear(result.estimate.value, 1214.0712, 1e-7);
    expectNear(result.diagnostics["effective_control"], 99.815, 1e-5);
    expect(result.estimate.estimand).toBe("att");
    expect(check(result, "overlap")?.status).toBe("pass");
    expect(check(result, "balance")).toMatchObject({
      status: "warn",
      message: expect.stringContaining("(age)") as string,
    });
  });

  const nhefs = {
    treatment_column: "qsmk",
    dependent_variable: "wt82_71",
    covariate_columns:
      "sex race age I(age^2) C(education) smokeintensity I(smokeintensity^2) smokeyrs I(smokeyrs^2) C(exercise) C(active) wt71 I(wt71^2)".split(
        " ",
      ),
    trim: "none",
  };
  const smoking = fixtureTable("doubly-robust/nhefs.csv");

  it("Hernán and Robins, What If, chapters 12 and 13: weighting, g-formula and regression", () => {
    const result = fit(smoking, { ...nhefs, outcome_interactions: ["smokeintensity"] });
    expectNear(result.estimate.value, 3.4405, 2e-5);
    // The book's interval takes the weights as known.
    const half = 1.959964 * Number(result.diagnostics["stderr_fixed_weights"]);
    expectNear(result.estimate.value - half, 2.4106, 2e-5);
    expectNear(result.estimate.value + half, 4.4705, 2e-5);
    // Knowing that they are estimated narrows it (Lunceford and Davidian 2004, section 3).
    expect(result.estimate.stderr).toBeLessThan(half / 1.959964);
    expectNear(effect(result, "regression adjustment")?.value, 3.5174, 2e-5);
    const plain = fit(smoking, { ...nhefs, outcome_interactions: "none" });
    expectNear(effect(plain, "regression adjustment")?.value, 3.4626, 2e-5);
  });

  it("names the effect that trimming leaves, and shows the one without", () => {
    const result = fit(smoking, { ...nhefs, trim: [0.1, 0.9] });
    expect(result.sampleSize).toBe(1487);
    expect(check(result, "trimming")).toMatchObject({
      status: "warn",
      message: expect.stringContaining("79 of 1566 units") as string,
    });
    expect(result.diagnostics["population"]).toBe("all units with a propensity from 0.1 to 0.9");
    expectNear(effect(result, "without trimming")?.value, 3.4405, 2e-5);
    // The default does the same, and says so.
    const { trim: _, ...defaults } = nhefs;
    expect(fit(smoking, defaults).estimate).toEqual(result.estimate);
  });

  it("Cattaneo (2010) as Stata's teffects has it: ipw by probit, ra by regression", () => {
    const births = fixtureTable("observational/cattaneo2.csv");
    const result = fit(births, {
      treatment_column: "mbsmoke_",
      dependent_variable: "bweight",
      covariate_columns: ["mmarried_", "mage", "mage^2", "fbaby_", "medu"],
      outcome_covariates: ["prenatal1_", "mmarried_", "mage", "fbaby_"],
      propensity_model: "probit",
      trim: null,
    });
    expectNear(result.estimate.value, -230.688638, 1e-8);
    expectNear(result.diagnostics["stderr_large_sample"], 25.815244, 1e-7);
    expectNear(effect(result, "regression adjustment")?.value, -239.639211, 1e-8);
    const { y, treated, x } = readUnits(
      births,
      { outcome: "bweight", treatment: "mbsmoke_", covariates: ["prenatal1_", "mmarried_", "mage", "fbaby_"] },
      "test",
    );
    expectNear(regressionAdjustment(y, treated, x, [0, 1, 2, 3], "ate").largeSampleStderr, 23.824021, 1e-7);
  });
});

describe("options", () => {
  it("reports all faults together", () => {
    const result = validate(inverseProbabilityWeighting.options, {
      treatment_column: "t",
      estimand: "late",
      trim: [0.9, 0.1],
      level: 2,
    });
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(new Set(result.issues.map(({ path }) => path[0]))).toEqual(new Set(["estimand", "level", "trim"]));
  });

  it("settles aliases, and wants covariates", () => {
    const valid = (more: object) => validate(inverseProbabilityWeighting.options, { treatment_column: "t", ...more });
    expect(valid({})).toMatchObject({ ok: false, issues: [{ path: ["covariate_columns"] }] });
    expect(valid({ covariates: ["x"], covariate_columns: ["x"] })).toMatchObject({ ok: false });
    expect(valid({ covariates: ["x"], outcome_column: "y" })).toMatchObject({
      ok: true,
      value: { dependentVariable: "y", covariateColumns: ["x"], trim: [0.1, 0.9], estimand: "ate" },
    });
    expect(valid({ covariates: ["x"], weights: "overlap", estimand: "att" })).toMatchObject({ ok: false });
  });
});

describe("what the data cannot carry", () => {
  const codeOf = (table: Table, more: object = {}): string => {
    try {
      fit(table, { ...options, ...more });
      return "";
    } catch (error) {
      return isImpactError(error) ? error.code : String(error);
    }
  };

  it("is refused, never an effect of 0", () => {
    const perfect = { ...example, x1: (example["treated"] as Float64Array).map((t, i) => t * (2 + (i % 5))) };
    expect(codeOf(perfect)).toBe("fit/no-overlap");
    expect(codeOf(example, { trim: [0.97, 0.98] })).toBe("fit/no-overlap");
    expect(codeOf({ ...example, revenue: new Float64Array(240).fill(3) })).toBe("data/no-variation");
    expect(codeOf({ ...example, x2: new Float64Array(240).fill(3) })).toBe("data/no-variation");
    expect(codeOf({ ...example, x2: (example["x1"] as Float64Array).map((v) => 3 - v) })).toBe("fit/singular");
    expect(codeOf({ ...example, treated: new Float64Array(240) })).toBe("data/no-variation");
  });

  it("is said by checks where an answer is left", () => {
    const poor = simulateUnits({ n: 300, covariates: 1, effect: 0, slope: 3 }, 8);
    const own = { ...options, covariate_columns: ["x1"] };
    const whole = fit(poor, { ...own, trim: "none" });
    expect(check(whole, "overlap")?.status).toBe("fail");
    expect(check(whole, "largest_weight")?.status).not.toBe("pass");
    const trimmed = fit(poor, own);
    expect(check(trimmed, "trimming")?.status).toBe("fail");
    expect(trimmed.estimate.stderr).toBeLessThan(Number(whole.estimate.stderr));
    const overlap = fit(poor, { ...own, weights: "overlap" });
    expect(check(overlap, "population")?.status).toBe("warn");
    expect(check(overlap, "balance")).toMatchObject({ status: "pass" });
  });
});
