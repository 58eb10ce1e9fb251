import { isImpactError, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { takeRows } from "@ie/table";
import { describe, expect, it, test } from "vitest";
import { fixtureTable } from "../../test/support/fixture.ts";
import {
  balanceCheck,
  balanceTable,
  covariateBalance,
  effectiveSize,
  fitPropensity,
  overlapCheck,
  readUnits,
  type UnitsSpec,
} from "./index.ts";
import { crumpCut } from "./crump-cut.ts";

const lalonde = fixtureTable("observational/lalonde_psid614.csv");
const covariates = ["age", "educ", "race", "married", "nodegree", "re74", "re75"];
const spec: UnitsSpec = { outcome: "re78", treatment: "treat", covariates };
const units = readUnits(lalonde, spec, "test");

/** What is refused, as code and message. */
function refusal(table: Table, changed: Partial<UnitsSpec>): string {
  try {
    readUnits(table, { ...spec, ...changed }, "test");
  } catch (error) {
    if (isImpactError(error)) return `${error.code} ${error.message}`;
  }
  return "";
}

/** The table with a column changed in one row. */
const withCell = (name: string, row: number, value: number): Table => ({
  ...lalonde,
  [name]: (lalonde[name] as Float64Array).with(row, value), // a numeric column of the fixture
});

describe("readUnits", () => {
  it("has outcome, treatment and covariates, texts as indicators without their first level", () => {
    expect([units.n, units.nTreated, units.nControl]).toEqual([614, 185, 429]);
    expect(units.names).toEqual([
      "age",
      "educ",
      "race[T.hispan]",
      "race[T.white]",
      "married",
      "nodegree",
      "re74",
      "re75",
    ]);
    expect(units.levels).toEqual({ treated: "1", control: "0" });
    expect(units.x.data[2 * 614 + 1]).toBe(1);
    expect(units.y[0]).toBe(9930.046);
  });

  it("does not let the order of rows choose a reference level", () => {
    const order = Array.from({ length: 614 }, (_, i) => 613 - i);
    const reversed = readUnits(takeRows(lalonde, order), spec, "test");
    expect(reversed.names).toEqual(units.names);
    expect(reversed.x.data[2 * 614 + 612]).toBe(1);
  });

  it("reads terms, and two texts as the treatment", () => {
    const table = { ...lalonde, arm: Array.from(units.treated, (each) => (each === 1 ? "offer" : "control")) };
    const own = readUnits(
      table,
      { ...spec, treatment: "arm", covariates: ["age", "I(age^2)", "C(married)", "age:educ"] },
      "test",
    );
    expect(own.names).toEqual(["age", "age^2", "married[T.1]", "age:educ"]);
    expect(own.levels).toEqual({ treated: "offer", control: "control" });
    expect(own.treated).toEqual(units.treated);
    const turned = readUnits(table, { ...spec, treatment: "arm", control: "offer" }, "test");
    expect(turned.nTreated).toBe(429);
  });

  it("names what it refuses", () => {
    const white = Float64Array.from(lalonde["race"] as string[], (race) => (race === "white" ? 1 : 0));
    expect(refusal({ ...lalonde, white }, { covariates: ["white", "race"] })).toBe(
      'fit/singular test: covariate "race[T.white]" is a copy of "white"; leave one of them out',
    );
    const total = (lalonde["re74"] as Float64Array).map((value, i) => value + (lalonde["re75"] as Float64Array)[i]!);
    expect(refusal({ ...lalonde, total }, { covariates: ["age", "re74", "re75", "total"] })).toContain(
      'fit/singular test: covariate "total" is a combination of re74, re75',
    );
    expect(refusal({ ...lalonde, one: new Float64Array(614).fill(3) }, { covariates: ["age", "one"] })).toContain(
      'data/no-variation test: covariate "one" does not vary',
    );
    expect(
      refusal({ ...lalonde, town: Array.from({ length: 614 }, () => "Ghent") }, { covariates: ["town"] }),
    ).toContain('covariate "town" does not vary');
    const cents = (lalonde["re78"] as Float64Array).map((value) => 100 * value + 5);
    expect(refusal({ ...lalonde, cents }, { covariates: ["cents"] })).toContain('"cents" repeats the outcome "re78"');
    const untreated = Float64Array.from(units.treated, (each) => 1 - each);
    expect(refusal({ ...lalonde, untreated }, { covariates: ["age", "untreated"] })).toContain(
      '"untreated" repeats the treatment "treat"',
    );
    expect(refusal(lalonde, { covariates: ["age", "re78"] })).toContain('config/invalid test: "re78" is both');
    expect(refusal(lalonde, { covariates: ["age", "age"] })).toContain('covariate "age" stands twice');
    expect(refusal(lalonde, { covariates: ["agee"] })).toContain('data/missing-column test: no column "agee"');
    expect(refusal(lalonde, { treatment: "race", covariates: ["age"] })).toContain(
      'data/out-of-range test: the treatment "race" has 3 values',
    );
    expect(refusal(lalonde, { unit: "age" })).toContain('data/duplicate-key test: unit "22" has more than one row');
    expect(refusal(withCell("re78", 4, Infinity), {})).toContain('data/not-finite test: "re78" is Infinity in row 5');
  });

  it("refuses gaps, or drops their rows and numbers the rest as given", () => {
    const table = withCell("age", 2, NaN);
    expect(refusal(table, {})).toContain('data/not-finite test: column "age" is empty in row 3');
    const rest = readUnits(table, { ...spec, missing: "drop" }, "test");
    expect(rest.n).toBe(613);
    expect(rest.rowNumbers[2]).toBe(4);
    expect(rest.checks[0]).toMatchObject({ name: "missing_rows", status: "warn", value: 1 });
  });

  it("leaves constants out where that is wanted", () => {
    const table = { ...lalonde, one: new Float64Array(614).fill(3) };
    const own = readUnits(table, { ...spec, covariates: ["one", "age"], constants: "omit" }, "test");
    expect([own.names, own.constant]).toEqual([["age"], ["one"]]);
  });
});

describe("balance", () => {
  // MatchIt 4.5 (R 4.2), summary of matchit(treat ~ …, method = NULL): difference, variance ratio, eCDF mean and maximum.
  const matchIt: Readonly<Record<string, readonly (number | null)[]>> = {
    age: [-0.309445262, 0.4399954634, 0.08133906634, 0.15772695773],
    educ: [0.05496466139, 0.4958933714, 0.03472231893, 0.11137151137],
    "race[T.hispan]": [-0.3498425416, null, 0.08273168273, 0.08273168273],
    married: [-0.82630927234, null, 0.32363132363, 0.32363132363],
    re74: [-0.72108380907, 0.5181284809, 0.22479488904, 0.44703584704],
    re75: [-0.29026291119, 0.9562930454, 0.13417144653, 0.28764568765],
  };

  it.each(Object.entries(matchIt))("of %s is MatchIt's", (name, [smd, ratio, mean, max]) => {
    const { names, before } = covariateBalance(units, { standardiser: "treated" });
    const row = before[names.indexOf(name)]!;
    expect(row.smd).toBeCloseTo(smd!, 9);
    if (ratio === null) expect(row.varianceRatio).toBeNaN();
    else expect(row.varianceRatio).toBeCloseTo(ratio!, 8);
    expect(row.ecdfMean).toBeCloseTo(mean!, 9);
    expect(row.ecdfMax).toBeCloseTo(max!, 9);
  });

  it("counts a unit of weight 2 as two units, and standardises both samples alike", () => {
    const weights = Float64Array.from(units.y, (_, i) => (i % 3 === 0 ? 2 : i % 3 === 1 ? 1 : 0));
    const balance = covariateBalance(units, { weights, standardiser: "treated" });
    const copies = Array.from({ length: 614 }, (_, i) => i).flatMap((i) =>
      Array.from({ length: weights[i]! }, () => i),
    );
    const twin = covariateBalance(readUnits(takeRows(lalonde, copies), spec, "test")).before;
    balance.after!.forEach((row, j) => {
      expect(row.meanTreated).toBeCloseTo(twin[j]!.meanTreated, 8);
      expect(row.ecdfMax).toBeCloseTo(twin[j]!.ecdfMax, 10);
      expect(row.smd / (row.meanTreated - row.meanControl)).toBeCloseTo(
        balance.before[j]!.smd / (balance.before[j]!.meanTreated - balance.before[j]!.meanControl),
        9,
      );
    });
    const table = balanceTable(balance);
    expect(Object.keys(table)).toHaveLength(13);
    expect(balanceCheck(balance, { after: "weighting", adjustment: "none", remedy: "add its square" })).toMatchObject({
      name: "balance",
      status: "fail",
    });
    expect(
      balanceCheck(
        { ...balance, after: balance.before.map((row) => ({ ...row, smd: 0.01 })) },
        { after: "x", adjustment: "none", remedy: "y" },
      ).status,
    ).toBe("pass");
  });
});

describe("propensity and overlap", () => {
  it("has the published coefficients, and effective sizes", () => {
    const { scores, fit } = fitPropensity(units, "logit", "test");
    expect(fit.coefficients[1]).toBeCloseTo(0.0157771, 7);
    expect(fit.coefficients[2]).toBeCloseTo(0.1613069, 7);
    const odds = scores.map((e, i) => (units.treated[i] === 1 ? 1 : e / (1 - e)));
    expect(effectiveSize(odds, units.treated, 0)).toBeCloseTo(99.815, 3);
    const { check, diagnostics, table } = overlapCheck(scores, units.treated, "att", "trim");
    const outside = Array.from(scores).filter((e, i) => units.treated[i] === 1 && e > 0.7891728344455);
    expect(check).toMatchObject({ name: "overlap", status: "pass" });
    expect(check.value).toBeCloseTo(outside.length / 185, 12);
    expect(diagnostics["propensity_max_control"]).toBeCloseTo(0.78917283, 7);
    expect((table["treated"] as Float64Array).reduce((a, b) => a + b, 0)).toBe(185);
  });

  it("names covariates that leave no overlap", () => {
    const treated = Float64Array.from(units.treated, (each, i) => each * (1 + (i % 7)));
    const own = readUnits({ ...lalonde, dose: treated }, { ...spec, covariates: ["age", "dose"] }, "test");
    expect(() => fitPropensity(own, "logit", "test")).toThrow("dose tells treated from untreated units without error");
  });

  test("the cut of Crump and others is the best of all cuts, and 0 where overlap is good", () => {
    const rng = createRng(4, "crump");
    const scores = Float64Array.from({ length: 300 }, () => 1 / (1 + Math.exp(2.5 * rng.normal())));
    const variance = (alpha: number): number => {
      const kept = Array.from(scores).filter((e) => e >= alpha && e <= 1 - alpha);
      return kept.reduce((sum, e) => sum + 1 / (e * (1 - e)), 0) / kept.length ** 2;
    };
    const cut = crumpCut(scores);
    expect(cut).toBeGreaterThan(0.02);
    for (let alpha = 0; alpha < 0.4; alpha += 0.004) expect(variance(cut)).toBeLessThanOrEqual(variance(alpha) + 1e-15);
    expect(crumpCut(Float64Array.from({ length: 50 }, (_, i) => 0.4 + i / 250))).toBe(0);
  });
});
