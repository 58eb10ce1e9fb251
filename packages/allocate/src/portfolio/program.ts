import type { LinearConstraint, LinearProgram, Returns } from "@ie/contracts";
import { measured, type Goals } from "./goals.ts";
import { returnRounding, largestReturn, total, type Chosen, type Portfolio } from "./portfolio.ts";

/** Scales of a program's coefficients: powers of two near the budget and the largest return, so that scaling is exact. */
export interface Units {
  readonly money: number;
  readonly returns: number;
}

export function unitsOf(portfolio: Portfolio): Units {
  const power = (value: number): number => (value > 0 ? 2 ** Math.ceil(Math.log2(value)) : 1);
  return { money: power(portfolio.budget), returns: power(largestReturn(portfolio)) };
}

/** The candidates still open, and those taken already; the program's variables are the open ones in order. */
export interface Open {
  readonly columns: readonly number[];
  readonly taken: Chosen;
}

interface Parts {
  readonly portfolio: Portfolio;
  readonly open: Open;
  /** Whether a continuous θ ≥ 0 follows the candidates' variables. */
  readonly theta: boolean;
}

/** `lower ≤ Σ x values + θ·theta ≤ upper` over all candidates, in `unit`, as a constraint of the open ones. */
function row(
  { open, theta }: Parts,
  values: Float64Array,
  unit: number,
  [lower, upper]: readonly [number | null, number | null],
  thetaCoefficient = 0,
): LinearConstraint {
  const constant = total(values, open.taken);
  const coefficients = open.columns.map((i) => values[i]! / unit);
  const bound = (limit: number | null): number | null => (limit === null ? null : (limit - constant) / unit);
  return {
    coefficients: Float64Array.from(theta ? [...coefficients, thetaCoefficient] : coefficients),
    lower: bound(lower),
    upper: bound(upper),
  };
}

function program(
  parts: Parts,
  direction: LinearProgram["direction"],
  objective: Float64Array,
  rows: readonly LinearConstraint[],
): LinearProgram {
  const { portfolio, open } = parts;
  const { cost, returns, budget, minWorst } = portfolio;
  const units = unitsOf(portfolio);
  const spend = row(parts, cost, units.money, [null, budget]);
  const floor = minWorst === null ? [] : [row(parts, returns.worst, units.returns, [minWorst, null])];
  const binaries = open.columns.length;
  return {
    direction,
    objective,
    constraints: [spend, ...floor, ...rows],
    lower: new Float64Array(objective.length),
    upper: new Float64Array(objective.length).fill(1),
    integer: Array.from(objective, (_, i) => i < binaries),
  };
}

/**
 * max Σ x R_s for one measured scenario; for several min θ with θ ≥ goal_s − Σ x R_s, where θ need not exceed `largestTheta`,
 * currency.
 */
export function bestMeritProgram(
  portfolio: Portfolio,
  goals: Goals,
  open: Open,
  largestTheta: number = Infinity,
): LinearProgram {
  const { returns: unit } = unitsOf(portfolio);
  const [only, ...others] = measured(goals);
  if (only !== undefined && others.length === 0) {
    const parts = { portfolio, open, theta: false };
    const objective = Float64Array.from(open.columns, (i) => portfolio.returns[only][i]! / unit);
    return program(parts, "maximise", objective, []);
  }
  const parts = { portfolio, open, theta: true };
  const objective = new Float64Array(open.columns.length + 1).with(open.columns.length, 1);
  const regrets = measured(goals).map((s) => row(parts, portfolio.returns[s], unit, [goals[s], null], 1));
  const { upper, ...rest } = program(parts, "minimise", objective, regrets);
  return { ...rest, upper: upper.with(open.columns.length, largestTheta / unit) };
}

/** The merit that a solution of {@link bestMeritProgram} claims, currency. */
export function claimedMerit(portfolio: Portfolio, goals: Goals, open: Open, values: Float64Array): number {
  const { returns: unit } = unitsOf(portfolio);
  const [only, ...others] = measured(goals);
  if (only === undefined || others.length > 0) return -values.at(-1)! * unit; // θ is the last variable
  const gained = open.columns.reduce((sum, i, k) => sum + portfolio.returns[only][i]! * values[k]!, 0);
  return gained + total(portfolio.returns[only], open.taken) - goals[only];
}

/** min Σ cost x with every regret against `optima` at most `regret`. */
export function cheapestProgram(portfolio: Portfolio, optima: Returns, regret: number, open: Open): LinearProgram {
  const parts = { portfolio, open, theta: false };
  const units = unitsOf(portfolio);
  const least = regret + returnRounding(portfolio);
  const regrets = measured(optima).map((s) =>
    row(parts, portfolio.returns[s], units.returns, [optima[s] - least, null]),
  );
  const objective = Float64Array.from(open.columns, (i) => portfolio.cost[i]! / units.money);
  return program(parts, "minimise", objective, regrets);
}
