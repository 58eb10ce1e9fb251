import { affordable, isFeasible, keepsLimit, total } from "../portfolio/problem.ts";
import { amount } from "../rules/amount.ts";
import { isProved, objectiveOf, type Case } from "./case.ts";

/** For the i-th candidate, open but not chosen: what adding it to the chosen ones would break or fail to better. */
export function whyNot(given: Case): (i: number) => string {
  const { model, decision, objective, loss } = given;
  const { problem } = model;
  const { cost, budget, worst, minWorst, limits } = problem;
  const spent = total(cost, decision.shares);
  const here = objectiveOf(given, decision.valueOf(decision.shares));
  const [better, worse] = loss ? ["lower", "raise"] : ["raise", "lower"];
  const exchange = isProved(decision)
    ? `no exchange for it ${better}s ${objective}`
    : `no exchange was found that ${better}s ${objective}`;
  return (i) => {
    if (!affordable(spent + cost[i]!, budget)) {
      const left = amount(budget - spent > 1e-9 * budget ? budget - spent : 0);
      return `cost ${amount(cost[i]!)} is above the ${left} left beside the selection, and ${exchange}`;
    }
    const added = decision.shares.with(i, 1);
    const broken = limits.find((limit) => !keepsLimit(limit, added));
    if (broken !== undefined) return `would break ${broken.name}, and ${exchange}`;
    if (!isFeasible(problem, added)) {
      return `would take the portfolio's worst return to ${amount(total(worst, added))}, below min_portfolio_worst_return ${minWorst}`;
    }
    const after = objectiveOf(given, decision.valueOf(added));
    return (loss ? after > here : after < here)
      ? `would ${worse} ${objective} from ${amount(here)} to ${amount(after)}`
      : `would not ${better} ${objective}, ${amount(here)}`;
  };
}
