import { isImpactError, unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng, regressionDiscontinuity as jumpOf } from "@ie/stats";
import { describe, expect, it, test } from "vitest";
import { simulateScores } from "../../../test/support/simulate-scores.ts";
import { contextOf } from "../../measure.ts";
import { preparePlan } from "../../plan.ts";
import { describeModel } from "../../testing.ts";
import { transforms } from "../../transforms/index.ts";
import { verify } from "../../verify/index.ts";
import { regressionDiscontinuity } from "./regression-discontinuity.ts";

const options = { running_column: "score", cutoff: 50 };
const example = simulateScores({ n: 400, effect: 5 }, 4);

function fit(table: Table, more: Record<string, unknown> = {}): Fit {
  const checked = unwrap(validate(regressionDiscontinuity.options, { ...options, ...more }), "test", "config/invalid");
  return regressionDiscontinuity.fit(table, checked, contextOf(0));
}

const check = ({ checks }: Fit, name: string) => checks.find((each) => each.name === name);
const column = (table: Table, name: string): Float64Array => table[name] as Float64Array;

function errorOf(table: Table, more: Record<string, unknown> = {}): { code: string; message: string } {
  try {
    fit(table, more);
    return { code: "", message: "" };
  } catch (error) {
    return isImpactError(error) ? error : { code: "", message: String(error) };
  }
}

describeModel({ describe, test }, "regression_discontinuity", regressionDiscontinuity, {
  options: { ...options, treatment_column: "treated", covariate_columns: ["age"] },
  table: example,
  outcome: "revenue",
});

describe("the answer", () => {
  it("is the kernel's, with its interval around it, and names whose effect it is", () => {
    const result = fit(example);
    const score = column(example, "score");
    const own = jumpOf(
      score.map((value) => value - 50),
      column(example, "revenue"),
    );
    expect(result.estimate.value).toBe(own?.value);
    expect(result.estimate.stderr).toBe(own?.stderr);
    expect(result.diagnostics).toMatchObject({ bandwidth: own?.h, population: "units at score = 50" });
    expect(result.estimate.relative?.baseline).toBe(own?.control);
    expect(result.sampleSize).toBe(Number(own?.below) + Number(own?.above));
    expect(check(result, "population")?.message).toContain("score is 50");
    expect(result.effects?.map(({ name }) => name)).toEqual([
      "without_bias_correction",
      "half_bandwidth",
      "double_bandwidth",
      "donut",
    ]);
    expect(result.checks.filter(({ status }) => status !== "pass")).toEqual([]);
  });

  it("turns with the treated side", () => {
    const turned = { ...example, score: column(example, "score").map((value) => 100 - value) };
    const [plain, other] = [fit(example), fit(turned, { treated: "below" })];
    expect(other.estimate.value).toBeCloseTo(plain.estimate.value, 9);
    expect(other.estimate.stderr).toBeCloseTo(Number(plain.estimate.stderr), 9);
  });

  it("is more precise with a covariate that matters, and wider with clusters that do", () => {
    const table = simulateScores({ n: 1500, effect: 0, shops: 25 }, 6);
    const plain = fit(table);
    const adjusted = fit(table, { covariate_columns: ["age"] });
    expect(adjusted.estimate.stderr).toBeLessThan(Number(plain.estimate.stderr));
    expect(adjusted.estimate.relative).toBeUndefined();
    expect(adjusted.tables?.["covariate_continuity"]?.["covariate"]).toEqual(["age"]);
    const clustered = fit(table, { cluster: "shop" });
    expect(clustered.diagnostics["clusters"]).toBe(25);
    expect(Number(clustered.diagnostics["df"])).toBeLessThanOrEqual(24);
  });

  it("takes a bandwidth as it is", () => {
    const result = fit(example, { bandwidth: 12 });
    expect(result.diagnostics).toMatchObject({ bandwidth: 12, bias_bandwidth: 12, bandwidth_selection: "given" });
    const within = column(example, "score").filter((value) => Math.abs(value - 50) < 12).length;
    expect(result.sampleSize).toBe(within);
  });
});

