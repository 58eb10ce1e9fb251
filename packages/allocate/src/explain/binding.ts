import type { BindingConstraint } from "@ie/contracts";
import { reachedIn, total, type Problem } from "../portfolio/problem.ts";
import { arithmetic } from "../portfolio/solve-verified.ts";
import { bestUnder } from "./best-under.ts";
import type { Case } from "./case.ts";

/** Constraints beyond which only the slack is looked at. */
const mostAsked = 12;

interface Constraint {
  readonly name: string;
  readonly slack: number;
  /** The problem without it. */
  readonly without: Problem;
}

function constraintsOf({ model: { problem, rich }, decision: { shares } }: Case): readonly Constraint[] {
  const { budget, cost, limits, minWorst, worst } = problem;
  const everything = cost.reduce((sum, value) => sum + value, 0);
  return [
    {
      name: `budget ${budget}`,
      slack: budget - total(cost, shares),
      without: { ...rich, budget: Math.max(budget, everything) },
    },
    ...(minWorst === null
      ? []
      : [
          {
            name: `min_portfolio_worst_return ${minWorst}`,
            slack: total(worst, shares) - minWorst,
            without: { ...problem, minWorst: null },
          },
        ]),
    ...limits.map((limit) => {
      const reached = reachedIn(limit, shares);
      const slack = Math.min(reached - (limit.lower ?? -Infinity), (limit.upper ?? Infinity) - reached);
      return { name: limit.name, slack, without: { ...problem, limits: limits.filter((other) => other !== limit) } };
    }),
  ];
}

/** The constraints without which, one at a time, the objective were better; of many, those without slack. */
export async function binding(given: Case): Promise<readonly BindingConstraint[]> {
  const { decision, model } = given;
  const constraints = constraintsOf(given);
  const found: BindingConstraint[] = [];
  for (const { name, slack: left, without } of constraints) {
    const slack = Math.max(0, left);
    if (constraints.length > mostAsked) {
      if (slack <= 1e-9) found.push({ constraint: name, slack, gain: null });
      continue;
    }
    const best = await bestUnder(given, without);
    const gain = best === null ? 0 : best.merit - decision.merit;
    if (gain > 4 * arithmetic(model.problem)) found.push({ constraint: name, slack, gain });
  }
  return found;
}
