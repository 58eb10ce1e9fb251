import { ImpactError, type SolveOptions, type Solver } from "@ie/contracts";
import { improve } from "./local-search.ts";
import { openOf, valuesOf } from "./open.ts";
import { isFeasible, type Problem, type Shares } from "./problem.ts";
import { bestMeritProgram, ceilingOf, meritAt, unitsOf } from "./program.ts";
import { solveOpen, unverified } from "./solve-open.ts";
import { meritOf, type Stage } from "./stage.ts";

/** Returns by which a solver's own tolerances, about 1e-8 in a scaled row, may make it miss. */
export function arithmetic(problem: Problem): number {
  return 1e-7 * unitsOf(problem).returns * Math.max(1, Math.sqrt(problem.ids.length));
}

export interface Solved {
  readonly shares: Shares;
  /** Currency, by our own sums. */
  readonly merit: number;
  /** No portfolio's merit is above it; at least `merit`. */
  readonly bound: number;
  readonly optimal: boolean;
  readonly solver: string | null;
}

/** The better of two portfolios; the first of equal ones. */
function better(stage: Stage, a: Shares, b: Shares): Shares {
  return meritOf(stage, b) > meritOf(stage, a) ? b : a;
}

/** The best of those that are feasible; null of none. */
function bestOf(stage: Stage, known: readonly Shares[]): Shares | null {
  return known
    .filter((shares) => isFeasible(stage.problem, shares))
    .reduce<Shares | null>((best, shares) => (best === null ? shares : better(stage, best, shares)), null);
}

/** A gap is a share of returns: where the program's objective is a regret, that of the largest goal. */
function gapsOf({ problem, rows }: Stage, { relativeGap, ...options }: SolveOptions): SolveOptions {
  if (relativeGap === undefined) return options;
  const largestGoal = rows.length > 1 ? Math.max(...rows.map(({ goal }) => Math.abs(goal))) : 0;
  if (largestGoal === 0) return { ...options, relativeGap };
  return { ...options, absoluteGap: (relativeGap * largestGoal) / unitsOf(problem).returns };
}

/**
 * The portfolio of largest merit; null where none is feasible. It stands after three looks: it is feasible by our own sums, it
 * is as good as claimed, and no addition, removal or exchange of one candidate from it, nor the portfolio so reached from the best
 * feasible one of `rivals`, is better. A gain within what the solver claims to have proved, or its arithmetic, is taken; a larger one
 * throws `solve/unverified`.
 */
export async function solveVerified(
  stage: Stage,
  solver: Solver,
  rivals: readonly Shares[],
  options: SolveOptions = {},
): Promise<Solved | null> {
  const { problem, name } = stage;
  const open = openOf(problem);
  const rival = bestOf(stage, rivals);
  const known = rival === null ? null : improve(stage, rival);
  if (open.columns.length === 0 && open.excess.length === 0) {
    if (!isFeasible(problem, open.taken)) return null;
    const merit = meritOf(stage, open.taken);
    return { shares: open.taken, merit, bound: merit, optimal: true, solver: null };
  }

  const ceiling = stage.rows.length > 1 ? ceilingOf(stage) : 0; // one row has no θ to measure
  const program = bestMeritProgram(stage, open, ceiling);
  const tolerance = arithmetic(problem);
  const start = known === null ? null : valuesOf(problem, open, known);
  const theta = stage.rows.length > 1 && start !== null ? [ceiling - meritOf(stage, known!)] : [];
  const warm =
    start === null
      ? {}
      : {
          start: Float64Array.from([...start, ...theta.map((value) => Math.max(0, value) / unitsOf(problem).returns)]),
        };
  const answer = await solveOpen(stage, open, program, solver, { ...gapsOf(stage, options), ...warm });
  if (answer instanceof ImpactError) throw answer;
  if (answer === "infeasible") {
    if (known !== null) throw unverified(name, solver, "calls a program infeasible that has a solution");
    return null;
  }
  const { optimal } = answer;
  const reached = meritOf(stage, answer.shares);
  const objective = program.objective.reduce((sum, value, k) => sum + value * answer.values[k]!, 0);
  const claim = meritAt(stage, open, ceiling, objective);
  if (Math.abs(claim - reached) > tolerance) {
    throw unverified(name, solver, `claims ${claim} where its portfolio has ${reached}`);
  }
  const improved = improve(stage, answer.shares);
  const shares = known === null ? improved : better(stage, improved, known);
  const merit = meritOf(stage, shares);
  const proved = answer.bound === null ? (optimal ? reached : Infinity) : meritAt(stage, open, ceiling, answer.bound);
  if (merit > proved + tolerance) {
    throw unverified(name, solver, `misses a portfolio that is better by ${merit - reached}`);
  }
  const bound = Math.min(proved, proved === Infinity ? ceilingOf(stage) : Infinity);
  return {
    shares,
    merit,
    bound: bound - merit <= tolerance && optimal ? merit : Math.max(merit, bound),
    optimal,
    solver: answer.solver,
  };
}
