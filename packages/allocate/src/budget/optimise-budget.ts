import { leastGap } from "./branch-and-bound.ts";
import { buildPlan } from "./build-plan.ts";
import { largestSpendAtRoas, leastSpend, mostResponse, type Reached } from "./goals.ts";
import type { BudgetChannel, BudgetOptions } from "./options.ts";
import type { BudgetPlan } from "./plan.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { adjustForRisk } from "./risk.ts";

function reach({ model, settings }: Prepared): Reached {
  const { goal, value } = settings;
  switch (goal.type) {
    case "response":
      return mostResponse(model, settings, 0, 1);
    case "profit":
      return mostResponse(model, settings, 1 / value, value);
    case "marginal_roas":
      return mostResponse(model, settings, goal.atLeast / value, value);
    case "roas":
      return largestSpendAtRoas(model, settings, goal.atLeast);
    case "least_spend":
      return leastSpend(model, settings, goal.response);
    default:
      return adjustForRisk(model, settings, goal);
  }
}

/**
 * How to spend money over channels: the best allocation with a proof. Response curves may be concave or S-shaped; a local search
 * would stop at the wrong plan where they are not concave, and this does not: concave envelopes bound what any plan can reach, and
 * branching closes the gap (Falk and Soland 1969).
 *
 * With posterior draws the mean response is maximised, not the response of the mean parameters.
 *
 * `budget`: money, or null for goals that find it (`profit`, `roas`, `marginal_roas`, `least_spend`).
 * Throws `config/invalid` for impossible input, `solve/infeasible` with the limits that clash.
 */
export function optimiseBudget(
  channels: readonly BudgetChannel[],
  budget: number | null,
  options: BudgetOptions = {},
): BudgetPlan {
  const prepared = prepare(channels, budget, options);
  const { model, settings, places } = prepared;
  const { problem, solved, objective, bound, nodes } = reach(prepared);
  const risky = ["mean_sd", "mean_variance", "cvar"].includes(settings.goal.type);
  const scale = Math.max(Math.abs(bound), Math.abs(objective));
  const relativeGap = scale <= leastGap ? 0 : Math.abs(bound - objective) / scale;
  const status = relativeGap <= Math.max(1e-6, settings.tolerance) ? "optimal" : risky ? "local" : "gap_left";
  return buildPlan(model, {
    problem,
    x: solved.x,
    budget,
    value: settings.value,
    certificate: { status, objective, bound, relativeGap, curveError: solved.curveError, nodes },
    warnings:
      status === "gap_left"
        ? [
            `a better plan may exist: the goal is ${objective}, and at most ${bound} could be proved; ${2 * solved.curveError > bound - objective ? "a curve jumps, or turns too often to be sampled" : "raise maxNodes"}`,
          ]
        : status === "local"
          ? ["risk-adjusted goals are climbed from several starts, without a proof that no better plan exists"]
          : [],
    places,
  });
}
