import { unwrap, validate, type Fit, type Model } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { adjustment } from "./capabilities/adjustment.ts";
import { proportions } from "./capabilities/proportions.ts";
import { resampling } from "./capabilities/resampling.ts";
import { sequential } from "./capabilities/sequential.ts";
import { summaries } from "./capabilities/summaries.ts";
import { createExperiment } from "./create-experiment.ts";
import { experiment } from "./experiment.ts";
import type { ExperimentOptions } from "./options.ts";

const lalonde = fixtureTable("experiment/lalonde_nsw_dw.csv");
const core = createExperiment();

function fit(model: Model<ExperimentOptions>, options: object): Fit {
  return model.fit(lalonde, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(1));
}

function faults(model: Model<ExperimentOptions>, options: object): string[] {
  const result = validate(model.options, options);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the core alone", () => {
  test.each([
    { formula: "re78 ~ treat" },
    { formula: "re78 ~ treat * age + C(educ) + log1p(re75)", treatment: "treat", cov_type: "HC3", level: 0.9 },
    { formula: "re78 ~ treat", cluster: "age", inference: "t" },
    { formula: "re78 ~ treat", outcomes: ["re75"], family: "bh", winsorise: { upper: 0.99 } },
    { formula: "re78 ~ treat", metric: "ratio", denominator: "educ" },
  ])("gives the numbers and messages of the whole model: %o", (options) => {
    const [own, whole] = [fit(core, options), fit(experiment, options)];
    expect(own.estimate).toEqual(whole.estimate);
    expect(own.effects).toEqual(whole.effects);
    expect(own.terms).toEqual(whole.terms);
    expect(own.diagnostics).toEqual(whole.diagnostics);
    const beyond = new Set(["balance", "bad_controls"]);
    expect(own.checks).toEqual(whole.checks.filter(({ name }) => !beyond.has(name)));
  });

  test("says that few clusters would be better served", () => {
    const { checks, diagnostics } = fit(core, { formula: "re78 ~ treat", cluster: "educ" });
    expect(diagnostics["inference"]).toBe("t");
    expect(checks.find(({ name }) => name === "inference")).toMatchObject({
      status: "warn",
      message: expect.stringMatching(/pass resampling to createExperiment/) as string,
    });
  });
});

test("an option of a capability that was left out is a fault that names it", () => {
  const lacking = (name: string): string =>
    `needs the capability ${name}, which this experiment was made without; pass ${name} to createExperiment`;
  const options = { formula: "y ~ t", covariates: "x", draws: 999, looks: { plan: "always_valid" }, summary: {} };
  expect(faults(core, { ...options, covarates: "x" })).toEqual([
    `covariates: option "covariates" ${lacking("adjustment")}`,
    `draws: option "draws" ${lacking("resampling")}`,
    `looks: option "looks" ${lacking("sequential")}`,
    `summary: option "summary" ${lacking("summaries")}`,
    expect.stringMatching(/^covarates: unknown option/),
  ]);
  expect(faults(core, { formula: "y ~ t", inference: "randomisation", metric: "proportion" })).toEqual([
    `inference: randomisation ${lacking("resampling")}`,
    `metric: proportion ${lacking("proportions")}`,
  ]);
});

describe("one capability", () => {
  test.each([
    ["adjustment", { adjustment }, { covariates: ["age", "re75"] }],
    ["proportions", { proportions }, { formula: "nodegree ~ treat", metric: "proportion" }],
    ["resampling", { resampling }, { inference: "randomisation", draws: 499, strata: "black" }],
    ["sequential", { sequential }, { looks: { plan: "group_sequential", total: 3, look: 2 } }],
    ["summaries", { summaries }, null],
  ])("%s gives what the whole model gives", (_, capabilities, asked) => {
    const options = asked === null ? { formula: "re78 ~ treat" } : { formula: "re78 ~ treat", ...asked };
    const own = fit(createExperiment(capabilities), options);
    const whole = fit(experiment, options);
    expect(own.estimate).toEqual(whole.estimate);
    expect(own.diagnostics).toEqual(whole.diagnostics);
    expect(own.tables).toEqual(whole.tables);
  });
});

describeModel({ describe, test }, "experiment, the core alone", core, {
  options: { formula: "re78 ~ treat + age + educ + re75", treatment: "treat" },
  table: Object.fromEntries(["treat", "age", "educ", "re75", "re78"].map((name) => [name, lalonde[name]!])),
  outcome: "re78",
});
