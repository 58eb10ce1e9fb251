import { explainInfeasible } from "./explain-infeasible.ts";
import { infeasible } from "./fault.ts";
import { problemAt, type Model } from "./model.ts";
import type { Problem } from "./problem.ts";
import { reachOf } from "./reach.ts";
import type { Settings } from "./read-options.ts";
import { attempt, solve, type Solved } from "./solve.ts";

/** A solved question: the problem at the budget found, and the goal's own value and bound. */
export interface Reached {
  readonly problem: Problem;
  readonly solved: Solved;
  readonly objective: number;
  readonly bound: number;
  readonly nodes: number;
}

const sumOf = (x: Float64Array): number => x.reduce((sum, at) => sum + at, 0);

/** Most response, less `price` a unit of spend, times `factor`. */
export function mostResponse(model: Model, settings: Settings, price: number, factor: number): Reached {
  const { budget, atMost } = settings;
  const problem = problemAt(model, atMost ? 0 : budget!, budget ?? Infinity, price);
  const solved = solve(model, problem, settings);
  return { problem, solved, objective: factor * solved.value, bound: factor * solved.bound, nodes: solved.nodes };
}

/** Least and largest sum of spends within the limits and the budget. Throws `solve/infeasible` with the limits that clash. */
function spendRange(model: Model, budget: number | null): readonly [least: number, most: number] {
  const problem = problemAt(model, 0, budget ?? Infinity, 0);
  const [least, most] = [new Float64Array(problem.groups.length), new Float64Array(problem.groups.length)];
  if (!reachOf(problem.groups, problem, least, most)) throw explainInfeasible(model, problem);
  return [least[0]!, most[0]!];
}

/**
 * The largest spend at which value × response is `atLeast` times the spend. The best response V(B) never falls with B, so that no
 * spend between value·V(B)/atLeast and B can do it: B ← value·(bound on V(B))/atLeast falls to the largest one that can.
 */
export function largestSpendAtRoas(model: Model, settings: Settings, atLeast: number): Reached {
  const { budget, value } = settings;
  const [, whole] = spendRange(model, budget);
  let cap = whole;
  let nodes = 0;
  let tried = "no spend is left within the limits";
  let highest = 0;
  for (let pass = 0; cap >= 1e-9 * whole && pass <= 1000; pass++) {
    const problem = problemAt(model, 0, cap, 0);
    const solved = attempt(model, problem, settings);
    if (solved === null) {
      if (pass === 0) throw explainInfeasible(model, problem);
      break;
    }
    nodes += solved.nodes;
    const spend = sumOf(solved.x);
    // Spend that adds nothing is no spend: the plan itself may reach the target below the cap.
    const next = (value * solved.bound) / atLeast;
    const good = value * solved.value >= atLeast * spend * (1 - 1e-9) && spend > 0;
    if (good && (spend >= cap * (1 - 1e-9) || next >= cap * (1 - 1e-12) || pass >= 500)) {
      // Money that the best plan leaves would only buy less: more of it, up to the cap, is no better answer.
      const wasted = spend < cap && solved.bound - solved.value <= 1e-6 * solved.value;
      return { problem, solved, objective: spend, bound: wasted ? spend : Math.max(cap, spend), nodes };
    }
    const reached = (value * solved.value) / spend;
    if (reached > highest) {
      highest = reached;
      tried = `the most that was seen is ${reached}, at a spend of ${spend}`;
    }
    cap = Math.min(next, cap);
  }
  throw infeasible(`no plan returns ${atLeast} times its spend; ${tried}`, "lower atLeast", { atLeast });
}

/** The cheapest plan with a response of at least `target`: bisection on the budget, each side proved. */
export function leastSpend(model: Model, settings: Settings, target: number): Reached {
  const { budget } = settings;
  const search = { ...settings, tolerance: Math.min(settings.tolerance, 1e-10) };
  let nodes = 0;
  const at = (spend: number): { problem: Problem; solved: Solved | null } => {
    const problem = problemAt(model, 0, spend, 0);
    const solved = attempt(model, problem, search);
    nodes += solved?.nodes ?? 0;
    return { problem, solved };
  };
  let [below, above] = spendRange(model, budget);
  let proved = below;
  let { problem, solved } = at(above);
  if (solved === null) throw explainInfeasible(model, problem);
  if (solved.value < target)
    throw infeasible(
      `a response of ${target} is out of reach; ${above} brings ${solved.value}`,
      budget === null ? "lower the target" : "raise the budget or lower the target",
      { target, reachable: solved.value },
    );
  let middle = below;
  for (let pass = 0; pass < 100 && above - below > 1e-10 * above; pass++) {
    const tried = at(middle);
    if (tried.solved !== null && tried.solved.value >= target) {
      ({ problem, solved } = { problem: tried.problem, solved: tried.solved });
      above = middle;
    } else {
      below = middle;
      if (tried.solved === null || tried.solved.bound < target) proved = middle;
    }
    middle = below > 0 && above > 4 * below ? Math.sqrt(below * above) : below + (above - below) / 2;
  }
  const spend = sumOf(solved.x);
  return { problem, solved, objective: spend, bound: Math.min(proved, spend), nodes };
}
