import type { Returns } from "@ie/contracts";
import {
  affordable,
  isFeasible,
  largestRegret,
  scenarioReturns,
  total,
  type Chosen,
  type Portfolio,
} from "../portfolio/portfolio.ts";

/** An amount as sentences show it: six significant digits. */
export function amount(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** For the i-th candidate, not chosen: what adding it to the chosen ones would break or fail to better. */
export function whyNotChosen(portfolio: Portfolio, chosen: Chosen, optima: Returns): (i: number) => string {
  const { cost, budget, minWorst } = portfolio;
  const spent = total(cost, chosen);
  const regret = largestRegret(optima, scenarioReturns(portfolio, chosen));
  return (i) => {
    if (!affordable(spent + cost[i]!, budget)) {
      const left = amount(Math.max(0, budget - spent));
      return `cost ${amount(cost[i]!)} is above the ${left} left beside the selection, and no exchange for it lowers the largest regret`;
    }
    const added = chosen.with(i, 1);
    const reached = scenarioReturns(portfolio, added);
    if (!isFeasible(portfolio, added)) {
      return `would take the portfolio's worst return to ${amount(reached.worst)}, below min_portfolio_worst_return ${minWorst}`;
    }
    const after = largestRegret(optima, reached);
    return after > regret
      ? `would raise the largest regret from ${amount(regret)} to ${amount(after)}`
      : `would not lower the largest regret, ${amount(regret)}`;
  };
}
