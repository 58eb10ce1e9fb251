import type { Returns } from "@ie/contracts";
import { scenarios, type Portfolio, type Scenario } from "./portfolio.ts";

/**
 * What each scenario's return is measured against, currency; −Infinity leaves a scenario out. The merit of a portfolio is
 * min over s of Σ x R_s − goal_s: with one scenario and a goal of 0 its return, with the goals V_s the largest regret, negated.
 */
export type Goals = Returns;

const none: Goals = { best: -Infinity, med: -Infinity, worst: -Infinity };

export function returnIn(scenario: Scenario): Goals {
  return { ...none, [scenario]: 0 };
}

/** The scenarios that have a goal. */
export function measured(goals: Goals): readonly Scenario[] {
  return scenarios.filter((scenario) => goals[scenario] !== -Infinity);
}

/** Merit of a portfolio whose returns sum to these. */
export function meritOfSums(goals: Goals, best: number, med: number, worst: number): number {
  return Math.min(best - goals.best, med - goals.med, worst - goals.worst);
}

/** One stage of the rule: the portfolio of largest merit. */
export interface Stage {
  /** As errors call it. */
  readonly name: string;
  readonly portfolio: Portfolio;
  readonly goals: Goals;
}
