import { ImpactError, type Returns, type Solver } from "@ie/contracts";
import { returnIn, type Stage } from "./goals.ts";
import { improve, meritOf, takeByEfficiency } from "./local-search.ts";
import { returnRounding, scenarioReturns, scenarios, total, type Chosen, type Portfolio } from "./portfolio.ts";
import { cheapestProgram } from "./program.ts";
import { solveOpen, unverified } from "./solve-open.ts";
import { arithmetic, solveVerified, type Solved } from "./solve-verified.ts";

export interface LeastRegret {
  readonly chosen: Chosen;
  /** V_s. */
  readonly optima: Returns;
  readonly warnings: readonly string[];
}

/** The cheapest portfolio of the same merit, as far as the solver tells; null where it gives none. */
async function cheapestOfEqual(stage: Stage, { chosen, open }: Solved, solver: Solver): Promise<Chosen | null> {
  const { portfolio, goals } = stage;
  if (open.columns.length === 0) return chosen;
  const merit = meritOf(stage, chosen);
  const program = cheapestProgram(portfolio, goals, -merit, open);
  const answer = await solveOpen(stage, open, program, solver);
  if (answer instanceof ImpactError) return null;
  const cheaper = improve(stage, answer.chosen);
  const equal = meritOf(stage, cheaper) >= merit - returnRounding(portfolio);
  return equal && total(portfolio.cost, cheaper) < total(portfolio.cost, chosen) ? cheaper : chosen;
}

/**
 * The portfolio whose largest regret over the scenarios is least (Savage 1951; as an integer program, Kouvelis & Yu 1997):
 * V_s = max Σ x R_s, then min θ with θ ≥ V_s − Σ x R_s for each s, all within the budget and the least worst return; x binary.
 * Every number returned is summed from the portfolio, never taken from the solver.
 * Throws `solve/infeasible`, or `solve/unverified` where the solver's answer does not stand.
 */
export async function minimiseRegret(portfolio: Portfolio, solver: Solver): Promise<LeastRegret> {
  const { minWorst, returns } = portfolio;
  const nothing = new Uint8Array(portfolio.ids.length);
  const quick = [nothing, ...scenarios.map((scenario) => takeByEfficiency(portfolio, returns[scenario]))];
  const optimum = async (scenario: keyof Returns, within: Portfolio, rivals: readonly Chosen[]): Promise<Chosen> => {
    const stage = { name: `best portfolio of scenario ${scenario}`, portfolio: within, goals: returnIn(scenario) };
    return (await solveVerified(stage, solver, rivals)).chosen;
  };

  const safest = await optimum("worst", { ...portfolio, minWorst: null }, quick);
  const largestWorst = total(returns.worst, safest);
  if (minWorst !== null && largestWorst < minWorst - returnRounding(portfolio)) {
    throw new ImpactError({
      code: "solve/infeasible",
      who: "minimax_regret",
      what: `no portfolio reaches a worst return of ${minWorst}`,
      hint: `the largest within the budget is ${largestWorst}; lower min_portfolio_worst_return or raise the budget`,
      facts: { minWorst, largestWorst },
    });
  }
  const best = await optimum("best", portfolio, [safest, ...quick]);
  const med = await optimum("med", portfolio, [best, safest, ...quick]);
  const optima = { best: total(returns.best, best), med: total(returns.med, med), worst: largestWorst };

  const stage = { name: "least regret", portfolio, goals: optima };
  const least = await solveVerified(stage, solver, [best, med, safest, ...quick]);
  const reached = scenarioReturns(portfolio, least.chosen);
  const beaten = scenarios.find((scenario) => reached[scenario] > optima[scenario] + arithmetic(portfolio));
  if (beaten !== undefined) {
    throw unverified(`best portfolio of scenario ${beaten}`, solver, "is beaten by the portfolio of least regret");
  }
  const cheapest = await cheapestOfEqual(stage, least, solver);
  return {
    chosen: cheapest ?? least.chosen,
    optima,
    warnings:
      cheapest === null ? [`${solver.name}: found no answer to whether a cheaper portfolio has the same regret`] : [],
  };
}
