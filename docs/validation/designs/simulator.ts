import { unwrap, validate, type Model } from "@ie/contracts";
import { models, transforms } from "@ie/measure";
import { potentialTables, simulate, type SimulateInput } from "@ie/simulate";
import { withColumn, type Table } from "@ie/table";
import type { Design, Observation, Rng } from "../design.ts";

interface Study {
  readonly what: string;
  readonly model: keyof typeof models;
  readonly options: Readonly<Record<string, unknown>>;
  readonly simulation: SimulateInput;
  /** Rows to what the model takes; the same for recorded rows and potential ones. */
  readonly prepare?: (table: Table) => Table;
  /** Options that each run draws. */
  readonly drawn?: (rng: Rng) => Readonly<Record<string, unknown>>;
  readonly share?: number;
}

/** Estimates and intervals in shares of the truth of their own rows, so that 1 is right and the bias is relative. */
function recovery(id: string, study: Study): Design {
  const { what, model: name, options, simulation, prepare = (table) => table, drawn = () => ({}) } = study;
  return {
    id: `simulator-${id}`,
    family: "simulator",
    group: "Truth recovery",
    what,
    model: name,
    options,
    effect: 1,
    targets: { coverage: [92, 99], falseAlarms: null },
    ...(study.share === undefined ? {} : { share: study.share }),
    observe: (measure, rng): Observation => {
      const made = simulate({ ...simulation, seed: rng.integer(2 ** 31) }).table({ potential: true });
      const { recorded, untreated, treated } = potentialTables(made);
      const table = prepare(recorded);
      const more = drawn(rng.stream("study"));
      const fit = measure(table, more);
      const model = models[name] as Model<unknown>; // its own schema has just read the options
      const read = unwrap(validate(model.options, { ...options, ...more }), id, "config/invalid");
      const potential = { untreated: prepare(untreated), treated: prepare(treated) };
      const truth = model.truth!({ table, options: read }, potential, fit); // every shipped model has one
      if ("unknown" in truth) throw new Error(`${id}: ${truth.unknown}`);
      const { value, stderr, interval, pValue } = fit.estimate;
      const shareOf = (effect: number): number => effect / truth.value;
      return {
        value: shareOf(value),
        stderr: stderr === null ? null : shareOf(stderr),
        lower: shareOf(interval.lower),
        upper: shareOf(interval.upper),
        pValue,
        alarms: fit.checks.filter(({ status }) => status !== "pass").map(({ name: check }) => check),
      };
    },
  };
}

const boost = (effect_size: number, more: object = {}): NonNullable<SimulateInput["enrichment"]> => ({
  function: "quantity_boost",
  params: { effect_size, enrichment_fraction: 0.5, ...more },
});

/** One row a product: a single day. */
const oneDay = { dateStart: "2024-03-01", dateEnd: "2024-03-01" };
const confounded: SimulateInput = {
  ...oneDay,
  products: 1000,
  assignment: { kind: "confounded", by: "price", strength: 0.8 },
  enrichment: boost(0.5),
};
const units = {
  dependent_variable: "ordered_units",
  treatment_column: "enriched",
  covariate_columns: ["category", "log(price)", "quality_score"],
};
const panel: SimulateInput = { products: 120, dateStart: "2024-01-01", dateEnd: "2024-02-11" };
const days = { dependent_variable: "ordered_units", unit_column: "product_id", time_column: "date" };

const byDate = (table: Table): Table =>
  transforms.aggregate_by_date.apply(
    table,
    unwrap(validate(transforms.aggregate_by_date.options, { metric: "revenue" }), "aggregate_by_date"),
  );

