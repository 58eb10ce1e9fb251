import type { AllocationRule } from "@ie/contracts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { askStage, conclude } from "./ask-stage.ts";
import { defineRule } from "./define-rule.ts";

export type MaximinOptions = PortfolioOptions;

/** The portfolio whose least return over the scenarios is largest (Wald 1950). */
export const maximin: AllocationRule<MaximinOptions> = defineRule({
  name: "maximin",
  shape: portfolioShape,
  objective: "the least return",
  loss: false,
  decide: async (model, _options, ask) => {
    const rows = model.scenarios.map(({ name, values }) => ({ name, values, goal: 0 }));
    const stage = { name: "largest least return", problem: model.problem, rows };
    return conclude(model, stage, await askStage(model, stage, ask, []), ask, null);
  },
});
