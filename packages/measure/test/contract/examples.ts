import type { Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { addDays } from "@ie/table";

/** A model's name, options and rows from which it has an answer and in which the contract finds no error. */
export interface ContractExample {
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly table: Table;
  /** Columns by the part that they play, for tests that spoil them. */
  readonly outcome: string;
  readonly treatment: string | null;
  readonly unit: string | null;
  readonly time: string | null;
  readonly covariate: string | null;
}

const n = 240;

function units(): Table {
  const rng = createRng(11);
  const age = Float64Array.from({ length: n }, () => 40 + 10 * rng.normal());
  const spent = Float64Array.from({ length: n }, () => 20 + 5 * rng.normal());
  const treated = Float64Array.from({ length: n }, (_, i) => (rng.uniform() < 0.3 + 0.006 * (age[i]! - 20) ? 1 : 0));
  return {
    id: Array.from({ length: n }, (_, i) => `u${i}`),
    treated,
    age,
    spent_before: spent,
    revenue: Float64Array.from(
      age,
      (value, i) => 5 + 0.3 * value + 0.8 * spent[i]! + 2 * treated[i]! + 3 * rng.normal(),
    ),
  };
}

function panel(): Table {
  const rng = createRng(12);
  const [markets, days] = [14, 30];
  const cells = Array.from({ length: markets * days }, (_, i) => [Math.floor(i / days), i % days] as const);
  const visits = Float64Array.from(cells, ([u]) => 100 + 8 * u + 5 * rng.normal());
  return {
    market: cells.map(([u]) => `m${String(u).padStart(2, "0")}`),
    date: cells.map(([, t]) => addDays("2024-01-01", t)),
    in_force: Float64Array.from(cells, ([u, t]) => (u < 4 && t >= 20 ? 1 : 0)),
    visits,
    revenue: Float64Array.from(
      cells,
      ([u, t], i) => 50 + 3 * u + 0.4 * t + 0.2 * visits[i]! + (u < 4 && t >= 20 ? 9 : 0) + 2 * rng.normal(),
    ),
  };
}

/** Markets that are all treated in the end, from two dates. */
function staggered(): Table {
  const { in_force: _, ...rest } = panel();
  const since = (rest["market"] as readonly string[]).map((market) => (market < "m06" ? "2024-01-11" : "2024-01-21"));
  return { ...rest, since };
}

function series(): Table {
  const rng = createRng(13);
  const days = 90;
  const visits = Float64Array.from({ length: days }, () => 200 + 20 * rng.normal());
  return {
    date: Array.from({ length: days }, (_, t) => addDays("2024-01-01", t)),
    visits,
    revenue: Float64Array.from(visits, (value, t) => 30 + 0.5 * value + (t >= 60 ? 15 : 0) + 4 * rng.normal()),
  };
}

function metrics(): Table {
  const rng = createRng(14);
  const before = Float64Array.from({ length: 60 }, () => 0.4 + 0.2 * rng.uniform());
  return {
    id: Array.from({ length: 60 }, (_, i) => `p${i}`),
    quality_before: before,
    quality_after: before.map((value) => value + 0.1 + 0.05 * rng.uniform()),
    baseline_sales: Float64Array.from({ length: 60 }, () => 100 + 20 * rng.normal()),
  };
}

const unitParts = {
  table: units(),
  outcome: "revenue",
  treatment: "treated",
  unit: "id",
  time: null,
  covariate: "age",
};
const unitOptions = { treatment_column: "treated", covariate_columns: ["age", "spent_before"], unit_column: "id" };

export const examples: readonly ContractExample[] = [
  { model: "experiment", options: { formula: "revenue ~ treated + age" }, ...unitParts, unit: null },
  { model: "nearest_neighbour_matching", options: unitOptions, ...unitParts },
  { model: "subclassification", options: unitOptions, ...unitParts },
  { model: "inverse_probability_weighting", options: unitOptions, ...unitParts },
  { model: "doubly_robust", options: unitOptions, ...unitParts },
  {
    model: "regression_discontinuity",
    options: { running_column: "spent_before", cutoff: 20, covariate_columns: ["age"], unit_column: "id" },
    ...unitParts,
    treatment: null,
  },
  {
    model: "interrupted_time_series",
    options: { intervention_date: "2024-03-01", covariates: ["visits"] },
    table: series(),
    outcome: "revenue",
    treatment: null,
    unit: null,
    time: "date",
    covariate: "visits",
  },
  {
    model: "difference_in_differences",
    options: { unit_column: "market", time_column: "date", treatment_column: "in_force", covariates: ["visits"] },
    table: panel(),
    outcome: "revenue",
    treatment: "in_force",
    unit: "market",
    time: "date",
    covariate: "visits",
  },
  {
    model: "synthetic_control",
    options: { unit_column: "market", treated_unit: "m01", treatment_time: "2024-01-21" },
    table: (({ market, date, visits, revenue }) => ({
      market: market!,
      date: date!,
      visits: visits!,
      revenue: revenue!,
    }))(panel()),
    outcome: "revenue",
    treatment: null,
    unit: "market",
    time: "date",
    covariate: null,
  },
  {
    model: "difference_in_differences",
    options: { unit_column: "market", time_column: "date", first_treated_column: "since" },
    table: staggered(),
    outcome: "revenue",
    treatment: null,
    unit: "market",
    time: "date",
    covariate: null,
  },
  {
    model: "difference_in_differences",
    options: {
      unit_column: "market",
      time_column: "date",
      treated_units: ["m00", "m01", "m02"],
      intervention_date: "2024-01-21",
      covariates: ["visits"],
    },
    table: panel(),
    outcome: "revenue",
    treatment: null,
    unit: "market",
    time: "date",
    covariate: "visits",
  },
  {
    model: "synthetic_control",
    options: { unit_column: "market", treated_column: "in_force", treatment_time: "2024-01-21" },
    table: panel(),
    outcome: "revenue",
    treatment: "in_force",
    unit: "market",
    time: "date",
    covariate: null,
  },
  {
    model: "metrics_approximation",
    options: {
      unit_column: "id",
      response: { function: "linear", params: { coefficient: { value: 0.5, std_error: 0.1 } } },
    },
    table: metrics(),
    outcome: "quality_after",
    treatment: null,
    unit: "id",
    time: null,
    covariate: null,
  },
];
