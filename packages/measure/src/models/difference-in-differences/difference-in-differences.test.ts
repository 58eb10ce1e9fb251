import { isImpactError, unwrap, validate, type Check, type Fit, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { createTable, takeRows, withColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { fixtureCases, fixtureTable } from "../../../test/support/fixture.ts";
import { contextOf } from "../../measure.ts";
import { describeModel } from "../../testing.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";
import { simulatedPanel } from "../../../test/support/simulated-panel.ts";

type Given = Readonly<Record<string, unknown>>;

function fit(table: Table, options: Given, seed = 1): Fit {
  const { options: schema } = differenceInDifferences;
  return differenceInDifferences.fit(
    table,
    unwrap(validate(schema, options), "test", "config/invalid"),
    contextOf(seed),
  );
}

function faults(options: Given): string {
  const result = validate(differenceInDifferences.options, options);
  return result.ok ? "" : result.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n");
}

function refusal(table: Table, options: Given): { code: string; message: string } {
  try {
    fit(table, options);
  } catch (error) {
    if (isImpactError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: "", message: "" };
}

function check({ checks }: Fit, name: string): Check {
  const found = checks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
}

function numbers(table: Table | undefined, name: string): readonly number[] {
  return Array.from(table?.[name] as Float64Array);
}

const shops = fixtureTable("difference-in-differences/panel.csv");
const rows = { dependent_variable: "sales", treatment_column: "treated", post_column: "post" };
const panel = { ...rows, unit_column: "shop", time_column: "quarter" };
const staggered = {
  dependent_variable: "staggered",
  unit_column: "shop",
  time_column: "quarter",
  first_treated_column: "first",
};

interface Answer {
  readonly value: number;
  readonly std_error: number;
  readonly df: number;
}
const references = Object.fromEntries(fixtureCases<Answer>("difference-in-differences/references.json"));

function expectAnswer({ estimate, diagnostics }: Fit, name: string): void {
  const { value, std_error: stderr, df } = references[name]!;
  expect(Math.abs(estimate.value - value)).toBeLessThan(1e-9 * stderr);
  expect(Math.abs(estimate.stderr! / stderr - 1)).toBeLessThan(1e-9);
  expect(Math.abs(Number(diagnostics["df"]) / df - 1)).toBeLessThan(1e-6);
}

describe("against R's lm, sandwich and clubSandwich", () => {
  test.each<[string, Given]>([
    ["rows_classical", { ...rows, cov_type: "classical" }],
    ["rows_hc1", { ...rows, cov_type: "HC1" }],
    ["rows_cr2_region", { ...rows, cluster: "region" }],
    ["rows_covariate_cr2_region", { ...rows, cluster: "region", covariates: ["size", "weather"] }],
    ["collapsed_shop", panel],
    ["collapsed_region", { ...panel, cluster: "region" }],
    ["collapsed_covariate_region", { ...panel, cluster: "region", covariates: ["size"] }],
    ["two_way_shop", { ...panel, post_column: null, treatment_column: "effect", method: "two_way_fixed_effects" }],
  ])("%s", (name, options) => {
    const path = Float64Array.from(
      shops["treated"] as Float64Array,
      (own, i) => own * (shops["post"] as Float64Array)[i]!,
    );
    expectAnswer(fit(withColumn(shops, "effect", path), options), name);
  });

  test("one treated region of eight: Student's t of a pooled variance over regions", () => {
    const region = shops["region"] as Float64Array;
    const keep = Array.from(region.keys()).filter((i) => region[i] === 1 || region[i]! > 5);
    const found = fit(takeRows(shops, keep), { ...panel, cluster: "region" });
    expectAnswer(found, "pooled_region_1");
    expect(check(found, "clusters").status).toBe("warn");
    expect(found.diagnostics["inference"]).toBe("pooled_t");
  });

  test("group-time effects", () => {
    const { tables } = fit(shops, staggered);
    const table = tables!["group_time"]!;
    const groups = table["group"] as readonly string[];
    const periods = table["period"] as readonly string[];
    let seen = 0;
    for (const [i, group] of groups.entries()) {
      const answer = references[`att_${group}_${periods[i]}`];
      if (answer === undefined) continue;
      seen += 1;
      expect(Math.abs(numbers(table, "estimate")[i]! - answer.value)).toBeLessThan(1e-9);
      expect(Math.abs(numbers(table, "std_error")[i]! / answer.std_error - 1)).toBeLessThan(1e-9);
    }
    expect(seen).toBe(8);
  });
});

// Goodman-Bacon (2021) on the castle doctrine of Cheng and Hoekstra (2013).
describe("castle doctrine", () => {
  const castle = fixtureTable("difference-in-differences/castle.csv");
  const options = {
    dependent_variable: "l_homicide",
    unit_column: "state",
    time_column: "year",
    treatment_column: "post",
  };
  const twoWay = { ...options, method: "two_way_fixed_effects" };

  test("two-way fixed effects with their weights, and a warning", () => {
    const found = fit(castle, twoWay);
    expect(found.estimate.value).toBeCloseTo(0.08181162, 7);
    expect(found.estimate.stderr).toBeCloseTo(0.0591, 4);
    expect(found.diagnostics["df"]).toBeCloseTo(37.9, 1);
    expect(fit(castle, { ...twoWay, cov_type: "CR1" }).estimate.stderr).toBeCloseTo(0.061754, 6);
    expect(check(found, "forbidden_comparisons").status).toBe("warn");
    const bacon = found.tables!["bacon"]!;
    const types = bacon["comparison"] as readonly string[];
    const [weights, estimates] = [numbers(bacon, "weight"), numbers(bacon, "estimate")];
    const of = (type: string): readonly [number, number] => {
      let [weight, sum] = [0, 0];
      types.forEach((own, i) => {
        if (own !== type) return;
        weight += weights[i]!;
        sum += weights[i]! * estimates[i]!;
      });
      return [weight, sum / weight];
    };
    for (const [type, weight, mean] of [
      ["untreated", 0.90834, 0.08796],
      ["later-treated", 0.05976, -0.00554],
      ["earlier-treated", 0.0319, 0.07032],
    ] as const) {
      expect(of(type)[0]).toBeCloseTo(weight, 5);
      expect(of(type)[1]).toBeCloseTo(mean, 5);
    }
  });

  test("the default compares each cohort with states that never adopted", () => {
    const found = fit(castle, options);
    expect(found.diagnostics["method"]).toBe("group_time");
    expect(found.diagnostics["two_way_fixed_effects"]).toBeCloseTo(0.08181162, 7);
    expect(check(found, "forbidden_comparisons").status).toBe("pass");
    expect(found.effects!.map(({ name }) => name)).toEqual(["group average", "dynamic average", "calendar average"]);
  });
});

describe("few clusters", () => {
  test("CR with one treated cluster is refused, and the pooled t is not", () => {
    const one = simulatedPanel({ seed: 3, units: 20, treated: 1, periods: 10 });
    for (const kind of ["CR0", "CR1", "CR2", "HC2"]) {
      expect(refusal(one, { ...simulated, cov_type: kind }).code).toBe("fit/too-few-clusters");
    }
    expect(fit(one, simulated).diagnostics["inference"]).toBe("pooled_t");
  });

  test("two clusters show nothing", () => {
    const two = simulatedPanel({ seed: 3, units: 2, treated: 1, periods: 20 });
    expect(refusal(two, simulated)).toMatchObject({ code: "fit/too-few-clusters" });
  });

  test("permutation: p has its resolution, and a level out of reach is refused with the highest there is", () => {
    const one = simulatedPanel({ seed: 3, units: 20, treated: 1, periods: 10 });
    const refused = refusal(one, { ...simulated, inference: "permutation", level: 0.99 });
    expect(refused.code).toBe("fit/too-few-clusters");
    expect(refused.message).toContain("0.95");
    const found = fit(one, { ...simulated, inference: "permutation", level: 0.9 });
    expect(found.diagnostics["p_resolution"]).toBe(0.05);
    expect(found.estimate.pValue!).toBeGreaterThanOrEqual(0.05);
    expect(found.estimate.stderr).toBeNull();
  });

  test("clusters given are used: copies of units make nothing more certain", () => {
    const own = simulatedPanel({ seed: 5, units: 20, treated: 8, periods: 10 });
    const n = (own["y"] as Float64Array).length;
    const twice = takeRows(
      own,
      Array.from({ length: 3 * n }, (_, i) => i % n),
    );
    const copies = withColumn(
      withColumn(twice, "group", twice["unit"]!),
      "unit",
      Float64Array.from({ length: 3 * n }, (_, i) => (own["unit"] as Float64Array)[i % n]! + 1000 * Math.floor(i / n)),
    );
    const [single, copied, ignored] = [
      fit(own, simulated),
      fit(copies, { ...simulated, cluster: "group" }),
      fit(copies, simulated),
    ];
    expect(copied.estimate.stderr).toBeCloseTo(single.estimate.stderr!, 9);
    expect(copied.diagnostics["df"]).toBeCloseTo(Number(single.diagnostics["df"]), 6);
    expect(ignored.estimate.stderr!).toBeLessThan(0.65 * single.estimate.stderr!);
  });
});

const simulated = {
  dependent_variable: "y",
  unit_column: "unit",
  time_column: "period",
  treatment_column: "treatment",
};

describe("what the data cannot carry is refused", () => {
  const table = simulatedPanel({ seed: 1, units: 20, treated: 8, periods: 8 });
  const group = withColumn(
    table,
    "group",
    Float64Array.from(table["unit"] as Float64Array, (u) => (u < 8 ? 1 : 0)),
  );
  const dated = { ...simulated, treatment_column: "group" };

  test("dates outside the data", () => {
    for (const date of [-1, 0, 8, 99]) {
      expect(refusal(group, { ...dated, intervention_date: date }).code, `${date}`).toBe("data/out-of-range");
    }
    const byRows = { dependent_variable: "y", treatment_column: "group", time_column: "period" };
    for (const date of [0, 99])
      expect(refusal(group, { ...byRows, intervention_date: date }).code).toBe("data/out-of-range");
  });

  test("no untreated unit, no treated unit, a treatment that ends", () => {
    const unit = table["unit"] as Float64Array;
    const only = (keep: (u: number) => boolean): Table =>
      takeRows(
        table,
        Array.from(unit.keys()).filter((i) => keep(unit[i]!)),
      );
    expect(
      refusal(
        only((u) => u < 8),
        simulated,
      ).code,
    ).toBe("data/no-variation");
    expect(
      refusal(
        only((u) => u >= 8),
        simulated,
      ).code,
    ).toBe("data/no-variation");
    const ends = withColumn(
      table,
      "treatment",
      Float64Array.from(table["treatment"] as Float64Array, (own, i) =>
        own === 1 && (table["period"] as Float64Array)[i] === 7 ? 0 : own,
      ),
    );
    expect(refusal(ends, simulated)).toMatchObject({ code: "data/out-of-range" });
  });

  test("constant and collinear covariates are named", () => {
    const n = (table["y"] as Float64Array).length;
    const wide = createTable({
      ...group,
      flat: new Float64Array(n).fill(3),
      x: Float64Array.from(table["unit"] as Float64Array, (u) => Math.sin(u)),
      double: Float64Array.from(table["unit"] as Float64Array, (u) => 2 * Math.sin(u)),
    });
    for (const options of [simulated, { ...dated, unit_column: null, intervention_date: 4 }]) {
      expect(refusal(wide, { ...options, covariates: ["flat"] })).toMatchObject({ code: "data/no-variation" });
      const collinear = refusal(wide, { ...options, covariates: ["x", "double"] });
      expect(collinear.code).toBe("fit/singular");
      expect(collinear.message).toContain('"double"');
    }
  });

  test("always-treated units are left out and named", () => {
    const unit = table["unit"] as Float64Array;
    const always = withColumn(
      table,
      "treatment",
      Float64Array.from(table["treatment"] as Float64Array, (own, i) => (unit[i] === 2 ? 1 : own)),
    );
    const found = fit(always, simulated);
    expect(check(found, "always_treated")).toMatchObject({ status: "warn", value: 1 });
    expect(check(found, "always_treated").message).toMatch(/^2 has/);
    const without = takeRows(
      table,
      Array.from(unit.keys()).filter((i) => unit[i] !== 2),
    );
    expect(found.estimate.value).toBeCloseTo(fit(without, simulated).estimate.value, 10);
  });

  test("all faults of a configuration appear together", () => {
    const found = faults({
      unit_column: "u",
      first_treated_column: "g",
      intervention_date: 3,
      inference: "permutation",
      method: "group_time",
    });
    for (const key of ["time_column", "first_treated_column", "inference"]) expect(found).toContain(key);
    expect(faults({ treatment_column: "t" })).toContain("post_column");
    expect(faults({ ...rows, cluster: "c", cov_type: "HC2" })).toContain("ignores the clusters");
  });
});

test("the originals' names of options are read", () => {
  const table = simulatedPanel({ seed: 1, units: 20, treated: 1, periods: 8 });
  const original = {
    outcome_column: "y",
    unit_column: "unit",
    time_column: "period",
    treated_unit: 0,
    treatment_time: 4,
  };
  expect(fit(table, original).estimate.value).toBe(fit(table, simulated).estimate.value);
});

describe("checks", () => {
  test("a covariate that the treatment moves is a bad control", () => {
    const table = simulatedPanel({ seed: 2, units: 40, treated: 20, periods: 8 });
    const rng = createRng(4);
    const visits = Float64Array.from(table["treatment"] as Float64Array, (own) => 3 * own + rng.normal());
    const moved = withColumn(table, "visits", visits);
    expect(check(fit(moved, { ...simulated, covariates: ["visits"] }), "bad_controls").status).toBe("warn");
    const used = fit(moved, { ...simulated, covariates: ["visits"], method: "imputation" });
    expect(check(used, "bad_controls")).toMatchObject({ status: "fail", value: 1 });
    const group = withColumn(
      moved,
      "group",
      Float64Array.from(table["unit"] as Float64Array, (u) => (u < 20 ? 1 : 0)),
    );
    const byRows = {
      dependent_variable: "y",
      treatment_column: "group",
      time_column: "period",
      intervention_date: 4,
      cluster: "unit",
    };
    expect(check(fit(group, { ...byRows, covariates: ["visits"] }), "bad_controls").status).toBe("fail");
  });

  test.each(["group_time", "imputation", "two_way_fixed_effects"])(
    "%s says that unit-periods are missing",
    (method) => {
      const table = simulatedPanel({ seed: 2, units: 20, treated: 10, periods: 8 });
      const kept = Array.from((table["y"] as Float64Array).keys()).filter((i) => i !== 3 && i !== 90);
      const found = check(fit(takeRows(table, kept), { ...simulated, method }), "composition");
      expect(found).toMatchObject({ status: "warn", value: 2 });
      expect(check(fit(table, { ...simulated, method }), "composition").status).toBe("pass");
    },
  );

  test("gaps are counted, and do not shift dates of adoption", () => {
    const table = simulatedPanel({ seed: 6, units: 30, treated: 15, periods: 10, effect: 5, noise: 1e-9 });
    const rng = createRng(1);
    const n = (table["y"] as Float64Array).length;
    const kept = Array.from({ length: n }, (_, i) => i).filter(() => rng.uniform() > 0.15);
    const found = fit(takeRows(table, kept), simulated);
    expect(check(found, "composition").value).toBe(n - kept.length);
    expect(found.diagnostics["adoption_dates"]).toBe(1);
    expect(found.estimate.value).toBeCloseTo(5, 6);
  });

  test("one period before says that parallel trends cannot be looked at", () => {
    const table = simulatedPanel({ seed: 6, units: 40, treated: 15, periods: 2 });
    expect(check(fit(table, simulated), "pre_trend")).toMatchObject({ status: "warn", value: null });
  });

  test("a drift is found, told with its power, and changes nothing of the estimate", () => {
    const table = simulatedPanel({ seed: 8, units: 40, treated: 20, periods: 10, drift: 0.5, noise: 0.3 });
    const found = fit(table, simulated);
    expect(check(found, "pre_trend").status).toBe("fail");
    expect(check(found, "pre_trend").message).toContain("80 % probability");
    expect(check(found, "parallel_trends_sensitivity").value).toBeLessThan(1);
  });
});

describe("two periods and one date are one thing by every road", () => {
  const columns = ["value", "stderr", "pValue"] as const;
  test.each([1, 3, 12])("%i treated of 24", (treated) => {
    const table = simulatedPanel({ seed: 12, units: 24, treated, periods: 2 });
    const [first, second] = ["collapsed", "group_time"].map((method) => fit(table, { ...simulated, method }));
    for (const name of columns) expect(second!.estimate[name]).toBeCloseTo(first!.estimate[name]!, 9);
    expect(second!.diagnostics["df"]).toBeCloseTo(Number(first!.diagnostics["df"]), 7);
    if (treated < 3) return;
    const twoWay = fit(table, { ...simulated, method: "two_way_fixed_effects" });
    for (const name of columns) expect(twoWay.estimate[name]).toBeCloseTo(first!.estimate[name]!, 9);
  });
});

test("two untreated clusters of twenty take the spread of the treated", () => {
  const found = fit(simulatedPanel({ seed: 12, units: 20, treated: 18, periods: 6 }), simulated);
  expect(found.diagnostics["inference"]).toBe("pooled_t");
  expect(found.tables!["event_study"]).toBeDefined();
  const one = fit(simulatedPanel({ seed: 12, units: 20, treated: 18, periods: 6 }), {
    ...simulated,
    method: "group_time",
  });
  expect(one.diagnostics["inference"]).toBe("influence_t_borrowed");
});

test("clusters with treated and untreated units", () => {
  const table = simulatedPanel({ seed: 13, units: 40, treated: 20, periods: 6 });
  const mixed = withColumn(
    table,
    "town",
    Float64Array.from(table["unit"] as Float64Array, (u) => u % 10),
  );
  for (const method of ["collapsed", "group_time"]) {
    const found = fit(mixed, { ...simulated, cluster: "town", method });
    expect(found.diagnostics["clusters"]).toBe(10);
    expect(Number(found.diagnostics["df"])).toBeLessThanOrEqual(9 + 1e-9);
  }
  expect(refusal(mixed, { ...simulated, cluster: "town", inference: "permutation" }).code).toBe("data/out-of-range");
});

describe("anticipation", () => {
  // Units react one period before the date.
  const early = (): Table => {
    const table = simulatedPanel({
      seed: 14,
      units: 40,
      treated: 20,
      periods: 10,
      dates: [4, 6],
      effect: 3,
      noise: 1e-9,
    });
    const late = Float64Array.from(table["treatment"] as Float64Array, (own, i) =>
      own === 1 && (table["treatment"] as Float64Array)[i - 1] === 0 ? 0 : own,
    );
    return withColumn(table, "treatment", late);
  };
  test.each(["group_time", "imputation"])("%s", (method) => {
    expect(fit(early(), { ...simulated, method, anticipation: 1 }).estimate.value).toBeCloseTo(3, 6);
    expect(Math.abs(fit(early(), { ...simulated, method }).estimate.value - 3)).toBeGreaterThan(0.1);
  });
  test("one date, panel and rows", () => {
    const table = simulatedPanel({ seed: 14, units: 40, treated: 20, periods: 10, effect: 3, noise: 1e-9 });
    const group = withColumn(
      table,
      "group",
      Float64Array.from(table["unit"] as Float64Array, (u) => (u < 20 ? 1 : 0)),
    );
    const options = { dependent_variable: "y", treatment_column: "group", time_column: "period", intervention_date: 6 };
    for (const more of [{ unit_column: "unit" }, { cluster: "unit" }]) {
      expect(fit(group, { ...options, ...more, anticipation: 1 }).estimate.value).toBeCloseTo(3, 6);
      expect(fit(group, { ...options, ...more }).estimate.value).toBeLessThan(2.9);
    }
  });
});

test("every way to tell who is treated when gives the same", () => {
  const table = simulatedPanel({ seed: 15, units: 24, treated: 8, periods: 8, effect: 1 });
  const [unit, period] = [table["unit"] as Float64Array, table["period"] as Float64Array];
  const day = Array.from(period, (t) => `2024-03-0${t + 1}`);
  const wide = createTable({
    ...table,
    day,
    group: Float64Array.from(unit, (u) => (u < 8 ? 1 : 0)),
    post: Float64Array.from(period, (t) => (t >= 4 ? 1 : 0)),
    first: Float64Array.from(unit, (u) => (u < 8 ? 4 : NaN)),
    first_day: Array.from(unit, (u) => (u < 8 ? "2024-03-05" : "never")),
  });
  const of = (options: Given): number =>
    fit(wide, { dependent_variable: "y", unit_column: "unit", ...options }).estimate.value;
  const value = of({ time_column: "period", treatment_column: "treatment" });
  for (const options of [
    { time_column: "period", treatment_column: "group", post_column: "post" },
    { time_column: "period", treatment_column: "group", intervention_date: 4 },
    { time_column: "period", treatment_column: "treatment", intervention_date: 4 },
    { time_column: "period", first_treated_column: "first" },
    { time_column: "day", first_treated_column: "first_day" },
    { time_column: "day", treatment_column: "group", intervention_date: "2024-03-05" },
    { time_column: "day", treated_units: [0, 1, 2, 3, 4, 5, 6, 7], intervention_date: "2024-03-05" },
    { unit_column: null, treatment_column: "group", post_column: "post", cluster: "unit" },
    {
      unit_column: null,
      treatment_column: "group",
      time_column: "day",
      intervention_date: "2024-03-05",
      cluster: "unit",
    },
  ]) {
    expect(of(options), JSON.stringify(options)).toBeCloseTo(value, 9);
  }
});

test("the path without treatment ends in the sum that the estimate makes", () => {
  for (const treated of [1, 12]) {
    const { estimate, series } = fit(
      simulatedPanel({ seed: 9, units: 30, treated, periods: 12, effect: 1 }),
      simulated,
    );
    expect(series!.interventionDate).toBe("6");
    expect(series!.cumulative.at(-1)).toBeCloseTo(6 * estimate.value, 8);
    expect(series!.cumulativeLower.at(-1)).toBeCloseTo(6 * estimate.interval.lower, 8);
    expect(series!.cumulativeUpper.at(-1)).toBeCloseTo(6 * estimate.interval.upper, 8);
    for (let t = 6; t < 12; t++) expect(series!.simultaneous!.lower[t]!).toBeLessThan(series!.lower[t]!);
  }
});

const runner = { describe, test };
describeModel(runner, "difference_in_differences", differenceInDifferences, {
  options: { ...panel, cluster: "region", covariates: ["size"] },
  table: shops,
  outcome: "sales",
});
describeModel(runner, "difference_in_differences, staggered", differenceInDifferences, {
  options: staggered,
  table: shops,
  outcome: "staggered",
});
describeModel(runner, "difference_in_differences, rows", differenceInDifferences, {
  options: { ...rows, covariates: ["weather"], cluster: "region" },
  table: shops,
  outcome: "sales",
});
describeModel(runner, "difference_in_differences, permutation", differenceInDifferences, {
  options: { ...panel, inference: "permutation", draws: 499 },
  table: shops,
  outcome: "sales",
});
describeModel(runner, "difference_in_differences, imputation", differenceInDifferences, {
  options: { ...staggered, method: "imputation" },
  table: shops,
  outcome: "staggered",
});
