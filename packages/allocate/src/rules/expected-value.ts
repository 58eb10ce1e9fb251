import type { AllocationRule } from "@ie/contracts";
import { effectiveReturns } from "./effective-returns.ts";
import { meanReturn } from "../draws/draw-returns.ts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { defineRule } from "./define-rule.ts";
import { decideLinear } from "./linear.ts";

export type ExpectedValueOptions = PortfolioOptions;

/** The portfolio of the largest expected return, the means being those of the distributions behind the candidates' intervals. */
export const expectedValue: AllocationRule<ExpectedValueOptions> = defineRule({
  name: "expected_value",
  shape: portfolioShape,
  objective: "the expected return",
  loss: false,
  decide: (model, { level, confidencePenalty }, ask) => {
    const means = Float64Array.from(model.candidates, (candidate) =>
      meanReturn(confidencePenalty ? { ...candidate, returns: effectiveReturns(candidate) } : candidate, level),
    );
    return decideLinear(model, "largest expected return", means, ask);
  },
});
