import { isImpactError, unwrap, validate, type Table } from "@ie/contracts";
import { withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { simulatedPanel } from "../../../test/support/simulated-panel.ts";
import { contextOf } from "../../measure.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";

const base = { dependent_variable: "y", unit_column: "unit", time_column: "period" };

function refusal(table: Table, options: Readonly<Record<string, unknown>>): string {
  const { options: schema } = differenceInDifferences;
  try {
    differenceInDifferences.fit(
      table,
      unwrap(validate(schema, { ...base, ...options }), "difference_in_differences", "config/invalid"),
      contextOf(1),
    );
  } catch (error) {
    if (isImpactError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

const panel = simulatedPanel({ seed: 1, units: 12, treated: 5, periods: 6 });
const rows = (panel["y"] as Float64Array).length;
const at = (name: string, row: number): number => (panel[name] as Float64Array)[row]!;
const numbers = (value: (row: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => value(row));
const texts = (value: (row: number) => string): string[] => Array.from({ length: rows }, (_, row) => value(row));

describe("each refusal names the fault, the value and the way out", () => {
  test.each<[string, Table, Readonly<Record<string, unknown>>, string]>([
    [
      "a treatment in words",
      withColumn(
        panel,
        "treatment",
        texts((row) => (at("treatment", row) === 1 ? "yes" : "no")),
      ),
      { treatment_column: "treatment" },
      'data/out-of-range: difference_in_differences: column "treatment" has "no" in row 1; it must be 0 or 1',
    ],
    [
      "a group in words",
      withColumn(
        panel,
        "group",
        texts((row) => (at("unit", row) < 5 ? "yes" : "no")),
      ),
      { treatment_column: "group", intervention_date: 3 },
      'data/out-of-range: difference_in_differences: column "group" has "yes" in row 1; it must be 0 or 1 in every row',
    ],
    [
      "a treatment that nobody has",
      withColumn(panel, "treatment", new Float64Array(rows)),
      { treatment_column: "treatment" },
      'data/no-variation: difference_in_differences: column "treatment" marks no unit as treated; it must be 1 for the treated units',
    ],
    [
      "first treated periods after the data",
      withColumn(
        panel,
        "first",
        numbers((row) => (at("unit", row) < 5 ? 99 : NaN)),
      ),
      { first_treated_column: "first" },
      'data/no-variation: difference_in_differences: column "first" has no date within the data, which run from 0 to 5; give data from before and after the treatment, or mend the column',
    ],
    [
      "first treated periods in words",
      withColumn(
        panel,
        "first",
        texts((row) => (at("unit", row) < 5 ? "soon" : "")),
      ),
      { first_treated_column: "first" },
      'data/out-of-range: difference_in_differences: column "first" has "soon", which is not a number; write first treated periods like the periods, such as 0, and leave the cell empty for never',
    ],
    [
      "an anticipation that leaves nothing before",
      panel,
      { treatment_column: "treatment", anticipation: 3 },
      "data/no-variation: difference_in_differences: 0, 1, 2, 3, 4: no treated unit has a period before its treatment and the anticipation of 3; give earlier periods, or lower anticipation",
    ],
    [
      "an outcome that never moves",
      withColumn(panel, "y", new Float64Array(rows).fill(7)),
      { treatment_column: "treatment" },
      'data/no-variation: difference_in_differences: column "y" is 7 in every row; an outcome that never moves shows no effect; look at the source, or name another column',
    ],
    [
      "an outcome that is computed",
      withColumn(
        panel,
        "y",
        numbers((row) => 2 + at("treatment", row)),
      ),
      { treatment_column: "treatment" },
      "data/no-variation: difference_in_differences: all clusters of an arm change by the same, so that nothing shows how far the effect is chance; look at the outcome column for copied or computed values",
    ],
    [
      "a level of a text that the treatment explains",
      withColumn(
        panel,
        "kind",
        texts((row) => (at("unit", row) < 5 ? "a" : "b")),
      ),
      { treatment_column: "treatment", covariates: ["kind"] },
      'fit/singular: difference_in_differences: "kind: b" is a combination of the treatment and the other covariates; leave out one of those columns under covariates',
    ],
  ])("%s", (_, table, options, message) => {
    expect(refusal(table, options)).toContain(message);
  });

  test("what one date alone can use is not ignored with several", () => {
    const dates = simulatedPanel({ seed: 1, units: 12, treated: 6, periods: 6, dates: [2, 4] });
    for (const more of [{ inference: "permutation" }, { cov_type: "CR1" }]) {
      expect(refusal(dates, { treatment_column: "treatment", ...more })).toMatch(
        /^config\/invalid: .* needs one date of treatment and untreated units; units start in 2, 4; leave it out/,
      );
    }
  });

  test("two-way fixed effects have no use for errors that ignore units", () => {
    const options = { treatment_column: "treatment", method: "two_way_fixed_effects", cov_type: "HC1" };
    expect(refusal(panel, options)).toMatch(/^config\/invalid: .*HC1 ignores that outcomes of a unit resemble/);
  });
});
