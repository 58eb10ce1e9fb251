import type { AllocationRule } from "@ie/contracts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { defineRule } from "./define-rule.ts";
import { decideLinear, weighted } from "./linear.ts";

export type BayesianOptions = PortfolioOptions;

/** The portfolio of the largest Σ weight × return over the scenarios; weights are scaled to add up to 1 (Savage 1954). */
export const bayesian: AllocationRule<BayesianOptions> = defineRule({
  name: "bayesian",
  shape: portfolioShape,
  objective: "the weighted return",
  loss: false,
  decide: (model, _options, ask) => {
    const rows = model.scenarios.map(({ weight, values }) => [weight, values] as const);
    return decideLinear(model, "largest weighted return", weighted(rows, model.problem.ids.length), ask);
  },
});