describe("checks", () => {
  const large = simulateScores({ n: 2000, effect: 3 }, 5);
  const rng = createRng(9);

  it("see units that chose their side", () => {
    const score = column(large, "score").map((value) =>
      value < 50 && value > 47 && rng.uniform() < 0.6 ? 50 + (50 - value) : value,
    );
    expect(check(fit({ ...large, score }), "density")?.status).toBe("fail");
    expect(check(fit(large), "density")?.status).toBe("pass");
  });

  it("see a covariate that jumps too, and name it", () => {
    const age = column(large, "age").map((value, i) => value + 8 * column(large, "treated")[i]!);
    expect(check(fit({ ...large, age }, { covariate_columns: ["age"] }), "covariate_continuity")).toMatchObject({
      status: "fail",
      message: expect.stringContaining("at age") as string,
    });
  });

  it("see a jump where nothing happens", () => {
    const sorted = column(large, "score")
      .filter((value) => value >= 50)
      .sort();
    const other = sorted[Math.floor(sorted.length / 2)]!;
    const revenue = column(large, "revenue").map((value, i) => value + (column(large, "score")[i]! >= other ? 12 : 0));
    const result = fit({ ...large, revenue });
    expect(check(result, "placebo_cutoffs")?.status).toBe("fail");
    expect(check(fit(large), "placebo_cutoffs")?.status).toBe("pass");
  });

  it("see an answer that hangs on the rows nearest the cutoff", () => {
    const h = Number(fit(large).diagnostics["bandwidth"]);
    const revenue = column(large, "revenue").map((value, i) => {
      const distance = column(large, "score")[i]! - 50;
      return value + (distance >= 0 && distance < 0.1 * h ? 30 : 0);
    });
    expect(check(fit({ ...large, revenue }), "donut")?.status).toBe("fail");
    expect(check(fit(large), "donut")?.status).toBe("pass");
  });

  it("say that scores are few, and that their density is not tested", () => {
    const score = column(large, "score").map((value) => Math.round(value / 2) * 2);
    const result = fit({ ...large, score });
    expect(check(result, "mass_points")?.status).not.toBe("pass");
    expect(check(result, "density")).toMatchObject({ status: "warn", value: null });
  });
});

describe("what the data cannot carry", () => {
  it("is refused, with a count where there is one", () => {
    const treated = column(example, "treated").map((value, i) => (i < 3 ? 1 - value : value));
    expect(errorOf({ ...example, treated }, { treatment_column: "treated" })).toMatchObject({
      code: "data/out-of-range",
      message: expect.stringContaining("3 of 400 rows break the rule score >= 50") as string,
    });
    expect(errorOf(example, { cutoff: 200 })).toMatchObject({
      code: "data/out-of-range",
      message: expect.stringContaining("400 rows below it and 0 above") as string,
    });
    expect(errorOf(example, { bandwidth: 0.5 }).code).toBe("data/too-few-rows");
    expect(errorOf({ ...example, score: column(example, "score").map((v) => (v < 50 ? 49 : 51)) }).code).toBe(
      "data/too-few-rows",
    );
    expect(errorOf({ ...example, revenue: column(example, "treated") }).code).toBe("data/no-variation");
    expect(errorOf({ ...example, revenue: new Float64Array(400).fill(3) }).code).toBe("data/no-variation");
    expect(errorOf(example, { cluster: "shop" }).code).toBe("data/too-few-rows");
    const score = column(example, "score").map((value, i) => (i === 7 ? NaN : value));
    expect(errorOf({ ...example, score }).message).toContain('"score" is empty in row 8');
    expect(fit({ ...example, score }, { missing: "drop" }).diagnostics["rows"]).toBe(399);
    expect(errorOf({ ...example, score: score.map((v) => (Number.isNaN(v) ? Infinity : v)) }).code).toBe(
      "data/not-finite",
    );
  });

  it("has all faults of its options at once", () => {
    const result = validate(regressionDiscontinuity.options, {
      running_column: "score",
      cutoff: 1,
      outcome_column: "score",
      covariates: ["score"],
    });
    expect(result).toMatchObject({
      ok: false,
      issues: [{ path: ["running_column"] }, { path: ["covariate_columns"] }],
    });
  });
});

test("refuters shuffle the score, and find nothing then", async () => {
  const anything = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => ({ value }) } };
  const prepared = preparePlan(
    { source: { name: "people" }, model: { name: "regression_discontinuity", options } },
    {
      models: { regression_discontinuity: regressionDiscontinuity },
      sources: { people: { options: anything, load: async () => example } },
      transforms,
    },
  );
  const { refutations } = await verify(
    unwrap(prepared, "test", "config/invalid"),
    { initiativeId: "a" },
    { draws: 20 },
  );
  const found = Object.fromEntries(refutations.map(({ refuter, status }) => [refuter, status]));
  expect(found).toEqual({
    placebo_treatment: "pass",
    placebo_date: "not_applicable",
    random_common_cause: "pass",
    subset: "pass",
    dummy_outcome: "pass",
  });
});
