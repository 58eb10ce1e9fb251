import { isImpactError, unwrap, validate, type Fit, type Model, type Table } from "@ie/contracts";
import { withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { simulateUnits } from "../../test/support/simulate-units.ts";
import { contextOf } from "../measure.ts";
import { models } from "../models/index.ts";

const names = [
  "nearest_neighbour_matching",
  "subclassification",
  "inverse_probability_weighting",
  "doubly_robust",
] as const;

const table = simulateUnits({ n: 300, covariates: 2, effect: 2, slope: 0.7 }, 1);
const n = 300;
const x1 = table["x1"] as Float64Array;
const treated = table["treated"] as Float64Array;
const options = { treatment_column: "treated", covariate_columns: ["x1", "x2", "region"] };

function fit(name: (typeof names)[number], rows: Table = table, changed: object = {}): Fit {
  const model: Model<unknown> = models[name];
  const settled = unwrap(validate(model.options, { ...options, ...changed }), "test", "config/invalid");
  return model.fit(rows, settled, contextOf(0));
}

/** Code and words of the refusal, without the speaker. */
function refusal(name: (typeof names)[number], rows: Table, changed: object = {}): string {
  try {
    fit(name, rows, changed);
  } catch (error) {
    if (isImpactError(error)) return `${error.code} ${error.message.replace(`${name}: `, "")}`;
    throw error;
  }
  return "an answer";
}

describe.each(names)("%s is one of a family", (name) => {
  test("the same checks, diagnostics and tables for the same things", () => {
    const { checks, diagnostics, tables, estimate } = fit(name);
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining(["missing_rows", "overlap", "effective_sample_size", "balance", "hidden_confounding"]),
    );
    expect(Object.keys(diagnostics)).toEqual(
      expect.arrayContaining([
        "treated_units",
        "control_units",
        "effective_treated",
        "effective_control",
        "df",
        "outside_common_range_share",
        "e_value",
        "robustness_value",
        "strongest_covariate",
      ]),
    );
    expect(Object.keys(tables ?? {})).toEqual(expect.arrayContaining(["balance", "overlap", "hidden_confounder"]));
    expect(estimate.unit).toBe("revenue");
  });

  test("both spellings of outcome and covariates, and not both at once", () => {
    const other = { outcome_column: "revenue", covariates: ["x1"], covariate_columns: null };
    expect(fit(name, table, other).estimate).toEqual(fit(name, table, { covariate_columns: ["x1"] }).estimate);
    expect(refusal(name, table, { covariates: ["x1"] })).toContain("is the same as covariate_columns; give one");
    expect(refusal(name, table, { covariate_columns: [] })).toContain("name at least one covariate");
  });

  test("faults of the data are one coded error in the same words", () => {
    const texts = Array.from(x1, String).with(3, "n/a");
    expect(refusal(name, { ...table, x1: texts })).toBe(
      'data/not-numeric covariate "x1" has "n/a" in row 4, and numbers in 299 of 300 rows; mend the cell, or leave it empty and set missing: drop; C(x1) takes the column for a category',
    );
    const one = new Float64Array(n).fill(0).with(7, 1);
    expect(refusal(name, { ...table, treated: one })).toBe(
      'data/too-few-rows 1 unit is "1" and 299 units are "0"; at least two of each are needed to know how much they vary',
    );
    expect(refusal(name, { ...table, revenue: new Float64Array(n).fill(5) })).toContain(
      'data/no-variation the outcome "revenue" is constant',
    );
    const made = treated.map((arm) => 5 + 2 * arm);
    expect(refusal(name, { ...table, revenue: made })).toMatch(
      /^data\/no-variation .* nothing of the outcome "revenue"/u,
    );
    expect(refusal(name, { ...table, x1: x1.map((value) => value * 1e200) })).toContain("data/out-of-range");
    expect(refusal(name, { ...table, x1: x1.map((value) => value * 1e-200) })).toContain(
      "give the column in another unit",
    );
    expect(refusal(name, table, { covariate_columns: ["x1", "I(x2^2"] })).toContain(
      'config/invalid covariate "I(x2^2" is neither a column nor a term; the table has',
    );
  });

  test("columns of any name are found in the table and before there is one", () => {
    const odd = ['naïve "a"', "spend-before", "b`x"];
    const rows = odd.reduce(
      (wide, column, j) =>
        withColumn(
          wide,
          column,
          x1.map((v, i) => v + Math.sin(i * (j + 1))),
        ),
      table,
    );
    const model: Model<unknown> = models[name];
    const settled = unwrap(validate(model.options, { ...options, covariate_columns: odd }), "test", "config/invalid");
    expect(model.columns(settled)).toEqual(["revenue", "treated", ...odd]);
    expect(fit(name, rows, { covariate_columns: odd }).estimate.stderr).toBeGreaterThan(0);
  });
});
