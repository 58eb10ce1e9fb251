import { optionsSchema, type AllocationRule, type Candidate, type Returns, type Schema } from "@ie/contracts";
import * as z from "zod";
import { minimiseRegret } from "../portfolio/minimise-regret.ts";
import { affordable, largestRegret, scenarioReturns, scenarios, type Portfolio } from "../portfolio/portfolio.ts";
import { effectiveReturns } from "./effective-returns.ts";
import { compareIds } from "./compare-ids.ts";
import { amount, whyNotChosen } from "./why-not-chosen.ts";

export interface MinimaxRegretOptions {
  /** Least sum of worst returns of the portfolio, currency; null asks for none. */
  readonly minPortfolioWorstReturn: number | null;
  /** Candidates of lower confidence are left out. */
  readonly minConfidence: number;
  /** Whether returns are pulled towards the worst case as confidence falls. */
  readonly confidencePenalty: boolean;
}

const options: Schema<MinimaxRegretOptions> = optionsSchema({
  min_portfolio_worst_return: z.number().nullable().default(0),
  min_confidence: z.number().min(0).max(1).default(0),
  confidence_penalty: z.boolean().default(true),
});

interface Screened {
  readonly candidate: Candidate;
  readonly returns: Returns;
  /** Why the candidate is no part of the problem, or null. */
  readonly reason: string | null;
}

function screen(candidate: Candidate, budget: number, options: MinimaxRegretOptions): Screened {
  const { cost, confidence } = candidate;
  const returns = options.confidencePenalty ? effectiveReturns(candidate) : candidate.returns;
  let reason: string | null = null;
  if (confidence < options.minConfidence) {
    reason = `confidence ${amount(confidence)} is below min_confidence ${options.minConfidence}`;
  } else if (!affordable(cost, budget)) {
    reason = `cost ${amount(cost)} is above the whole budget ${amount(budget)}`;
  } else if (returns.best <= 0) {
    // Worst ≤ med ≤ best: it would lower no regret and cost money.
    reason = `returns at most ${amount(returns.best)} in the best scenario${options.confidencePenalty ? ", after the confidence penalty" : ""}`;
  }
  return { candidate, returns, reason };
}

function toPortfolio(screened: readonly Screened[], budget: number, minWorst: number | null): Portfolio {
  const column = (value: (item: Screened) => number): Float64Array => Float64Array.from(screened, value);
  return {
    ids: screened.map(({ candidate }) => candidate.initiativeId),
    cost: column(({ candidate }) => candidate.cost),
    returns: {
      best: column(({ returns }) => returns.best),
      med: column(({ returns }) => returns.med),
      worst: column(({ returns }) => returns.worst),
    },
    budget,
    minWorst,
  };
}

/**
 * The portfolio that is least sorry in its worst scenario: R_s is the candidate's effective return in scenario s, V_s the largest
 * Σ x R_s of any portfolio within the constraints, and the choice minimises max over s of V_s − Σ x R_s (Savage 1951; Kouvelis & Yu
 * 1997). The constraints, of the choice and of V_s alike: Σ x cost ≤ budget and Σ x R_worst ≥ `min_portfolio_worst_return`.
 *
 * Among portfolios of equal regret the cheapest is chosen, as far as the solver's arithmetic tells them apart; and no candidate
 * can be exchanged for one of the same cost and a smaller id at the same regret. The order of the candidates never matters.
 * Throws `solve/infeasible`, and `solve/unverified` where the solver's answer fails the checks.
 */
export const minimaxRegret: AllocationRule<MinimaxRegretOptions> = {
  options,
  choose: async (candidates, budget, options, solver) => {
    const screened = candidates
      .toSorted((a, b) => compareIds(a.initiativeId, b.initiativeId))
      .map((candidate) => screen(candidate, budget, options));
    const open = screened.filter(({ reason }) => reason === null);
    const portfolio = toPortfolio(open, budget, options.minPortfolioWorstReturn);
    const { chosen, optima, warnings } = await minimiseRegret(portfolio, solver);
    const reached = scenarioReturns(portfolio, chosen);
    const why = whyNotChosen(portfolio, chosen, optima);
    const position = new Map(portfolio.ids.map((id, i) => [id, i]));
    return {
      selected: portfolio.ids.filter((_, i) => chosen[i] === 1),
      explanation: {
        scenarioOptima: optima,
        regrets: Object.fromEntries(
          scenarios.map((scenario) => [scenario, Math.max(0, optima[scenario] - reached[scenario])]),
        ) as unknown as Returns, // one entry a scenario
        objective: largestRegret(optima, reached),
        excluded: screened.flatMap(({ candidate: { initiativeId }, reason }) => {
          if (reason !== null) return [{ initiativeId, reason }];
          const i = position.get(initiativeId)!; // every open candidate is in the portfolio
          return chosen[i] === 1 ? [] : [{ initiativeId, reason: why(i) }];
        }),
        warnings,
      },
    };
  },
};
