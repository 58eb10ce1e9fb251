import { ImpactError, type Solver } from "@ie/contracts";
import type { Stage } from "./goals.ts";
import { improve, meritOf } from "./local-search.ts";
import { isFeasible, type Chosen, type Portfolio } from "./portfolio.ts";
import { bestMeritProgram, claimedMerit, unitsOf, type Open } from "./program.ts";
import { coreOf, openBy, relax } from "./relaxation.ts";
import { solveOpen, unverified } from "./solve-open.ts";

/** Candidates up to which every one is left to the solver. */
const fewCandidates = 60;
/** Candidates of the core. */
const coreSize = 20;

/** Returns by which a solver's own tolerances, about 1e-8 in a scaled row, may make it miss. */
export function arithmetic(portfolio: Portfolio): number {
  return 1e-7 * unitsOf(portfolio).returns * Math.max(1, Math.sqrt(portfolio.ids.length));
}

export interface Solved {
  readonly chosen: Chosen;
  /** What remained open to the solver; every portfolio of equal merit agrees with the rest. */
  readonly open: Open;
}

/** The better of two portfolios; the first of equal ones. */
function better(stage: Stage, a: Chosen, b: Chosen): Chosen {
  return meritOf(stage, b) > meritOf(stage, a) ? b : a;
}

/**
 * Settles by bounds what can be settled without the solver: a relaxation, then a good portfolio from the small core of candidates
 * it is least sure of, then what the bound leaves open beside that portfolio.
 */
async function narrow(stage: Stage, solver: Solver, incumbent: Chosen): Promise<Solved> {
  const tolerance = arithmetic(stage.portfolio);
  const relaxation = relax(stage, meritOf(stage, incumbent));
  let known = relaxation.met === null ? incumbent : better(stage, incumbent, improve(stage, relaxation.met));
  const open = openBy(relaxation, meritOf(stage, known), tolerance);
  if (open.columns.length <= fewCandidates) return { chosen: known, open };
  const core = coreOf(relaxation, coreSize);
  const guess = await solveOpen(stage, core, bestMeritProgram(stage.portfolio, stage.goals, core), solver);
  if (!(guess instanceof ImpactError)) known = better(stage, known, improve(stage, guess.chosen));
  return { chosen: known, open: openBy(relaxation, meritOf(stage, known), tolerance) };
}

/**
 * The portfolio of largest merit. Beyond {@link fewCandidates}, only what bounds leave open goes to the solver. Its portfolio
 * stands after three looks: it is feasible by our own sums, it is as good as claimed, and no addition, removal or exchange of one
 * candidate from it, nor any portfolio so reached from the feasible `rivals`, is better. A gain within the solver's arithmetic is
 * taken, a larger one throws `solve/unverified`.
 */
export async function solveVerified(stage: Stage, solver: Solver, rivals: readonly Chosen[]): Promise<Solved> {
  const { portfolio, goals, name } = stage;
  const n = portfolio.ids.length;
  const known = rivals
    .filter((rival) => isFeasible(portfolio, rival))
    .map((rival) => improve(stage, rival))
    .reduce((a, b) => better(stage, a, b));
  const everything = { columns: Array.from({ length: n }, (_, i) => i), taken: new Uint8Array(n) };
  const narrowed = n > fewCandidates ? await narrow(stage, solver, known) : { chosen: known, open: everything };
  const { open } = narrowed;
  if (open.columns.length === 0) return narrowed;

  const tolerance = arithmetic(portfolio);
  const largestTheta = open === everything ? Infinity : Math.max(0, -meritOf(stage, narrowed.chosen)) + 2 * tolerance;
  const answer = await solveOpen(stage, open, bestMeritProgram(portfolio, goals, open, largestTheta), solver);
  if (answer instanceof ImpactError) throw answer;
  const reached = meritOf(stage, answer.chosen);
  const claim = claimedMerit(portfolio, goals, open, answer.values);
  if (Math.abs(claim - reached) > tolerance) {
    throw unverified(name, solver, `claims ${claim} where its portfolio has ${reached}`);
  }
  const chosen = better(stage, improve(stage, answer.chosen), narrowed.chosen);
  const gain = meritOf(stage, chosen) - reached;
  if (gain > tolerance) throw unverified(name, solver, `misses a portfolio that is better by ${gain}`);
  return { chosen, open };
}
