import { unwrap, validate, type Batch, type MeasuredEffect, type Model, type Table } from "@ie/contracts";
import { potentialTables, simulate, type SimulateInput } from "@ie/simulate";
import { numberColumn, rowCount, textColumn } from "@ie/table";
import { describe, expect, test } from "vitest";
import { contextOf } from "../measure.ts";
import { models } from "../models/index.ts";
import { aggregateByDate } from "../transforms/aggregate-by-date.ts";
import { preparePlan } from "../plan.ts";
import { sources } from "../sources/index.ts";
import { transforms } from "../transforms/index.ts";
import { verify } from "../verify/verify.ts";

type Rows = ReturnType<typeof potentialTables>;

function rowsOf(input: SimulateInput): Rows {
  return potentialTables(simulate({ seed: 5, ...input }).table({ potential: true }));
}

const boost = (effect_size: number, more: object = {}): NonNullable<SimulateInput["enrichment"]> => ({
  function: "quantity_boost",
  params: { effect_size, enrichment_fraction: 0.5, ...more },
});

/** Truth of a shipped model, by a fit of its own unless `found` is given. */
function truthOf(
  name: keyof typeof models,
  given: object,
  { recorded, untreated, treated }: Rows,
  found?: MeasuredEffect,
) {
  const model = models[name] as Model<unknown>; // its own schema reads the options
  const options = unwrap(validate(model.options, given), name);
  const fit = found ?? model.fit(recorded, options, contextOf(1));
  const truth = model.truth!({ table: recorded, options }, { untreated, treated }, fit);
  if ("unknown" in truth) throw new Error(truth.unknown);
  return truth;
}

/** Mean gain in ordered units over the rows that are kept, the slow obvious way. */
function meanGain({ recorded, untreated, treated }: Rows, keep: (row: number) => boolean): number {
  const kept = Array.from({ length: rowCount(recorded) }, (_, row) => row).filter(keep);
  const [y0, y1] = [numberColumn(untreated, "ordered_units"), numberColumn(treated, "ordered_units")];
  return kept.reduce((sum, row) => sum + y1[row]! - y0[row]!, 0) / kept.length;
}

const flag = (rows: Rows, row: number): boolean => numberColumn(rows.recorded, "treated")[row] === 1;

describe("units of one day", () => {
  const rows = rowsOf({ products: 300, dateStart: "2024-03-01", dateEnd: "2024-03-01", enrichment: boost(0.5) });
  const named = {
    dependent_variable: "ordered_units",
    treatment_column: "enriched",
    covariate_columns: ["quality_score"],
  };

  test("an experiment's is that of all", () => {
    const { value } = truthOf("experiment", { formula: "ordered_units ~ enriched" }, rows);
    expect(value).toBeCloseTo(
      meanGain(rows, () => true),
      10,
    );
  });

  test.each([
    ["inverse_probability_weighting", "ate", () => true],
    ["inverse_probability_weighting", "att", (row: number) => flag(rows, row)],
    ["doubly_robust", "atc", (row: number) => !flag(rows, row)],
    ["nearest_neighbour_matching", "att", (row: number) => flag(rows, row)],
    ["subclassification", "ate", () => true],
  ] as const)("that of %s is that of the %s's units", (name, estimand, keep) => {
    const { value } = truthOf(name, { ...named, estimand }, rows);
    expect(value).toBeCloseTo(meanGain(rows, keep), 10);
  });

  test("at a cutoff it is that of units there", () => {
    const sharp = rowsOf({
      products: 3000,
      dateStart: "2024-03-01",
      dateEnd: "2024-03-01",
      assignment: { kind: "cutoff", by: "price", at: 40 },
      enrichment: boost(1, { enrichment_fraction: 1 }),
    });
    const options = { dependent_variable: "ordered_units", running_column: "price", cutoff: 40, bandwidth: 4 };
    const price = numberColumn(sharp.recorded, "price");
    const near = meanGain(sharp, (row) => Math.abs(price[row]! - 40) < 4);
    expect(Math.abs(truthOf("regression_discontinuity", options, sharp).value / near - 1)).toBeLessThan(0.1);
  });
});

