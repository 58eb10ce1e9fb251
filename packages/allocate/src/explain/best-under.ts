import { ImpactError, type LinearConstraint } from "@ie/contracts";
import { openOf } from "../portfolio/open.ts";
import type { Problem, Shares } from "../portfolio/problem.ts";
import { bestMeritProgram, ceilingOf } from "../portfolio/program.ts";
import { cutOff, solveOpen } from "../portfolio/solve-open.ts";
import { arithmetic, solveVerified } from "../portfolio/solve-verified.ts";
import { meritOf, type Stage } from "../portfolio/stage.ts";
import type { Case } from "./case.ts";

export interface Found {
  readonly shares: Shares;
  readonly merit: number;
}

/** Lines added to stages that lie above the rule's own value, before what was found is taken as it is. */
const mostLines = 100;

/** Stages under another problem; regrets beyond the benchmarks count, so that what would be better is seen as better. */
function under(stage: Stage, problem: Problem): Stage {
  const largestReturn = Math.max(problem.largestReturn, stage.problem.largestReturn);
  const { ceiling: _, ...rest } = stage;
  return { ...rest, problem: { ...problem, largestReturn } };
}

/** What asks each of the decision's stages, and adds lines until the best of their answers is worth what its stage says. */
async function bestOver(
  { decision }: Case,
  problem: Problem,
  answer: (stage: Stage) => Promise<Shares | null>,
): Promise<Found | null> {
  let stages = decision.stages.map((stage) => under(stage, problem));
  for (let lines = 0; ; lines++) {
    let best: (Found & { readonly stage: Stage }) | null = null;
    for (const stage of stages) {
      const shares = await answer(stage);
      if (shares === null) continue;
      const merit = meritOf(stage, shares);
      if (best === null || merit > best.merit) best = { shares, merit, stage };
    }
    if (best === null) return null;
    const value = decision.valueOf(best.shares);
    if (decision.line === undefined || best.merit - value <= arithmetic(best.stage.problem) || lines >= mostLines) {
      return { shares: best.shares, merit: value };
    }
    const row = decision.line(best.shares);
    stages = stages.map((stage) => ({ ...stage, rows: [...stage.rows, row] }));
  }
}

/** The best portfolio by the decision's stages, benchmarks unchanged, of another problem; null where none is feasible. */
export function bestUnder(given: Case, problem: Problem): Promise<Found | null> {
  const { ask, decision } = given;
  return bestOver(given, problem, async (stage) => {
    const solved = await solveVerified(stage, ask.solver, [decision.shares], ask.limits);
    return solved?.shares ?? null;
  });
}

/** The best portfolio but those given, told apart by whom they fund; null where there is none. Throws `solve/unverified`. */
export function bestBut(given: Case, known: readonly Shares[]): Promise<Found | null> {
  const { problem } = given.model;
  const open = openOf(problem);
  const cuts: readonly LinearConstraint[] = known.map((shares) =>
    cutOff(open.columns.map((i) => Math.ceil(shares[i]!))),
  );
  return bestOver(given, problem, async (stage) => {
    const program = bestMeritProgram(stage, open, ceilingOf(stage));
    const answer = await solveOpen(
      stage,
      open,
      { ...program, constraints: [...program.constraints, ...cuts] },
      given.ask.solver,
      given.ask.limits,
    );
    if (answer instanceof ImpactError) throw answer;
    return answer === "infeasible" ? null : answer.shares;
  });
}
