import { ImpactError, type SolveOptions, type Solver } from "@ie/contracts";
import { improve } from "./local-search.ts";
import { openOf, type Open } from "./open.ts";
import { isFeasible, returnRounding, total, type Problem, type Shares } from "./problem.ts";
import { cheapestProgram } from "./program.ts";
import { solveOpen } from "./solve-open.ts";
import { arithmetic, type Solved } from "./solve-verified.ts";
import { meritOf, type Stage } from "./stage.ts";

/** Candidates up to which solvers look for portfolios of equal merit; beyond, exchanges of one candidate do. */
const mostAsked = 400;
/** Likewise for portfolios of equal merit and cost. */
const mostNamed = 60;
/** Ids decided by one program: their weights are powers of two, and a solver tells 2¹⁰ from 1. */
const idsAtOnce = 10;

/** max Σ 2^−k over the k-th of the open candidates `from` … with merit at least `merit`: the smallest ids of equal portfolios. */
function smallestIdsProgram(stage: Stage, merit: number, open: Open): ReturnType<typeof cheapestProgram> {
  const program = cheapestProgram(stage, merit, open);
  const objective = program.objective.map((_, k) => (k < Math.min(idsAtOnce, open.columns.length) ? 2 ** -k : 0));
  return { ...program, direction: "maximise", objective };
}

/** The first in the order of ids among the portfolios of equal merit and cost. */
async function smallestIds(stage: Stage, start: Shares, solver: Solver, options: SolveOptions): Promise<Shares> {
  const merit = meritOf(stage, start);
  const fixed = stage.problem.fixed.slice();
  const budget = total(stage.problem.cost, start);
  let shares = start;
  for (;;) {
    const problem: Problem = { ...stage.problem, fixed, budget };
    const narrowed = { ...stage, problem };
    const open = openOf(problem);
    if (open.columns.length === 0) return shares;
    const answer = await solveOpen(narrowed, open, smallestIdsProgram(narrowed, merit, open), solver, options);
    if (answer instanceof ImpactError || answer === "infeasible") return shares;
    const equal = meritOf(stage, answer.shares) >= merit - returnRounding(problem);
    if (equal && isFeasible(problem, answer.shares)) shares = answer.shares;
    for (const i of open.columns.slice(0, idsAtOnce)) fixed[i] = shares[i]! > 0 ? 1 : 0;
  }
}

/** Whether i costs no more than j, returns no less in any scenario, and is better in something. */
function dominates(cost: Float64Array, returns: readonly Float64Array[], i: number, j: number): boolean {
  if (cost[i]! > cost[j]! || returns.some((values) => values[i]! < values[j]!)) return false;
  return cost[i]! < cost[j]! || returns.some((values) => values[i]! > values[j]!);
}

/** Exchanges funded candidates for unfunded ones that dominate them, where the limits and the merit allow. */
function withoutDominated(stage: Stage, returns: readonly Float64Array[], start: Shares): Shares {
  const { problem } = stage;
  const merit = meritOf(stage, start) - returnRounding(problem);
  const shares = start.slice();
  for (let j = 0; j < shares.length; j++) {
    if (shares[j] === 0 || problem.fixed[j] === 1) continue;
    for (let i = 0; i < shares.length; i++) {
      if (shares[i] !== 0 || problem.fixed[i] === 0 || !dominates(problem.cost, returns, i, j)) continue;
      const other = shares.with(i, shares[j]!).with(j, 0);
      if (!isFeasible(problem, other) || meritOf(stage, other) < merit) continue;
      shares.set(other);
      j = -1; // what left may in turn replace another
      break;
    }
  }
  return shares;
}

/**
 * Of the portfolios of equal merit the cheapest, then the first by ids, none holding a candidate that another dominates (no dearer,
 * no worse in any of `returns`). `answered` is false where the solver could not say whether there is a cheaper one.
 */
export async function settleTies(
  stage: Stage,
  solved: Solved,
  returns: readonly Float64Array[],
  solver: Solver,
  options: SolveOptions = {},
): Promise<{ readonly shares: Shares; readonly answered: boolean }> {
  const { problem } = stage;
  const open = openOf(problem);
  let { shares } = solved;
  const proved = solved.optimal && solved.bound - solved.merit <= 4 * arithmetic(problem); // within a gap asked for, equals say nothing
  if (!proved || open.columns.length === 0 || problem.ids.length > mostAsked) return { shares, answered: true };
  const { merit } = solved;
  const answer = await solveOpen(stage, open, cheapestProgram(stage, merit, open), solver, options);
  const answered = !(answer instanceof ImpactError);
  if (!(answer instanceof ImpactError) && answer !== "infeasible") {
    const cheaper = improve(stage, answer.shares);
    const equal = meritOf(stage, cheaper) >= merit - returnRounding(problem);
    if (equal && total(problem.cost, cheaper) < total(problem.cost, shares)) shares = cheaper;
  }
  const whole = open.excess.length === 0;
  if (whole && open.columns.length <= mostNamed) shares = await smallestIds(stage, shares, solver, options);
  return { shares: withoutDominated(stage, returns, shares), answered };
}
