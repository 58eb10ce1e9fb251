import { isFeasible, type Shares } from "../portfolio/problem.ts";
import { settleTies } from "../portfolio/settle-ties.ts";
import { solveVerified, type Solved } from "../portfolio/solve-verified.ts";
import { largest, meritOf, type Stage } from "../portfolio/stage.ts";
import type { Ask, Decision } from "./decision.ts";
import { infeasible } from "./infeasible.ts";
import type { Model } from "./model.ts";

/** Feasible portfolios to start from: those known, and the model's own. */
export function starts({ problem, obvious }: Model, known: readonly Shares[]): readonly Shares[] {
  return [...known.filter((shares) => isFeasible(problem, shares)), ...obvious];
}

/** The portfolio of the largest worst return, if that is enough: a solver's own tolerance must not decide whether there is one. */
async function safest(model: Model, ask: Ask): Promise<Shares> {
  const { problem } = model;
  const stage = largest("largest worst return", { ...problem, minWorst: null }, problem.worst);
  const solved = await solveVerified(stage, ask.solver, [], ask.limits);
  if (solved === null || !isFeasible(problem, solved.shares)) throw await infeasible(model, ask);
  return solved.shares;
}

/** The best portfolio of a stage. Throws `solve/infeasible`, which names the constraints at odds, and `solve/unverified`. */
export async function askStage(model: Model, stage: Stage, ask: Ask, known: readonly Shares[]): Promise<Solved> {
  const rivals = [...known, ...starts(model, ask.known)];
  if (rivals.length === 0 && stage.problem.minWorst !== null) rivals.push(await safest(model, ask));
  const solved = await solveVerified(stage, ask.solver, rivals, ask.limits);
  if (solved === null) throw await infeasible(model, ask);
  return solved;
}

/** The decision that the last stage's answer is, ties settled. */
export async function conclude(
  model: Model,
  stage: Stage,
  solved: Solved,
  ask: Ask,
  optima: Decision["optima"],
): Promise<Decision> {
  const decision = {
    ...solved,
    stages: [stage],
    valueOf: (shares: Shares) => meritOf(stage, shares),
    optima,
    warnings: [],
  };
  if (ask.quick === true) return decision;
  const returns = [...model.scenarios.map(({ values }) => values), model.problem.worst];
  const { shares, answered } = await settleTies(stage, solved, returns, ask.solver, ask.limits);
  const warning = `${ask.solver.name}: found no answer to whether a cheaper portfolio is as good`;
  return { ...decision, shares, merit: meritOf(stage, shares), warnings: answered ? [] : [warning] };
}
