import {
  isImpactError,
  unwrap,
  userMap,
  validate,
  type AllocationRule,
  type Candidate,
  type SolutionFacts,
} from "@ie/contracts";
import {
  allOptions,
  lookUp,
  solverChain,
  withSolvers,
  type AllocateExtensions,
  type AllocateOptions,
} from "./allocate.ts";
import { checkBudget, checkCandidates } from "./check.ts";
import { limitsOf, type PortfolioOptions } from "./options/portfolio-options.ts";
import { isProved, objectiveOf } from "./explain/case.ts";
import { idsOf, total, type Shares } from "./portfolio/problem.ts";
import type { Ask } from "./rules/decision.ts";
import type { PortfolioRule } from "./rules/define-rule.ts";
import { rules as builtInRules } from "./rules/index.ts";
import { solvers as builtInSolvers } from "./solvers/index.ts";

export interface FrontierOptions extends Omit<AllocateOptions, "explain" | "clock"> {
  /** Shares of the budget at which to choose. Default 0.5, 0.55, …, 1.5. */
  readonly shares?: readonly number[];
}

/** What a rule chooses at one budget. Amounts in currency. */
export interface FrontierPoint {
  readonly budget: number;
  /** Null where no portfolio keeps the constraints at this budget. */
  readonly selected: readonly string[] | null;
  readonly cost: number | null;
  readonly objective: number | null;
  /** Of the selection, in each scenario. */
  readonly returns: Readonly<Record<string, number>>;
  /** V* by scenario, where the rule uses it. */
  readonly optima: Readonly<Record<string, number>> | null;
  readonly status: SolutionFacts["status"] | "infeasible";
}

const steps: readonly number[] = Array.from({ length: 21 }, (_, k) => 0.5 + k / 20);

function isPortfolioRule(rule: AllocationRule<unknown>): rule is PortfolioRule<PortfolioOptions> {
  return "decide" in rule;
}

async function pointAt(
  rule: AllocationRule<unknown>,
  candidates: readonly Candidate[],
  budget: number,
  options: unknown,
  ask: Ask,
): Promise<FrontierPoint & { readonly portfolio?: Shares }> {
  if (!isPortfolioRule(rule)) {
    const { selected, explanation } = await rule.choose(candidates, budget, options, ask.solver);
    const cost = candidates.reduce((sum, item) => sum + (selected.includes(item.initiativeId) ? item.cost : 0), 0);
    const status = explanation.solution?.status ?? "heuristic";
    return { budget, selected, cost, objective: explanation.objective, returns: {}, optima: null, status };
  }
  const [{ problem, scenarios }, decision] = await rule.decide(candidates, budget, options as PortfolioOptions, ask);
  const { shares, optima, merit } = decision;
  return {
    budget,
    selected: idsOf(problem, shares),
    cost: total(problem.cost, shares),
    objective: objectiveOf(rule, merit),
    returns: userMap(scenarios.map(({ name, values }) => [name, total(values, shares)])),
    optima: optima === null ? null : userMap(optima),
    status: decision.stages.length === 0 ? "heuristic" : isProved(decision) ? "optimal" : "feasible",
    portfolio: shares,
  };
}

/**
 * The selection at each of many budgets, every solve starting from the portfolios of the smaller budgets. A rule
 * of one's own is asked anew at each. Throws as `allocate` does, but for budgets at which nothing is feasible.
 */
export async function frontier(
  candidates: readonly Candidate[],
  { budget, rule = "minimax_regret", solver, signal, shares = steps, ...given }: FrontierOptions,
  { rules = builtInRules, solvers = builtInSolvers }: AllocateExtensions = {},
): Promise<readonly FrontierPoint[]> {
  const chosen: AllocationRule<unknown> = lookUp(rules, "rule", rule);
  const options = unwrap(validate(chosen.options, allOptions(given)), rule, "config/invalid");
  checkBudget(budget);
  checkCandidates(candidates);
  const points: FrontierPoint[] = [];
  // The larger budget keeps what the smaller kept, unless a limit is a share of the budget; what breaks one is not started from.
  const known: Shares[] = [];
  for (const share of shares) {
    const amount = Number((budget * share).toPrecision(12));
    const empty = { budget: amount, selected: null, cost: null, objective: null, returns: {}, optima: null };
    try {
      const { choice } = await withSolvers(solverChain(solvers, solver), signal, rule, (own) =>
        pointAt(chosen, candidates, amount, options, {
          rule,
          solver: own,
          limits: limitsOf(options, candidates.length),
          known,
        }),
      );
      const { portfolio, ...point } = choice;
      points.push(point);
      if (portfolio !== undefined) known.push(portfolio);
    } catch (error) {
      if (!isImpactError(error) || error.code !== "solve/infeasible") throw error;
      points.push({ ...empty, status: "infeasible" });
    }
  }
  return points;
}
