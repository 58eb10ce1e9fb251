import { isImpactError, unwrap, validate, type Check, type Fit, type Table } from "@ie/contracts";
import { filterRows, fromRows, toRows, withColumn, type Row } from "@ie/table";
import { describe, expect, test } from "vitest";
import basque from "../../../test/fixtures/synthetic-control/basque.json" with { type: "json" };
import sim10 from "../../../test/fixtures/synthetic-control/sim10_effect5.json" with { type: "json" };
import { fixtureTable } from "../../../test/support/fixture.ts";
import { simulatedDonors } from "../../../test/support/simulate-donors.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { syntheticControl } from "./synthetic-control.ts";

function fit(table: Table, options: Record<string, unknown>): Fit {
  const { options: schema } = syntheticControl;
  return syntheticControl.fit(table, unwrap(validate(schema, options), "test", "config/invalid"), contextOf(0));
}

function refusal(table: Table, options: Record<string, unknown>): string {
  try {
    fit(table, options);
  } catch (error) {
    if (isImpactError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "none";
}

const checkOf = ({ checks }: Fit, name: string): Check => checks.find((each) => each.name === name)!;
const fixture = (name: string): Table => fixtureTable(`synthetic-control/${name}`);

function where(table: Table, keeps: (row: Row) => boolean): Table {
  const rows = toRows(table);
  return filterRows(table, (row) => keeps(rows[row]!));
}

/** Weights by unit, without those that are nothing. */
function weightsOf({ tables }: Fit): Record<string, number> {
  const { unit, weight } = tables!["weights"] as { unit: readonly string[]; weight: Float64Array };
  return Object.fromEntries(unit.map((name, j) => [name, weight[j]!] as const).filter(([, each]) => each > 1e-6));
}

function expectWeights(actual: Record<string, number>, expected: Record<string, number>, digits: number): void {
  expect(Object.keys(actual).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [unit, weight] of Object.entries(expected)) expect(actual[unit]).toBeCloseTo(weight, digits);
}

/** Rows of a table with a row a period and a column a unit. */
function long(name: string, time: string, value: string): Table {
  const rows = toRows(fixture(name)).flatMap((row) =>
    Object.entries(row)
      .filter(([key]) => key !== time)
      .map(([unit, cell]) => ({ [time]: row[time]!, unit_id: unit, [value]: cell })),
  );
  return fromRows(rows);
}

const prop99 = fixture("prop99.csv");
const california = {
  treatment_time: 1989,
  treated_unit: "California",
  outcome_column: "cigsale",
  unit_column: "state",
  time_column: "year",
};

describe("published answers", () => {
  test.each([
    ["basque", basque, "basque.csv"],
    ["sim10_effect5", sim10, "sim10_effect5.csv"],
  ])("%s, with the originals' parameters as they are", (_, { params, reference }, data) => {
    const found = fit(fixture(data), params);
    expect(found.estimate.value).toBeCloseTo(reference.att, 8);
    expect(found.diagnostics["pre_rmspe"]).toBeCloseTo(reference.pre_rmspe, 8);
    expect(found.diagnostics["post_rmspe"]).toBeCloseTo(reference.post_rmspe, 8);
    expect(found.diagnostics["mspe_ratio_p"]).toBeCloseTo(reference.placebo_p_rmspe_ratio, 10);
    expect(found.diagnostics["kkt_residual"]).toBeLessThan(1e-8);
    expectWeights(weightsOf(found), reference.weights, 7);
  });

  test("Proposition 99 on all outcomes before it", () => {
    const found = fit(prop99, california);
    const { estimate, diagnostics, tables } = found;
    expect(estimate.value).toBeCloseTo(-19.51363, 4);
    expect((diagnostics["pre_rmspe"] as number) ** 2).toBeLessThan(2.743662 * 1.001);
    expect(diagnostics["kkt_residual"]).toBeLessThan(1e-8);
    expect([diagnostics["mspe_ratio_rank"], diagnostics["mspe_ratio_p"]]).toEqual([3, 3 / 39]);
    expect(diagnostics["p_resolution"]).toBeCloseTo(1 / 39, 12);
    const { period, gap } = tables!["gaps"] as { period: readonly string[]; gap: Float64Array };
    expect(gap[period.indexOf("2000")]).toBeCloseTo(-26.5966, 3);
    expectWeights(
      weightsOf(found),
      {
        Utah: 0.393908,
        Montana: 0.23184,
        Nevada: 0.204923,
        Connecticut: 0.10909,
        "New Hampshire": 0.045429,
        Colorado: 0.014811,
      },
      5,
    );
  });

  test("Proposition 99 by conformal inference", () => {
    const { estimate, diagnostics, series } = fit(prop99, { ...california, inference: "conformal", level: 0.9 });
    expect(diagnostics["absolute_p"]).toBeCloseTo(3 / 31, 12);
    expect(estimate.interval.upper).toBeLessThan(0);
    expect(series!.lower.subarray(19).every(Number.isFinite)).toBe(true);
  });

  test("Proposition 99 by prediction intervals, which have no p-value", () => {
    const { estimate, series } = fit(prop99, { ...california, inference: "prediction", draws: 100 });
    expect(estimate.value).toBeCloseTo(-19.51363, 4);
    expect(estimate.pValue).toBeNull();
    expect(estimate.interval.upper).toBeLessThan(0);
    const { lower, upper, simultaneous } = series!;
    for (let t = 19; t < 31; t++) {
      expect(upper[t]).toBeGreaterThan(lower[t]!);
      expect(simultaneous!.lower[t]).toBeLessThanOrEqual(lower[t]!);
    }
  });

  test("Proposition 99 on predictors, rows unsorted", () => {
    const found = fit(prop99, {
      ...california,
      method: "predictors",
      predictors: [
        ...["lnincome", "retprice", "age15to24"].map((column) => ({ column, from: 1980, to: 1988 })),
        { column: "beer", from: 1984, to: 1988 },
        ...[1975, 1980, 1988].map((year) => ({ column: "cigsale", from: year, to: year })),
      ],
    });
    expect((found.diagnostics["pre_rmspe"] as number) ** 2).toBeLessThan(3.21);
    expect(found.diagnostics["mspe_ratio_rank"]).toBe(1);
    expect(found.diagnostics["mspe_ratio_p"]).toBeCloseTo(1 / 39, 12);
    expect(found.tables!["predictors"]!["predictor"]).toContain("cigsale 1975");
  });

  test("Proposition 99 by synthetic difference-in-differences, and two-way differences beside it", () => {
    const found = fit(prop99, { ...california, method: "synthetic_did" });
    expect(found.estimate.value).toBeCloseTo(-15.6038, 3);
    const { period, weight } = found.tables!["period_weights"] as { period: readonly string[]; weight: Float64Array };
    expect([1986, 1987, 1988].map((year) => weight[period.indexOf(String(year))])).toEqual([
      expect.closeTo(0.3665, 3),
      expect.closeTo(0.2065, 3),
      expect.closeTo(0.4271, 3),
    ]);
    const plain = found.effects!.find(({ name }) => name === "estimator difference_in_differences")!;
    expect(plain.value).toBeCloseTo(-27.3491, 3);
  });

  test("the Basque Country on the predictors of its paper", () => {
    const spain = where(fixture("basque_full.csv"), (row) => row["regionname"] !== "Spain (Espana)");
    const sectors = Object.keys(spain).filter((name) => name.startsWith("sec."));
    const found = fit(spain, {
      treatment_time: 1970,
      treated_unit: "Basque Country (Pais Vasco)",
      outcome_column: "gdpcap",
      unit_column: "regionname",
      time_column: "year",
      method: "predictors",
      fit_from: 1960,
      fit_to: 1969,
      predictors: [
        { column: "gdpcap", from: 1960, to: 1969 },
        ...sectors.map((column) => ({ column, from: 1961, to: 1969 })),
        { column: "popdens", from: 1969, to: 1969 },
        { column: "invest", from: 1964, to: 1969 },
        ...["illiterate", "primary", "medium", "high"].map((column) => ({ column, from: 1964, to: 1969 })),
      ],
      level: 0.9,
    });
    const { period, gap } = found.tables!["gaps"] as { period: readonly string[]; gap: Float64Array };
    const from1960 = gap.filter((_, t) => Number(period[t]) >= 1960 && Number(period[t]) < 1970);
    const loss = from1960.reduce((sum, each) => sum + each * each, 0) / from1960.length;
    expect(loss).toBeLessThan(0.008865 * 1.001);
    expectWeights(weightsOf(found), { Cataluna: 0.8508, "Madrid (Comunidad De)": 0.1492 }, 3);
    expect(gap[period.indexOf("1980")]).toBeCloseTo(-0.5665, 3);
    expect(gap[period.indexOf("1990")]).toBeCloseTo(-1.0115, 3);
  });

  test("Kansas, to the quarter", () => {
    const found = fit(long("kansas.csv", "year_qtr", "lngdpcapita"), {
      treatment_time: 2012.25,
      treated_unit: "Kansas",
      outcome_column: "lngdpcapita",
      time_column: "year_qtr",
    });
    expect(found.estimate.value).toBeCloseTo(-0.0294347, 6);
    const squares = (found.diagnostics["pre_rmspe"] as number) ** 2 * (found.diagnostics["pre_periods"] as number);
    expect(Math.sqrt(squares)).toBeCloseTo(0.0825547, 6);
    const weights = weightsOf(found);
    expect(weights["South Carolina"]).toBeCloseTo(0.3009, 3);
    expect(weights["Washington"]).toBeCloseTo(0.2203, 3);
    expect(weights["Texas"]).toBeCloseTo(0.146, 3);
  });

  test("a geo experiment by time-based regression", () => {
    const sales = long("geo_sales.csv", "date", "sales");
    const spent = new Map(
      toRows(long("geo_cost.csv", "date", "cost")).map((row) => [`${row["date"]} ${row["unit_id"]}`, row["cost"]]),
    );
    const cost = Float64Array.from(toRows(sales), (row) => Number(spent.get(`${row["date"]} ${row["unit_id"]}`) ?? 0));
    const units = [...new Set(sales["unit_id"] as readonly string[])];
    const found = fit(withColumn(sales, "cost", cost), {
      treatment_time: "2015-02-16",
      end_time: "2015-03-15",
      treated_unit: units.filter((unit) => unit.startsWith("t")),
      outcome_column: "sales",
      method: "time_based_regression",
      cost_column: "cost",
      level: 0.9,
    });
    const effect = (name: string): number => found.effects!.find((each) => each.name === name)!.value;
    expect(found.diagnostics["slope"]).toBeCloseTo(0.9997001, 6);
    expect(effect("incremental")).toBeCloseTo(147337.122, 2);
    expect(effect("return_on_cost")).toBeCloseTo(2.946742, 6);
    expect(found.diagnostics["return_on_cost_lower_one_sided"]).toBeCloseTo(2.826194, 6);
  });
});

const shape = { donors: 20, before: 24, after: 6, effect: 4 };
const panel = simulatedDonors(3, shape);
const weekly = { treatment_time: 24, treated_unit: "t0", time_column: "week" };

describeModel({ describe, test }, "synthetic_control", syntheticControl, {
  options: weekly,
  table: panel,
  outcome: "revenue",
});

describe("roles of units", () => {
  test("other treated units never serve as donors, by list or by column", () => {
    const two = simulatedDonors(3, { ...shape, treated: 2 });
    const on = Float64Array.from(toRows(two), (row) =>
      String(row["unit_id"]).startsWith("t") && Number(row["week"]) >= 24 ? 1 : 0,
    );
    const marked = withColumn(two, "on", on);
    const drawn = { draws: 100 };
    const both = fit(two, { ...weekly, ...drawn, treated_unit: ["t0", "t1"] });
    expect(both.diagnostics["donors"]).toBe(20);
    expect(
      both
        .effects!.filter(({ name }) => name.startsWith("unit "))
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["unit t0", "unit t1"]);
    const { treatment_time: _, treated_unit: __, ...rest } = weekly;
    const byColumn = fit(marked, { ...rest, ...drawn, treated_column: "on" });
    expect(byColumn.estimate).toEqual(both.estimate);
    const one = fit(marked, { ...weekly, treated_column: "on" });
    expect(one.diagnostics["donors"]).toBe(20);
    expect(one.diagnostics["other_treated"]).toBe(1);
    expect(fit(two, weekly).diagnostics["donors"]).toBe(21);
  });

  test("donors are chosen and excluded by name, ids may be numbers", () => {
    const numbered = withColumn(
      panel,
      "unit_id",
      Float64Array.from(toRows(panel), (row) =>
        row["unit_id"] === "t0" ? 99 : Number(String(row["unit_id"]).slice(1)),
      ),
    );
    const named = fit(numbered, { ...weekly, treated_unit: 99, exclude_donors: [0], level: 0.9 });
    expect(named.diagnostics["donors"]).toBe(19);
    expect(named.estimate.value).toBeCloseTo(
      fit(panel, { ...weekly, exclude_donors: ["d0"], level: 0.9 }).estimate.value,
      10,
    );
    expect(refusal(numbered, { ...weekly, treated_unit: 98 })).toMatch(/^config\/unknown-name/);
  });

  test("differing dates of treatment are refused with a way out", () => {
    const two = simulatedDonors(3, { ...shape, treated: 2 });
    const on = Float64Array.from(toRows(two), (row) =>
      row["unit_id"] === "t0" && Number(row["week"]) >= 24
        ? 1
        : row["unit_id"] === "t1" && Number(row["week"]) >= 20
          ? 1
          : 0,
    );
    const { treatment_time: _, treated_unit: __, ...rest } = weekly;
    expect(refusal(withColumn(two, "on", on), { ...rest, treated_column: "on" })).toMatch(/difference_in_differences/);
  });
});

describe("gaps", () => {
  const without = (unit: string, week: number): Table =>
    where(panel, (row) => !(row["unit_id"] === unit && row["week"] === week));

  test("a donor with a gap is dropped and named", () => {
    const found = fit(without("d3", 5), { ...weekly, level: 0.9 });
    expect(checkOf(found, "donor_gaps")).toMatchObject({ status: "warn", value: 1 });
    expect(checkOf(found, "donor_gaps").message).toContain("d3");
    expect(found.estimate.value).toBeCloseTo(
      fit(panel, { ...weekly, exclude_donors: ["d3"], level: 0.9 }).estimate.value,
      10,
    );
  });

  test("a gap of the treated is refused, or its period left out", () => {
    expect(refusal(without("t0", 5), weekly)).toMatch(/^data\/not-finite.*"t0".*period 5;.*missing: drop/);
    const left = fit(without("t0", 5), { ...weekly, missing: "drop" });
    expect(left.diagnostics["pre_periods"]).toBe(23);
    expect(checkOf(left, "period_gaps")).toMatchObject({ status: "warn", value: 1 });
  });

  test("anticipation leaves periods out", () => {
    const found = fit(panel, { ...weekly, anticipation: 3 });
    expect(found.diagnostics).toMatchObject({ pre_periods: 21, post_periods: 6, periods_left_out: 3 });
  });
});

describe("what the data cannot carry", () => {
  test("a level out of reach names the highest one", () => {
    expect(refusal(panel, { ...weekly, inference: "placebo", level: 0.99 })).toMatch(
      /^fit\/level-out-of-reach.*its highest level is 0\.95/,
    );
  });

  test("dates outside the data, constant paths, repeated rows", () => {
    expect(refusal(panel, { ...weekly, treatment_time: 30 })).toMatch(/^data\/out-of-range.*the data run from 0 to 29/);
    const flat = Float64Array.from(toRows(panel), (row) => (row["unit_id"] === "t0" ? 5 : Number(row["revenue"])));
    expect(refusal(withColumn(panel, "revenue", flat), weekly)).toMatch(/^data\/no-variation/);
    expect(refusal(withColumn(panel, "week", new Float64Array(630)), weekly)).toMatch(/^data\/duplicate-key/);
  });

  test("a predictor that treatment may have moved", () => {
    const options = { ...weekly, method: "predictors", predictors: [{ column: "revenue", from: 20, to: 26 }] };
    expect(refusal(panel, options)).toMatch(/^config\/invalid.*treatment from 24 on may have moved it/);
    const constant = withColumn(panel, "size", new Float64Array(630).fill(2));
    expect(refusal(constant, { ...weekly, method: "predictors", predictors: ["size"] })).toMatch(
      /^data\/no-variation.*"size" is 2 for every unit/,
    );
  });

  test("a cost before treatment, and none at all", () => {
    const cost = (value: (week: number) => number): Table =>
      withColumn(
        panel,
        "cost",
        Float64Array.from(toRows(panel), (row) => value(Number(row["week"]))),
      );
    const options = { ...weekly, cost_column: "cost" };
    expect(
      refusal(
        cost(() => 1),
        options,
      ),
    ).toMatch(/^data\/out-of-range.*before treatment/);
    expect(
      refusal(
        cost(() => 0),
        options,
      ),
    ).toMatch(/^data\/no-variation/);
    const found = fit(
      cost((week) => (week >= 24 ? 2 : 0)),
      options,
    );
    const back = found.effects!.find(({ name }) => name === "return_on_cost")!;
    expect(back.value).toBeCloseTo(found.estimate.value / 2, 10);
    expect(back.pValue).toBe(found.estimate.pValue);
  });

  test("a date that the column of treatments contradicts", () => {
    const on = Float64Array.from(toRows(panel), (row) =>
      row["unit_id"] === "t0" && Number(row["week"]) >= 24 ? 1 : 0,
    );
    const marked = withColumn(panel, "on", on);
    expect(refusal(marked, { ...weekly, treatment_time: 20, treated_column: "on" })).toMatch(
      /^data\/out-of-range.*treatment_time is 20, but column "on" marks unit "t0" from 24 on; leave treatment_time out/,
    );
    expect(fit(marked, { ...weekly, treated_column: "on" }).estimate).toEqual(fit(panel, weekly).estimate);
  });

  test("constant donors, whose placebos are perfect but for rounding", () => {
    const flat = Float64Array.from(toRows(panel), (row) => (row["unit_id"] === "t0" ? Number(row["revenue"]) : 50.1));
    expect(refusal(withColumn(panel, "revenue", flat), weekly)).toMatch(/^data\/no-variation.*without any error/);
  });

  test("rows that repeat one another exactly bound nothing", () => {
    const wave = Float64Array.from(
      toRows(panel),
      (row) => (Number(row["week"]) % 5) + (row["unit_id"] === "t0" && Number(row["week"]) >= 24 ? 3 : 0),
    );
    expect(refusal(withColumn(panel, "revenue", wave), weekly)).toMatch(/^data\/no-variation.*without any error/);
  });

  test("faults of a configuration appear together", () => {
    const result = validate(syntheticControl.options, { method: "predictors", donors: ["a"], fit_form: 1 });
    expect(result.ok).toBe(false);
    const faults = validate(syntheticControl.options, { method: "predictors" });
    expect(faults.ok ? [] : faults.issues.map(({ path }) => path[0])).toEqual([
      "treated_unit",
      "treatment_time",
      "predictors",
    ]);
  });
});

describe("checks", () => {
  test("a miss before treatment that placebos have too is noise, and one that none has is not", () => {
    const noisy = simulatedDonors(5, { donors: 20, before: 40, after: 5, effect: 3 });
    const wave = withColumn(
      noisy,
      "revenue",
      Float64Array.from(noisy["revenue"] as Float64Array, (value, i) => value + 2 * Math.sin((i + 1) ** 2)),
    );
    const options = { ...weekly, treatment_time: 40 };
    const alike = checkOf(fit(wave, options), "pre_fit");
    expect(alike.value!).toBeGreaterThan(0.25);
    expect(alike.status).toBe("pass");
    expect(alike.message).toMatch(/; \d+ of 20 placebos miss by as much$/);
    const far = Float64Array.from(toRows(wave), (row) =>
      row["unit_id"] === "t0" ? 30 + 4 * (Number(row["week"]) % 7) : Number(row["revenue"]),
    );
    const apart = checkOf(fit(withColumn(wave, "revenue", far), options), "pre_fit");
    expect(apart.status).toBe("fail");
    expect(apart.message).toMatch(
      /0 of 20 placebos miss by as much; .*try method demeaned, augmented or synthetic_did/,
    );
  });

  test("advice is never the method in use", () => {
    const high = Float64Array.from(toRows(panel), (row) =>
      row["unit_id"] === "t0" ? 8 * Number(row["revenue"]) : Number(row["revenue"]),
    );
    const found = fit(withColumn(panel, "revenue", high), { ...weekly, method: "demeaned" });
    expect(checkOf(found, "hull").status).toBe("fail");
    expect(checkOf(found, "hull").message).toMatch(/try method augmented or synthetic_did$/);
  });

  test("few donors: a rank that could not be better contradicts nothing, and no placebo in time can be told from chance", () => {
    const found = fit(simulatedDonors(3, { donors: 4, before: 24, after: 6, effect: 8 }), weekly);
    expect(found.estimate.pValue!).toBeLessThan(0.05);
    expect(checkOf(found, "placebo_rank")).toMatchObject({ status: "pass", value: 0.2 });
    expect(checkOf(found, "in_time_placebo")).toMatchObject({ status: "warn", value: null });
  });

  test("a treated unit that no average of donors reaches", () => {
    const high = Float64Array.from(
      toRows(panel),
      (row) => Number(row["revenue"]) + (row["unit_id"] === "t0" ? 100 : 0),
    );
    const found = fit(withColumn(panel, "revenue", high), weekly);
    expect(checkOf(found, "hull").status).toBe("fail");
    expect(checkOf(found, "pre_fit").status).toBe("fail");
    const level = fit(withColumn(panel, "revenue", high), { ...weekly, method: "demeaned" });
    expect(checkOf(level, "hull").status).not.toBe("fail");
  });

  test("something that moved the treated before treatment", () => {
    const early = Float64Array.from(
      toRows(panel),
      (row) => Number(row["revenue"]) + (row["unit_id"] === "t0" && Number(row["week"]) >= 16 ? 8 : 0),
    );
    expect(checkOf(fit(panel, weekly), "in_time_placebo").status).toBe("pass");
    expect(checkOf(fit(withColumn(panel, "revenue", early), weekly), "in_time_placebo").status).not.toBe("pass");
  });
});
