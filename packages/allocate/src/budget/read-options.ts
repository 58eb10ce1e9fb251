import { formatValue } from "@ie/contracts";
import { invalid } from "./fault.ts";
import type { BudgetGoal, BudgetOptions } from "./options.ts";

/** Options with their defaults. */
export interface Settings {
  readonly goal: BudgetGoal;
  /** Whether the budget is a limit, not a sum to be spent. */
  readonly atMost: boolean;
  readonly value: number;
  readonly tolerance: number;
  readonly maxNodes: number;
  readonly budget: number | null;
}

function above(name: string, value: unknown, least: number, inclusive: boolean): number {
  if (typeof value === "number" && Number.isFinite(value) && (inclusive ? value >= least : value > least)) return value;
  throw invalid(
    `${name} is ${formatValue(value)}`,
    `give a number ${inclusive ? `of ${least} or more` : `above ${least}`}`,
  );
}

function checkGoal(goal: BudgetGoal): void {
  switch (goal?.type) {
    case "response":
    case "profit":
      return;
    case "roas":
    case "marginal_roas":
      above(`goal ${goal.type}: atLeast`, goal.atLeast, 0, false);
      return;
    case "least_spend":
      above("goal least_spend: response", goal.response, 0, true);
      return;
    case "mean_sd":
    case "mean_variance":
      above(`goal ${goal.type}: k`, goal.k, 0, true);
      return;
    case "cvar":
      above("goal cvar: share", goal.share, 0, false);
      if (goal.share > 1) throw invalid(`goal cvar: share is ${goal.share}`, "give a share of the draws, such as 0.1");
      return;
    default:
      throw invalid(
        `the goal is ${formatValue((goal as { type?: unknown } | null)?.type ?? goal)}`,
        "there is response, profit, roas, marginal_roas, least_spend, mean_sd, mean_variance, cvar",
      );
  }
}

/** Throws `config/invalid`. */
export function readOptions(budget: number | null, options: BudgetOptions): Settings {
  const { goal = { type: "response" }, spend, value = 1, tolerance = 1e-7, maxNodes = 20_000 } = options;
  if (budget !== null && !(typeof budget === "number" && Number.isFinite(budget) && budget >= 0))
    throw invalid(`the budget is ${formatValue(budget)}`, "give an amount of 0 or more");
  checkGoal(goal);
  const open = ["profit", "roas", "marginal_roas", "least_spend"].includes(goal.type);
  if (budget === null && !open) throw invalid(`the goal ${goal.type} needs a budget`, "give an amount");
  if (spend !== undefined && spend !== "all" && spend !== "at_most")
    throw invalid(`spend is ${formatValue(spend)}`, "there is all, at_most");
  if (spend === "all" && open)
    throw invalid(
      `spend is "all", and the goal ${goal.type} finds how much to spend`,
      'leave it out, or ask for the goal "response"',
    );
  return {
    goal,
    atMost: open || spend === "at_most",
    value: above("value", value, 0, false),
    tolerance: above("tolerance", tolerance, 0, false),
    maxNodes: above("maxNodes", maxNodes, 1, true),
    budget,
  };
}
