import { ImpactError } from "@ie/contracts";
import type { Problem } from "../portfolio/problem.ts";
import { solveVerified } from "../portfolio/solve-verified.ts";
import { largest } from "../portfolio/stage.ts";
import { amount } from "./amount.ts";
import type { Ask } from "./decision.ts";
import type { Model } from "./model.ts";

/** Constraints beyond which the search for the ones at odds would take too long. */
const mostConstraints = 60;

/** Whether any portfolio keeps all of `problem` but its least worst return. */
async function possible(problem: Problem, ask: Ask): Promise<boolean> {
  const stage = largest("feasibility", { ...problem, minWorst: null }, problem.worst);
  return (await solveVerified(stage, ask.solver, [], ask.limits)) !== null;
}

/** Leaves out each limit in turn for good where the rest stays impossible (Chinneck & Dravnieks 1991). */
async function atOdds(problem: Problem, ask: Ask): Promise<Problem> {
  let core: Problem = { ...problem, minWorst: null };
  for (const limit of problem.limits) {
    const less = { ...core, limits: core.limits.filter((other) => other !== limit) };
    if (!(await possible(less, ask))) core = less;
  }
  return core;
}

/** Why no portfolio keeps the constraints, as an error that names those at odds. */
export async function infeasible({ problem, reasons }: Model, ask: Ask): Promise<ImpactError> {
  const { ids, cost, budget, least, fixed, minWorst } = problem;
  const error = (what: string, hint: string, facts: Readonly<Record<string, unknown>>): ImpactError =>
    new ImpactError({ code: "solve/infeasible", who: ask.rule, what, hint, facts });
  const must = ids.filter((_, i) => fixed[i] === 1);
  const mandatory = cost.reduce((sum, value, i) => sum + (fixed[i] === 1 ? value * least[i]! : 0), 0);
  if (mandatory > budget) {
    const needed = `the mandatory ${must.join(", ")} cost ${amount(mandatory)}, above the budget ${amount(budget)}`;
    return error(needed, "raise the budget, or make fewer mandatory", { constraint: "mandatory", mandatory: must });
  }
  if (minWorst !== null && (await possible(problem, ask))) {
    const stage = largest("largest worst return", { ...problem, minWorst: null }, problem.worst);
    const solved = await solveVerified(stage, ask.solver, [], ask.limits);
    const largestWorst = solved === null ? -Infinity : solved.merit;
    return error(
      `no portfolio reaches a worst return of ${minWorst}`,
      `the largest within the budget${problem.limits.length > 0 || must.length > 0 ? " and the constraints" : ""} is ${amount(largestWorst)}; lower min_portfolio_worst_return or raise the budget`,
      { constraint: "min_portfolio_worst_return", minWorst, largestWorst },
    );
  }
  const few = problem.limits.length <= mostConstraints;
  const core = few ? await atOdds(problem, ask) : problem;
  const names = core.limits.map(({ name }) => name);
  const loose = { ...core, budget: core.cost.reduce((sum, value) => sum + value, 0) };
  if (!few || (await possible(loose, ask))) names.push(`the budget ${amount(budget)}`);
  if (must.length > 0) names.push(`mandatory ${must.join(", ")}`);
  const involved = new Set(core.limits.flatMap(({ columns }) => [...columns]));
  const out = ids.flatMap((id, i) => (involved.has(i) && reasons[i] !== null ? [`${id} (${reasons[i]})`] : []));
  if (out.length > 0)
    names.push(`that these are left out: ${out.slice(0, 10).join(", ")}${out.length > 10 ? ", …" : ""}`);
  return error(`no portfolio keeps ${names.join(" and ")}`, names.length === 1 ? "loosen it" : "loosen one of them", {
    constraints: names,
  });
}
