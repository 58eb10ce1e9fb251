import {
  ImpactError,
  type LinearConstraint,
  type LinearProgram,
  type LinearSolution,
  type SolveOptions,
  type Solver,
} from "@ie/contracts";
import { sharesOf, type Open } from "./open.ts";
import { isFeasible, total, type Problem, type Shares } from "./problem.ts";
import type { Stage } from "./stage.ts";

/** How far a whole number may be off. */
const integrality = 1e-5;
/** Times that an answer which breaks a constraint by less than the solver can see is cut off and the rest solved again. */
const mostCuts = 10;

export function unverified(stage: string, solver: Solver, what: string, cause?: unknown): ImpactError {
  return new ImpactError({
    code: "solve/unverified",
    who: solver.name,
    what: `${what} (${stage})`,
    ...(cause === undefined ? {} : { cause }),
  });
}

async function ask(
  stage: Stage,
  program: LinearProgram,
  solver: Solver,
  options: SolveOptions,
): Promise<LinearSolution | ImpactError> {
  try {
    return await solver.solve(program, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unverified(stage.name, solver, `stopped with "${message}"`, error);
  }
}

/** Forbids one choice of the first variables. */
export function cutOff(choice: ArrayLike<number>): LinearConstraint {
  const coefficients = Float64Array.from(choice, (taken) => (taken === 1 ? 1 : -1));
  const count = coefficients.reduce((sum, sign) => sum + (sign > 0 ? 1 : 0), 0);
  return { coefficients, columns: Int32Array.from(choice, (_, i) => i), lower: null, upper: count - 1 };
}

export interface Answer {
  /** Feasible by our own sums. */
  readonly shares: Shares;
  /** One a variable of the program. */
  readonly values: Float64Array;
  /** Of the program's objective; null where nothing is proved. */
  readonly bound: number | null;
  readonly optimal: boolean;
  readonly solver: string;
}

/** Shares that overdraw the budget by a solver's tolerance, brought back to it. */
function withinBudget({ cost, budget, least }: Problem, shares: Shares): Shares {
  let over = total(cost, shares) - budget;
  if (over <= 0 || over > 1e-6 * budget) return shares;
  return shares.map((share, i) => {
    const less = Math.min(over / cost[i]!, Math.max(0, share - least[i]!));
    over -= less * cost[i]!;
    return share - less;
  });
}

/** The solver's answer to a program over the open variables, why there is none that can be used, or that it has no solution. */
export async function solveOpen(
  stage: Stage,
  open: Open,
  program: LinearProgram,
  solver: Solver,
  options: SolveOptions = {},
): Promise<Answer | ImpactError | "infeasible"> {
  const { name, problem } = stage;
  const constraints = [...program.constraints];
  for (let cuts = 0; cuts <= mostCuts; cuts++) {
    const solution = await ask(stage, { ...program, constraints }, solver, options);
    if (solution instanceof ImpactError) return solution;
    const { status, values, bound } = solution;
    if (status === "failed") return unverified(name, solver, "found no answer");
    if (status === "unsupported") return unverified(name, solver, "does not take programs of this shape");
    if (status === "infeasible") return "infeasible";
    const binaries = values.subarray(0, open.columns.length);
    const whole = binaries.every((value) => Math.min(Math.abs(value), Math.abs(value - 1)) <= integrality);
    if (values.length !== program.objective.length || !whole) {
      return unverified(name, solver, "its answer is not made of zeros and ones");
    }
    const shares = withinBudget(problem, sharesOf(problem, open, values));
    if (isFeasible(problem, shares)) {
      return {
        shares,
        values,
        bound: bound ?? null,
        optimal: status === "optimal",
        solver: solution.solver ?? solver.name,
      };
    }
    constraints.push(cutOff(binaries.map(Math.round)));
  }
  return unverified(name, solver, `its answers break a constraint ${mostCuts} times over`);
}
