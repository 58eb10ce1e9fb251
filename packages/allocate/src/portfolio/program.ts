import type { LinearConstraint, LinearProgram } from "@ie/contracts";
import type { Open } from "./open.ts";
import { returnRounding, total, type Limit, type Problem } from "./problem.ts";
import { byEfficiency } from "./local-search.ts";
import type { Row, Stage } from "./stage.ts";

/** Scales of a program's coefficients: powers of two near the largest amounts, so that scaling is exact. */
export interface Units {
  readonly money: number;
  readonly returns: number;
}

function power(value: number): number {
  return value > 0 ? 2 ** Math.ceil(Math.log2(value)) : 1;
}

export function unitsOf({ budget, largestReturn }: Problem): Units {
  return { money: power(budget), returns: power(largestReturn) };
}

interface Parts {
  readonly problem: Problem;
  readonly open: Open;
  /** Whether a continuous θ ≥ 0 follows the other variables. */
  readonly theta: boolean;
}

type Bounds = readonly [lower: number | null, upper: number | null];

function scaled([lower, upper]: Bounds, constant: number, unit: number): Pick<LinearConstraint, "lower" | "upper"> {
  const bound = (limit: number | null): number | null => (limit === null ? null : (limit - constant) / unit);
  return { lower: bound(lower), upper: bound(upper) };
}

/** Coefficients of the variables in Σ share × values, in `unit`. */
function coefficientsOf(
  { problem, open, theta }: Parts,
  values: Float64Array,
  unit: number,
  ofTheta = 0,
): Float64Array {
  const { columns, excess } = open;
  const coefficients = new Float64Array(columns.length + excess.length + (theta ? 1 : 0));
  columns.forEach((i, k) => {
    coefficients[k] = (values[i]! * problem.least[i]!) / unit;
  });
  excess.forEach((i, k) => {
    coefficients[columns.length + k] = values[i]! / unit;
  });
  if (theta) coefficients[coefficients.length - 1] = ofTheta;
  return coefficients;
}

/** `lower ≤ Σ share × values + θ·ofTheta ≤ upper`. */
function row(parts: Parts, values: Float64Array, unit: number, bounds: Bounds, ofTheta = 0): LinearConstraint {
  const coefficients = coefficientsOf(parts, values, unit, ofTheta);
  return { coefficients, ...scaled(bounds, total(values, parts.open.taken), unit) };
}

/** A limit over the open variables; null where none of them is in it and it holds. */
function limitRow({ problem, open }: Parts, limit: Limit, at: ReadonlyMap<number, number>): LinearConstraint | null {
  const unit = power(limit.coefficients.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const columns: number[] = [];
  const coefficients: number[] = [];
  let constant = 0;
  const excessAt = new Map(open.excess.map((i, k) => [i, open.columns.length + k]));
  limit.columns.forEach((i, k) => {
    const value = limit.coefficients[k]!;
    const share = limit.on === "share" ? problem.least[i]! : 1;
    const column = at.get(i);
    if (column !== undefined) {
      columns.push(column);
      coefficients.push((value * share) / unit);
    } else if (open.taken[i]! > 0) constant += value * share;
    const excess = limit.on === "share" ? excessAt.get(i) : undefined;
    if (excess === undefined) return;
    columns.push(excess);
    coefficients.push(value / unit);
  });
  const bounds = scaled([limit.lower, limit.upper], constant, unit);
  const idle = columns.length === 0 && (bounds.lower ?? 0) <= 0 && (bounds.upper ?? 0) >= 0;
  if (idle) return null;
  return { columns: Int32Array.from(columns), coefficients: Float64Array.from(coefficients), ...bounds };
}

function program(
  parts: Parts,
  direction: LinearProgram["direction"],
  objective: Float64Array,
  rows: readonly LinearConstraint[],
): LinearProgram {
  const { problem, open } = parts;
  const { cost, worst, budget, minWorst, least } = problem;
  const units = unitsOf(problem);
  const at = new Map(open.columns.map((i, k) => [i, k]));
  const binaries = open.columns.length;
  const upper = new Float64Array(objective.length).fill(1);
  const onlyIfFunded: LinearConstraint[] = [];
  open.excess.forEach((i, k) => {
    const column = at.get(i);
    upper[binaries + k] = 1 - least[i]!;
    if (column === undefined) return;
    const coefficients = Float64Array.of(least[i]! - 1, 1);
    onlyIfFunded.push({ columns: Int32Array.of(column, binaries + k), coefficients, lower: null, upper: 0 });
  });
  return {
    direction,
    objective,
    constraints: [
      row(parts, cost, units.money, [null, budget]),
      ...(minWorst === null ? [] : [row(parts, worst, units.returns, [minWorst, null])]),
      ...rows,
      ...problem.limits.flatMap((limit) => limitRow(parts, limit, at) ?? []),
      ...onlyIfFunded,
    ],
    lower: new Float64Array(objective.length),
    upper,
    integer: Array.from(objective, (_, i) => i < binaries),
  };
}

/** Each row's largest Σ share × value were every candidate divisible and no limit but the budget (Dantzig 1957). */
function divisibleBest({ cost, budget, fixed }: Problem, values: Float64Array): number {
  const order = byEfficiency(cost, values).filter((i) => fixed[i] !== 0);
  let left = budget;
  let sum = 0;
  for (const i of order) {
    const share = Math.min(1, left / cost[i]!);
    sum += share * values[i]!;
    left -= share * cost[i]!;
    if (left <= 0) break;
  }
  return sum;
}

/** A merit that no portfolio exceeds: θ, which is not below 0, is measured from there. */
export function ceilingOf({ problem, rows, ceiling }: Stage): number {
  return ceiling ?? Math.min(...rows.map(({ values, goal }) => divisibleBest(problem, values) - goal));
}

/** max Σ share × value of one row; of several min θ with θ ≥ goal + ceiling − Σ share × value. */
export function bestMeritProgram({ problem, rows }: Stage, open: Open, ceiling: number): LinearProgram {
  const { returns: unit } = unitsOf(problem);
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) {
    const parts = { problem, open, theta: false };
    return program(parts, "maximise", coefficientsOf(parts, only.values, unit), []);
  }
  const parts = { problem, open, theta: true };
  const objective = new Float64Array(open.columns.length + open.excess.length + 1);
  objective[objective.length - 1] = 1;
  const lines = rows.map(({ values, goal }) => row(parts, values, unit, [goal + ceiling, null], 1));
  const { upper, ...rest } = program(parts, "minimise", objective, lines);
  return { ...rest, upper: upper.with(upper.length - 1, Infinity) };
}

/** The merit, currency, that a value of the objective of {@link bestMeritProgram} stands for. */
export function meritAt({ problem, rows }: Stage, open: Open, ceiling: number, objective: number): number {
  const { returns: unit } = unitsOf(problem);
  const [only, ...others] = rows;
  if (only === undefined || others.length > 0) return ceiling - objective * unit;
  return objective * unit + total(only.values, open.taken) - only.goal;
}

/** min Σ share × cost with merit at least `merit`. */
export function cheapestProgram({ problem, rows }: Stage, merit: number, open: Open): LinearProgram {
  const parts = { problem, open, theta: false };
  const units = unitsOf(problem);
  const least = merit - returnRounding(problem);
  const lines = rows.map(({ values, goal }: Row) => row(parts, values, units.returns, [goal + least, null]));
  return program(parts, "minimise", coefficientsOf(parts, problem.cost, units.money), lines);
}
