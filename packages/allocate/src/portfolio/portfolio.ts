import type { Returns } from "@ie/contracts";

export type Scenario = keyof Returns;
export const scenarios: readonly Scenario[] = ["best", "med", "worst"];

/** The choice to make: n candidates as columns, currency throughout. */
export interface Portfolio {
  /** n, ascending: the order of input never matters. */
  readonly ids: readonly string[];
  /** n, each above 0 and within the budget. */
  readonly cost: Float64Array;
  /** n effective returns in each scenario. */
  readonly returns: Readonly<Record<Scenario, Float64Array>>;
  readonly budget: number;
  /** Least sum of worst returns; null asks for none. */
  readonly minWorst: number | null;
}

/** 1 where the candidate is chosen; n. */
export type Chosen = Uint8Array;

/** Share of a sum's magnitude that the rounding of its terms may explain. */
const rounding = 1e-12;

export function total(values: Float64Array, chosen: Chosen): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) if (chosen[i] === 1) sum += values[i]!;
  return sum;
}

/** Whether `cost` is within `budget`, but for the rounding of sums. */
export function affordable(cost: number, budget: number): boolean {
  return cost <= budget * (1 + rounding);
}

/** Largest absolute return of a single candidate in any scenario; 0 of none. */
export function largestReturn({ returns }: Portfolio): number {
  let largest = 0;
  for (const scenario of scenarios) for (const value of returns[scenario]) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Differences of returns up to this are rounding. */
export function returnRounding(portfolio: Portfolio): number {
  return rounding * largestReturn(portfolio) * Math.max(1, Math.sqrt(portfolio.ids.length));
}

export function isFeasible(portfolio: Portfolio, chosen: Chosen): boolean {
  if (!affordable(total(portfolio.cost, chosen), portfolio.budget)) return false;
  const { minWorst } = portfolio;
  return minWorst === null || total(portfolio.returns.worst, chosen) >= minWorst - returnRounding(portfolio);
}

export function scenarioReturns({ returns }: Portfolio, chosen: Chosen): Returns {
  return {
    best: total(returns.best, chosen),
    med: total(returns.med, chosen),
    worst: total(returns.worst, chosen),
  };
}

/** θ = max over s of V_s − Σ x R_s; not below 0. */
export function largestRegret(optima: Returns, reached: Returns): number {
  return Math.max(0, optima.best - reached.best, optima.med - reached.med, optima.worst - reached.worst);
}
