import type { AllocationRule } from "@ie/contracts";
import * as z from "zod";
import { arithmetic } from "../portfolio/solve-verified.ts";
import { largest } from "../portfolio/stage.ts";
import { unverified } from "../portfolio/solve-open.ts";
import { total, type Shares } from "../portfolio/problem.ts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { askStage, conclude } from "./ask-stage.ts";
import { defineRule } from "./define-rule.ts";

export type MinimaxRegretOptions = PortfolioOptions;

/**
 * The portfolio that is least sorry in its worst scenario: R_s is the candidate's effective return in scenario s, V_s the largest
 * Σ x R_s of any portfolio within the constraints, and the choice minimises max over s of V_s − Σ x R_s (Savage 1951; Kouvelis & Yu
 * 1997). The constraints, of the choice and of V_s alike, are the budget, Σ x R_worst ≥ `min_portfolio_worst_return` and those given.
 *
 * Of portfolios of equal regret the cheapest is chosen, then the first by ids, as far as the solver's arithmetic tells them apart.
 * Where a V_s is not proved, the bound of the regret allows for it.
 */
export const minimaxRegret: AllocationRule<MinimaxRegretOptions> = defineRule({
  name: "minimax_regret",
  shape: { ...portfolioShape, min_portfolio_worst_return: z.number().nullable().default(0) },
  objective: "the largest regret",
  loss: true,
  decide: async (model, _options, ask) => {
    const { problem, scenarios } = model;
    const optima = new Map<string, number>();
    const known: Shares[] = [];
    let unproved = 0;
    for (const { name, values } of scenarios) {
      const solved = await askStage(model, largest(`best portfolio of scenario ${name}`, problem, values), ask, known);
      known.push(solved.shares);
      // An earlier scenario's portfolio may have been bettered by chance in a search that was stopped.
      optima.set(name, Math.max(...known.map((shares) => total(values, shares))));
      unproved = Math.max(unproved, solved.bound - solved.merit);
    }
    const rows = scenarios.map(({ name, values }) => ({ name, values, goal: optima.get(name)! })); // set above
    const stage = { name: "least regret", problem, rows, ceiling: 0 };
    const solved = await askStage(model, stage, ask, known);
    for (const { name, values, goal } of rows) {
      if (total(values, solved.shares) <= goal + unproved + arithmetic(problem)) continue;
      throw unverified(`best portfolio of scenario ${name}`, ask.solver, "is beaten by the portfolio of least regret");
    }
    const decision = await conclude(model, stage, solved, ask, optima);
    // The true benchmarks lie up to `unproved` higher, and with them the regret of what was chosen.
    return unproved === 0 ? decision : { ...decision, bound: decision.bound + unproved, optimal: false };
  },
});
