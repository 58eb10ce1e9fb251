import { ImpactError, type NextBudget } from "@ie/contracts";
import { openOf } from "../portfolio/open.ts";
import { atBudget, reachedIn, total, type Problem, type Shares } from "../portfolio/problem.ts";
import { bestMeritProgram, ceilingOf, cheapestProgram, meritAt } from "../portfolio/program.ts";
import { solveOpen } from "../portfolio/solve-open.ts";
import { arithmetic } from "../portfolio/solve-verified.ts";
import type { Stage } from "../portfolio/stage.ts";
import { bestUnder } from "./best-under.ts";
import type { Case } from "./case.ts";

/** The cheapest portfolio whose merit in a stage reaches `merit`; null where none does. */
async function cheapest({ ask, model: { rich } }: Case, stage: Stage, merit: number): Promise<Shares | null> {
  const everything = rich.cost.reduce((sum, value) => sum + value, 0);
  const largestReturn = Math.max(rich.largestReturn, stage.problem.largestReturn);
  const problem = { ...rich, largestReturn, budget: Math.max(rich.budget, everything) };
  const free = { ...stage, problem };
  const open = openOf(problem);
  const answer = await solveOpen(free, open, cheapestProgram(free, merit, open), ask.solver, ask.limits);
  if (answer instanceof ImpactError) throw answer;
  return answer === "infeasible" ? null : answer.shares;
}

/** Lines added to stages that promise more than the rule's own value, before the answer is given up. */
const mostLines = 100;

/** The least budget at which the rule's own value reaches `merit`; null where none does or it was not found. */
async function leastBudget(given: Case, merit: number): Promise<number | null> {
  const { decision, model } = given;
  let { stages } = decision;
  for (let lines = 0; lines <= mostLines; lines++) {
    let best: { readonly shares: Shares; readonly cost: number } | null = null;
    for (const stage of stages) {
      const shares = await cheapest(given, stage, merit);
      if (shares === null) continue;
      const cost = total(model.problem.cost, shares);
      if (best === null || cost < best.cost) best = { shares, cost };
    }
    if (best === null) return null;
    if (decision.line === undefined || decision.valueOf(best.shares) >= merit - arithmetic(model.problem))
      return best.cost;
    const row = decision.line(best.shares);
    stages = stages.map((stage) => ({ ...stage, rows: [...stage.rows, row] }));
  }
  return null;
}

/** A budget found by trial is at most this share above the least. */
const precision = 1e-7;

/** As {@link leastBudget} where caps are shares of the budget and so rise with it: bisection, as more money then forbids nothing. */
async function leastBudgetWithShares(given: Case, merit: number): Promise<number | null> {
  const { rich, problem } = given.model;
  const caps = rich.limits.filter(({ ofBudget }) => ofBudget !== undefined);
  if (caps.some(({ lower }) => lower !== null)) {
    const what = "a min_share rises with the budget";
    throw new ImpactError({ code: "solve/unverified", who: given.ask.rule, what, hint: "see the frontier" });
  }
  /** What the best portfolio within a budget needs itself; null where it is not good enough. */
  const needed = async (budget: number): Promise<number | null> => {
    const best = await bestUnder(given, atBudget(rich, budget));
    if (best === null || best.merit < merit - arithmetic(problem)) return null;
    const parts = caps.map((cap) => (cap.ofBudget! > 0 ? reachedIn(cap, best.shares) / cap.ofBudget! : 0)); // filtered above
    return Math.max(total(rich.cost, best.shares), ...parts);
  };
  const everything = rich.cost.reduce((sum, value) => sum + value, 0);
  const least = Math.min(1, ...caps.flatMap(({ ofBudget = 0 }) => (ofBudget > 0 ? [ofBudget] : [])));
  let low = problem.budget;
  let high = await needed(Math.max(low, everything / least));
  while (high !== null && high - low > precision * high) {
    const middle = (low + high) / 2;
    const need = await needed(middle);
    if (need === null) low = middle;
    else high = Math.min(need, middle);
  }
  return high;
}

/**
 * The smallest budget at which the objective is better, benchmarks unchanged, and what it buys there; null where no budget betters it.
 * Throws `solve/unverified`.
 */
export async function nextBudget(given: Case): Promise<NextBudget | null> {
  const { decision, model } = given;
  const { problem, rich } = model;
  const step = Math.max(8 * arithmetic(problem), 1e-6 * problem.largestReturn);
  const shares = rich.limits.some(({ ofBudget }) => ofBudget !== undefined);
  const budget = await (shares ? leastBudgetWithShares : leastBudget)(given, decision.merit + step);
  if (budget === null || budget <= problem.budget) return null;
  const best = await bestUnder(given, atBudget(rich, budget));
  if (best === null) return null;
  return {
    budget,
    objective: given.loss ? -best.merit : best.merit,
    price: (best.merit - decision.merit) / (budget - problem.budget),
    adds: problem.ids.filter((_, i) => best.shares[i]! > 0 && decision.shares[i] === 0),
    drops: problem.ids.filter((_, i) => best.shares[i] === 0 && decision.shares[i]! > 0),
  };
}

/** The stage's largest merit were every candidate divisible; null where the solver has none. */
async function divisible({ ask }: Case, stage: Stage, problem: Problem): Promise<number | null> {
  const within = { ...stage, problem };
  const open = openOf(problem);
  const ceiling = ceilingOf(within);
  const program = bestMeritProgram(within, open, ceiling);
  const relaxed = { ...program, integer: program.integer.map(() => false) };
  const { status, values } = await ask.solver.solve(relaxed, ask.limits);
  if (status !== "optimal") return null;
  const objective = program.objective.reduce((sum, value, k) => sum + value * values[k]!, 0);
  return meritAt(within, open, ceiling, objective);
}

/**
 * The dual value of the budget in the linear relaxation, by a difference over a thousandth of it: the relaxation's optimum is piecewise
 * linear in the budget. Null where it cannot be had.
 */
export async function marginalReturn(given: Case): Promise<number | null> {
  const { problem } = given.model;
  const [stage] = given.decision.stages;
  if (stage === undefined || problem.budget === 0) return null;
  const more = problem.budget * 1e-3;
  const { ceiling: _, ...free } = stage;
  const here = await divisible(given, free, stage.problem);
  const there = await divisible(given, free, { ...stage.problem, budget: problem.budget + more });
  return here === null || there === null ? null : Math.max(0, (there - here) / more);
}
