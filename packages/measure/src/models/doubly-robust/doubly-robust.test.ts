import { isImpactError, unwrap, validate, type Check, type Fit, type ImpactError, type Table } from "@ie/contracts";
import { createRng, type Learner } from "@ie/stats";
import { createTable, takeRows, withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { createDoublyRobust } from "./create-doubly-robust.ts";
import { doublyRobust } from "./doubly-robust.ts";
import { learners } from "./learners.ts";

function fit(rows: Table, options: object, seed = 0, model = doublyRobust): Fit {
  return model.fit(rows, unwrap(validate(model.options, options), "test", "config/invalid"), contextOf(seed));
}

function errorOf(rows: Table, options: object): ImpactError {
  try {
    fit(rows, options);
  } catch (error) {
    if (isImpactError(error)) return error;
    throw error;
  }
  throw new Error("no error");
}

const checkOf = ({ checks }: Fit, name: string): Check | undefined => checks.find((check) => check.name === name);

const nhefs = fixtureTable("doubly-robust/nhefs.csv");
const folded = withColumn(
  nhefs,
  "fold",
  Float64Array.from({ length: 1566 }, (_, i) => i % 5),
);
/** The models of Hernán and Robins, What If, section 12.2 and program 13.1 without its product. */
const whatIf = {
  dependent_variable: "wt82_71",
  treatment_column: "qsmk",
  covariate_columns: [
    ..."sex race age I(age^2) C(education) smokeintensity I(smokeintensity^2) smokeyrs I(smokeyrs^2)".split(" "),
    ..."C(exercise) C(active) wt71 I(wt71^2)".split(" "),
  ],
};

describe("quitting smoking and weight, NHEFS", () => {
  test("without folds", () => {
    const { estimate, effects, sampleSize } = fit(nhefs, { ...whatIf, folds: 1 });
    expect(estimate.value.toFixed(4)).toBe("3.3733");
    expect(estimate.stderr!.toFixed(4)).toBe("0.4728");
    expect(sampleSize).toBe(1566);
    const weighting = effects!.find(({ name }) => name === "inverse probability weighting")!;
    expect(weighting.value.toFixed(4)).toBe("3.4405");
  });

  test("five folds by row", () => {
    const { estimate } = fit(folded, { ...whatIf, fold_column: "fold" });
    expect(estimate.value.toFixed(4)).toBe("3.3566");
    expect(estimate.stderr!.toFixed(4)).toBe("0.5240");
  });

  test("folds drawn by content, five splits", () => {
    const found = fit(nhefs, whatIf);
    expect(Math.abs(found.estimate.value - 3.3733)).toBeLessThan(0.25 * 0.4728);
    expect(found.checks.every(({ status }) => status === "pass")).toBe(true);
    expect(found.diagnostics["strongest_covariate"]).toBe("age");
  });

  test("squares: true is the powers written out", () => {
    const plain = whatIf.covariate_columns.filter((name) => !name.startsWith("I("));
    const squared = fit(folded, { ...whatIf, covariate_columns: plain, squares: true, fold_column: "fold" });
    expect(squared.estimate.value).toBeCloseTo(fit(folded, { ...whatIf, fold_column: "fold" }).estimate.value, 8);
  });
});

/** Overlapping arms whose effect is 2 + x0 (on average 2); `bend` puts a square into both regressions. */
function simulate(n: number, seed: number, bend = 0): Table {
  const rng = createRng(seed);
  const columns = {
    x0: new Float64Array(n),
    x1: new Float64Array(n),
    treated: new Float64Array(n),
    y: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const [a, b] = [rng.normal(), rng.normal()];
    const lean = 0.7 * a - 0.5 * b + bend * (a * a - 1);
    const treated = rng.uniform() < 1 / (1 + Math.exp(-lean)) ? 1 : 0;
    columns.x0[i] = a;
    columns.x1[i] = b;
    columns.treated[i] = treated;
    columns.y[i] = 1 + 2 * a + b + 2 * bend * a * a + treated * (2 + a) + rng.normal();
  }
  return createTable(columns);
}

const usual = { dependent_variable: "y", treatment_column: "treated", covariate_columns: ["x0", "x1"] };

for (const more of [{}, { estimand: "att" }, { outcome_model: "ridge", propensity_model: "ridge", repeats: 1 }]) {
  describeModel({ describe, test }, `doubly_robust ${JSON.stringify(more)}`, doublyRobust, {
    options: { ...usual, ...more },
    table: simulate(200, 1),
    outcome: "y",
  });
}

test("either regression may be wrong: the effect stays, the half that is wrong is seen", () => {
  const table = simulate(4000, 2, 0.4);
  const flat: Learner = {
    fit: (_, y) => {
      const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
      return { status: "ok", columns: [], predict: (x) => new Float64Array(x.rows).fill(mean) };
    },
  };
  const wrong = createDoublyRobust({ outcome: { flat, ...learners.outcome }, propensity: learners.propensity });
  const covariates = { covariate_columns: ["x0", "x1", "I(x0^2)"] };
  const right = fit(table, { ...usual, ...covariates }).estimate;
  const half = fit(table, { ...usual, ...covariates, outcome_model: "flat" }, 0, wrong).estimate;
  for (const { value, stderr } of [right, half]) expect(Math.abs(value - 2)).toBeLessThan(3 * stderr!);
  const both = fit(table, usual);
  expect(checkOf(both, "agreement")?.status).not.toBe("pass");
});

test("estimands differ where the effect does, and cover their truth", () => {
  const table = simulate(6000, 3);
  const treated = table["treated"] as Float64Array;
  const x0 = table["x0"] as Float64Array;
  const truth = (arm: number): number => {
    const own = x0.filter((_, i) => treated[i] === arm);
    return 2 + own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  for (const [estimand, expected] of [
    ["ate", 2],
    ["att", truth(1)],
    ["atc", truth(0)],
  ] as const) {
    const { value, stderr } = fit(table, { ...usual, estimand }).estimate;
    expect(Math.abs(value - expected)).toBeLessThan(3.5 * stderr!);
  }
});

describe("trimming names whose effect it is", () => {
  const table = simulate(1500, 4);
  const found = fit(table, { ...usual, trim: [0.2, 0.8] });

  test("count, share, population, and the effect without it", () => {
    const dropped = Number(found.diagnostics["trimmed_units"]);
    expect(dropped).toBeGreaterThan(50);
    expect(found.sampleSize).toBe(1500 - dropped);
    expect(checkOf(found, "trimming")?.value).toBe(dropped / 1500);
    expect(found.diagnostics["population"]).toBe("all units with a propensity from 0.2 to 0.8");
    expect(checkOf(found, "trimming")?.status).not.toBe("pass");
    const untrimmed = found.effects!.find(({ name }) => name === "without trimming")!;
    expect(untrimmed.value).toBeCloseTo(fit(table, usual).estimate.value, 10);
  });

  test("nothing left is an error, not an effect of 0", () => {
    expect(errorOf(table, { ...usual, trim: [0.998, 0.999] }).code).toBe("fit/no-overlap");
  });

  test("bounds that drop nobody leave the estimate alone", () => {
    const all = fit(table, { ...usual, trim: [0, 1] });
    expect(all.estimate).toEqual(fit(table, usual).estimate);
    expect(all.diagnostics["population"]).toBe("all units");
  });
});

describe("refusals name the column", () => {
  const table = simulate(200, 5);
  const x0 = table["x0"] as Float64Array;
  const cases: readonly [string, Table, object, string, string][] = [
    [
      "separation",
      withColumn(
        table,
        "treated",
        x0.map((v) => (v > 0 ? 1 : 0)),
      ),
      usual,
      "fit/no-overlap",
      "x0",
    ],
    [
      "a constant",
      withColumn(table, "one", new Float64Array(200).fill(1)),
      { covariate_columns: ["x0", "one"] },
      "data/no-variation",
      "one",
    ],
    [
      "a combination",
      withColumn(
        table,
        "twice",
        x0.map((v) => 2 * v + 1),
      ),
      { covariate_columns: ["x0", "twice"] },
      "fit/singular",
      "twice",
    ],
    [
      "the outcome's copy",
      withColumn(
        table,
        "copy",
        (table["y"] as Float64Array).map((v) => 3 * v),
      ),
      { covariate_columns: ["x0", "copy"] },
      "data/no-variation",
      "copy",
    ],
    ["one arm", withColumn(table, "treated", new Float64Array(200)), {}, "data/no-variation", "treated"],
    ["one cluster", withColumn(table, "g", new Float64Array(200)), { cluster: "g" }, "data/too-few-rows", "g"],
    [
      "folds across clusters",
      withColumn(
        withColumn(
          table,
          "g",
          x0.map((_, i) => i % 20),
        ),
        "f",
        x0.map((_, i) => i % 3),
      ),
      { cluster: "g", fold_column: "f" },
      "data/out-of-range",
      "f",
    ],
    ["logit of a quantity", table, { outcome_model: "logit" }, "data/out-of-range", "y"],
  ];
  test.each(cases)("%s", (_, rows, options, code, name) => {
    const error = errorOf(rows, { ...usual, ...options });
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
  });

  test("unknown learners, and repeats without drawn folds", () => {
    const issues = (options: object): string => {
      const result = validate(doublyRobust.options, { ...usual, ...options });
      return result.ok ? "" : result.issues.map(({ message }) => message).join("; ");
    };
    const both = issues({ outcome_model: "liner", propensity_model: "probity" });
    expect(both).toContain('did you mean "linear"');
    expect(both).toContain("probity");
    expect(issues({ folds: 1, repeats: 3 })).toContain("belongs to folds drawn by the seed");
  });
});

test("clusters widen the interval where their units are alike, stay in one fold, and are counted", () => {
  const rng = createRng(6);
  const n = 600;
  const store = Float64Array.from({ length: n }, (_, i) => Math.floor(i / 12));
  const shock = Float64Array.from({ length: 50 }, () => rng.normal());
  const treated = Float64Array.from(store, (g) => g % 2);
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const y = Float64Array.from(store, (g, i) => treated[i]! + x[i]! + 2 * shock[g]! + rng.normal());
  const table = createTable({ store, treated, x, y });
  const options = { ...usual, covariate_columns: ["x"] };
  const naive = fit(table, options);
  const clustered = fit(table, { ...options, cluster: "store" });
  expect(clustered.estimate.stderr!).toBeGreaterThan(2 * naive.estimate.stderr!);
  expect(clustered.sampleSize).toBe(50);
  expect(clustered.diagnostics["df"]).toBe(49);
  expect(clustered.effects!.every(({ interval }) => interval === null)).toBe(true);
});

test("a binary outcome by logit has an E-value of its risk ratio", () => {
  const table = simulate(1500, 7);
  const y = (table["y"] as Float64Array).map((value) => (value > 2 ? 1 : 0));
  const found = fit(withColumn(table, "y", y), { ...usual, outcome_model: "logit" });
  const ratio = 1 + found.estimate.relative!.value;
  expect(found.diagnostics["e_value"]).toBeCloseTo(ratio + Math.sqrt(ratio * (ratio - 1)), 8);
});

test("columns() finds those of formula terms", () => {
  const options = unwrap(
    validate(doublyRobust.options, { ...usual, covariate_columns: ["x0", "I(x1^2)", "C(race):sex"] }),
    "t",
    "config/invalid",
  );
  expect(doublyRobust.columns(options)).toEqual(["y", "treated", "x0", "x1", "race", "sex"]);
});

test("poor overlap fails its checks instead of passing silently", () => {
  const rng = createRng(8);
  const n = 800;
  const x = Float64Array.from({ length: n }, () => rng.normal());
  const treated = x.map((v) => (rng.uniform() < 1 / (1 + Math.exp(-4 * v)) ? 1 : 0));
  const y = x.map((v, i) => v + treated[i]! + rng.normal());
  const found = fit(createTable({ x, treated, y }), { ...usual, covariate_columns: ["x"] });
  expect(checkOf(found, "overlap")?.status).not.toBe("pass");
  expect(checkOf(found, "effective_sample_size")?.status).not.toBe("pass");
});

test("other seeds draw other folds, the same seed the same ones in any order of rows and covariates", () => {
  const table = simulate(300, 9);
  const [one, other] = [fit(table, usual, 1).estimate.value, fit(table, usual, 2).estimate.value];
  expect(one).not.toBe(other);
  const backwards = takeRows(
    table,
    Array.from({ length: 300 }, (_, i) => 299 - i),
  );
  const turned = fit(backwards, { ...usual, covariate_columns: ["x1", "x0"] }, 1).estimate.value;
  expect(turned).toBeCloseTo(one, 10);
});