/** Each shipped model on the simulated design that it is made for, against the potential outcomes of the very rows. */
export const simulatorDesigns: readonly Design[] = [
  recovery("experiment", {
    what: "600 products on one day, half of them +30 % units, randomised",
    model: "experiment",
    options: { formula: "ordered_units ~ enriched" },
    simulation: { ...oneDay, products: 600, enrichment: boost(0.3) },
  }),
  recovery("difference-in-differences", {
    what: "120 products over 42 days, half of them +30 % from the 29th day on",
    model: "difference_in_differences",
    options: { ...days, treatment_column: "treated" },
    simulation: { ...panel, enrichment: boost(0.3, { enrichment_start: "2024-01-29" }) },
  }),
  recovery("staggered", {
    what: "the same starting on the 15th, 22nd and 29th day in equal shares (Callaway and Sant'Anna)",
    model: "difference_in_differences",
    options: { ...days, first_treated_column: "treatment_date" },
    simulation: {
      ...panel,
      granularity: "weekly",
      assignment: { kind: "staggered", dates: ["2024-01-15", "2024-01-22", "2024-01-29"] },
      enrichment: boost(0.3),
    },
  }),
  recovery("synthetic-control", {
    what: "2 of 20 products +30 % in the last 6 of 30 weeks",
    model: "synthetic_control",
    options: {
      outcome_column: "ordered_units",
      unit_column: "product_id",
      time_column: "date",
      treated_column: "treated",
    },
    simulation: {
      products: 20,
      dateStart: "2024-01-01",
      dateEnd: "2024-07-28",
      granularity: "weekly",
      enrichment: boost(0.3, { enrichment_fraction: 0.1, enrichment_start: "2024-06-17" }),
    },
  }),
  recovery("interrupted-time-series", {
    what: "totals of 200 products by day, all of them +20 % from the 85th of 126 days on",
    model: "interrupted_time_series",
    options: { intervention_date: "2024-03-25", dependent_variable: "revenue" },
    simulation: {
      products: 200,
      dateStart: "2024-01-01",
      dateEnd: "2024-05-05",
      enrichment: boost(0.2, { enrichment_fraction: 1, enrichment_start: "2024-03-25" }),
    },
    prepare: byDate,
  }),
  recovery("regression-discontinuity", {
    what: "2000 products on one day, +100 % from a price of 40 on",
    model: "regression_discontinuity",
    options: { dependent_variable: "ordered_units", running_column: "price", cutoff: 40 },
    simulation: {
      ...oneDay,
      products: 2000,
      saleProb: 1,
      assignment: { kind: "cutoff", by: "price", at: 40 },
      enrichment: boost(1, { enrichment_fraction: 1 }),
    },
  }),
  recovery("inverse-probability-weighting", {
    what: "1000 products on one day, dear ones treated more often, +50 %",
    model: "inverse_probability_weighting",
    options: units,
    simulation: confounded,
  }),
  recovery("doubly-robust", {
    what: "the same",
    model: "doubly_robust",
    options: units,
    simulation: confounded,
    share: 0.5,
  }),
  recovery("nearest-neighbour-matching", {
    what: "the same",
    model: "nearest_neighbour_matching",
    options: units,
    simulation: confounded,
  }),
  recovery("subclassification", {
    what: "the same",
    model: "subclassification",
    options: units,
    simulation: confounded,
  }),
  recovery("metrics-approximation", {
    what: "300 products whose pages get 0.1 better, +30 % by a coefficient of 3 that a study knows up to 0.5",
    model: "metrics_approximation",
    options: { unit_noise: 0.1 },
    simulation: {
      dateStart: "2024-03-01",
      dateEnd: "2024-03-01",
      products: 300,
      enrichment: { function: "product_detail_boost", params: { effect_size: 0.3, enrichment_fraction: 0 } },
    },
    prepare: (table) => {
      const quality = table["quality_score"] as Float64Array; // the simulator's rows have it
      return withColumn(
        withColumn(
          withColumn(table, "quality_before", quality),
          "quality_after",
          quality.map((value) => value + 0.1),
        ),
        "baseline_sales",
        table["revenue"]!,
      );
    },
    drawn: (rng) => ({
      response: { function: "linear", params: { coefficient: { value: 3 + 0.5 * rng.normal(), std_error: 0.5 } } },
    }),
  }),
];
