import { ImpactError, type AllocationRule } from "@ie/contracts";
import { compareIds } from "../compare-ids.ts";
import { portfolioShape, type PortfolioOptions } from "../options/portfolio-options.ts";
import { affordable, isFeasible, keepsLimit, total, type Limit } from "../portfolio/problem.ts";
import { amount } from "./amount.ts";
import { defineRule } from "./define-rule.ts";

export type GreedyOptions = PortfolioOptions;

/** Whether a limit may still be kept by adding more: floors are looked at last. */
function notExceeded(limit: Limit, shares: Float64Array): boolean {
  return keepsLimit({ ...limit, lower: null }, shares);
}

/**
 * Takes candidates by falling confidence × median return while they fit the budget and the constraints, skipping those that do not; none
 * whose median return is not above 0. Ties go to the lower cost, then the smaller id; mandatory ones come first, and none is funded in
 * part. A yardstick, quick and easy to retrace; it weighs no cost against a return, so it may fill the budget with one large
 * candidate. Its objective is Σ confidence × median return, currency. Throws `solve/infeasible` where what it takes misses a floor.
 */
export const greedy: AllocationRule<GreedyOptions> = defineRule({
  name: "greedy",
  shape: portfolioShape,
  objective: "the confidence-weighted median return",
  loss: false,
  decide: async ({ candidates, problem }, _options, ask) => {
    const { cost, budget, fixed, limits } = problem;
    const score = Float64Array.from(candidates, ({ confidence, returns }) => confidence * returns.med);
    const order = candidates
      .map((_, i) => i)
      .filter((i) => fixed[i] === -1 && candidates[i]!.returns.med > 0)
      .sort((a, b) => score[b]! - score[a]! || cost[a]! - cost[b]! || compareIds(problem.ids[a]!, problem.ids[b]!));
    const shares = Float64Array.from(fixed, (value) => (value === 1 ? 1 : 0));
    const reasons = new Map<number, string>();
    candidates.forEach(({ returns: { med } }, i) => {
      if (med <= 0) reasons.set(i, `median return ${amount(med)} is not above 0`);
    });
    let spent = total(cost, shares);
    for (let taken = true; taken;) {
      taken = false; // what needs another may fit once that was taken
      for (const i of order) {
        if (shares[i] !== 0) continue;
        if (!affordable(spent + cost[i]!, budget)) {
          const left = amount(Math.max(0, budget - spent));
          const after = "left after candidates of higher confidence × median return";
          reasons.set(i, `cost ${amount(cost[i]!)} is above the ${left} ${after}`);
          continue;
        }
        shares[i] = 1;
        const broken = limits.find((limit) => !notExceeded(limit, shares));
        if (broken === undefined) {
          spent += cost[i]!;
          taken = limits.length > 0;
        } else {
          shares[i] = 0;
          reasons.set(i, `would break ${broken.name}`);
        }
      }
    }
    if (!isFeasible(problem, shares)) {
      const broken = limits.find((limit) => !keepsLimit(limit, shares))?.name;
      throw new ImpactError({
        code: "solve/infeasible",
        who: ask.rule,
        what: `what it takes misses ${broken ?? (affordable(spent, budget) ? "min_portfolio_worst_return" : "the budget")}`,
        hint: "a rule that solves, such as expected_value, may still find a portfolio",
      });
    }
    const valueOf = (own: Float64Array): number => total(score, own);
    const proof = { bound: Infinity, optimal: false, solver: null };
    return { shares, stages: [], valueOf, merit: valueOf(shares), ...proof, optima: null, warnings: [], reasons };
  },
});