describe("panels", () => {
  const named = { dependent_variable: "ordered_units", unit_column: "product_id", time_column: "date" };
  const one = rowsOf({
    products: 80,
    dateEnd: "2024-02-11",
    enrichment: boost(0.5, { enrichment_start: "2024-01-29" }),
  });

  test.each(["auto", "imputation", "two_way_fixed_effects"])(
    "one date, method %s: the mean over treated rows",
    (method) => {
      const { value } = truthOf("difference_in_differences", { ...named, treatment_column: "treated", method }, one);
      expect(value).toBeCloseTo(
        meanGain(one, (row) => flag(one, row)),
        8,
      );
    },
  );

  test("cross-sections: the same", () => {
    const { recorded } = one;
    const group = textColumn(recorded, "enriched").map((each) => (each === "True" ? 1 : 0));
    const marked = (table: Table): Table => ({ ...table, group: Float64Array.from(group) });
    const rows = { recorded: marked(recorded), untreated: marked(one.untreated), treated: marked(one.treated) };
    const options = {
      dependent_variable: "ordered_units",
      treatment_column: "group",
      time_column: "date",
      intervention_date: "2024-01-29",
      method: "two_by_two",
      cluster: "product_id",
    };
    expect(truthOf("difference_in_differences", options, rows).value).toBeCloseTo(
      meanGain(one, (row) => flag(one, row)),
      8,
    );
  });

  test("cohorts are averaged as the aggregation averages them", () => {
    const dates = ["2024-01-15", "2024-01-29"];
    const rows = rowsOf({
      products: 90,
      dateEnd: "2024-02-11",
      granularity: "weekly",
      assignment: { kind: "staggered", dates },
      enrichment: boost(0.5),
    });
    const options = { ...named, first_treated_column: "treatment_date" };
    const { value, effects } = truthOf("difference_in_differences", options, rows);
    expect(value).toBeCloseTo(
      meanGain(rows, (row) => flag(rows, row)),
      8,
    );
    const [begins, date] = [textColumn(rows.recorded, "treatment_date"), textColumn(rows.recorded, "date")];
    const inCalendar = [...new Set(date.filter((_, row) => flag(rows, row)))].map((each) =>
      meanGain(rows, (row) => flag(rows, row) && date[row] === each),
    );
    expect(effects!["calendar"]).toBeCloseTo(inCalendar.reduce((sum, each) => sum + each, 0) / inCalendar.length, 8);
    const ofCohorts = dates.map((each) => meanGain(rows, (row) => flag(rows, row) && begins[row] === each));
    const id = textColumn(rows.recorded, "product_id");
    const sizes = dates.map((each) => new Set(id.filter((_, row) => begins[row] === each)).size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(effects!["group"]).toBeCloseTo(
      ofCohorts.reduce((sum, each, k) => sum + (each * sizes[k]!) / total, 0),
      8,
    );
  });

  test("a synthetic control's is the mean over treated units and later periods, with totals", () => {
    const rows = rowsOf({
      products: 12,
      dateEnd: "2024-06-30",
      granularity: "weekly",
      enrichment: boost(0.5, { enrichment_fraction: 0.17, enrichment_start: "2024-05-27" }),
    });
    const options = {
      outcome_column: "ordered_units",
      unit_column: "product_id",
      time_column: "date",
      treated_column: "treated",
    };
    const { value, effects } = truthOf("synthetic_control", options, rows);
    const treatedRows = Array.from({ length: rowCount(rows.recorded) }, (_, row) => row).filter((row) =>
      flag(rows, row),
    );
    expect(value).toBeCloseTo(
      meanGain(rows, (row) => flag(rows, row)),
      8,
    );
    expect(effects!["incremental"]).toBeCloseTo(value * treatedRows.length, 6);
  });
});

test("a series' truth is the mean over the dates since the launch, as the simulator counts it", () => {
  const input: SimulateInput = {
    seed: 8,
    products: 40,
    dateEnd: "2024-03-30",
    enrichment: boost(0.4, { enrichment_start: "2024-02-20" }),
  };
  const { recorded, untreated, treated } = rowsOf(input);
  const options = unwrap(validate(aggregateByDate.options, { metric: "ordered_units" }), "test");
  const [all, without, within] = [recorded, untreated, treated].map((table) => aggregateByDate.apply(table, options));
  const found = { estimate: { estimand: "att" }, diagnostics: {} } as unknown as MeasuredEffect; // the series does not look
  const { value, effects } = truthOf(
    "interrupted_time_series",
    { intervention_date: "2024-02-20", dependent_variable: "ordered_units" },
    { recorded: all!, untreated: without!, treated: within! },
    found,
  );
  const told = simulate(input).truth().effects.ordered_units;
  expect(value).toBeCloseTo(told.perPeriod!, 8);
  expect(effects!["cumulative"]).toBeCloseTo(told.cumulative, 6);
});

test("what cannot be known is said with its reason", async () => {
  const tell = async (model: object, source: object = {}): Promise<string | null | undefined> => {
    const plan = preparePlan(
      {
        source: { name: "simulator", options: { products: 60, enrichment: boost(0.5), ...source } },
        model: { name: "experiment", options: model },
        query: { from: "2024-03-01", to: "2024-03-01" },
      },
      { models, sources, transforms },
    );
    return (await verify(unwrap(plan, "test"), { initiativeId: "i" }, { refuters: {} })).truth?.reason;
  };
  expect(await tell({ formula: "ordered_units ~ enriched" })).toBeNull();
  expect(await tell({ formula: "ordered_units ~ enriched", winsorise: { upper: 0.99 } })).toBe(
    "the effect is on winsorised values",
  );
  expect(await tell({ formula: "ordered_units ~ category", treatment: "category" })).toBe(
    'the source knows one treatment; "category" has 4 arms',
  );
});

test("batches and the whole table are measured alike", async () => {
  const { batches: _, ...whole } = sources.simulator;
  const measured = async (simulator: typeof sources.simulator): Promise<Table> => {
    const plan = preparePlan(
      {
        source: { name: "simulator", options: { seed: 1, products: 700, missing_rate: 0.03 } },
        transform: { name: "aggregate_by_date", options: { metric: ["revenue", "visits"] } },
        model: { name: "interrupted_time_series", options: { intervention_date: "2024-03-01" } },
      },
      { models, sources: { simulator }, transforms },
    );
    return unwrap(plan, "test").rows({ from: null, to: null, sampleSize: null }, contextOf(1));
  };
  expect({ ...(await measured(sources.simulator)) }).toEqual({
    ...(await measured(whole as typeof sources.simulator)),
  });
});

test("batches are the rows of load, and hold what is asked for", async () => {
  const { simulator } = sources;
  const options = unwrap(validate(simulator.options, { seed: 2, products: 300, missing_rate: 0.1 }), "test");
  const query = { from: null, to: null, sampleSize: null };
  const all = await simulator.load(options, query, contextOf(1));
  const parts: Batch[] = [];
  for await (const part of simulator.batches!(options, query, contextOf(1), ["date", "revenue"])) parts.push(part);
  expect(parts.length).toBeGreaterThan(1);
  expect(Object.keys(parts[0]!)).toEqual(["date", "revenue"]);
  expect(parts.flatMap((part) => Array.from(part["revenue"] as Float64Array))).toEqual(
    Array.from(numberColumn(all, "revenue")),
  );
  for await (const part of simulator.batches!(options, query, contextOf(1), ["date", "revenu"])) {
    expect(Object.keys(part)).toEqual(Object.keys(all));
    break;
  }
});
