import {
  ImpactError,
  type LinearConstraint,
  type LinearProgram,
  type LinearSolution,
  type Solver,
} from "@ie/contracts";
import type { Stage } from "./goals.ts";
import { isFeasible, type Chosen } from "./portfolio.ts";
import type { Open } from "./program.ts";

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

async function ask(stage: Stage, program: LinearProgram, solver: Solver): Promise<LinearSolution | ImpactError> {
  try {
    return await solver.solve(program);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unverified(stage.name, solver, `stopped with "${message}"`, error);
  }
}

/** Forbids one choice of the first variables. */
function cutOff(choice: Uint8Array, variables: number): LinearConstraint {
  const coefficients = new Float64Array(variables);
  let count = 0;
  choice.forEach((taken, i) => {
    coefficients[i] = taken === 1 ? 1 : -1;
    count += taken;
  });
  return { coefficients, lower: null, upper: count - 1 };
}

interface Answer {
  /** Feasible by our own sums. */
  readonly chosen: Chosen;
  /** One a variable of the program. */
  readonly values: Float64Array;
}

/** The solver's answer to a program over the open candidates, or why there is none that can be used. */
export async function solveOpen(
  stage: Stage,
  { columns, taken }: Open,
  program: LinearProgram,
  solver: Solver,
): Promise<Answer | ImpactError> {
  const { name, portfolio } = stage;
  const variables = program.objective.length;
  const constraints = [...program.constraints];
  for (let cuts = 0; cuts <= mostCuts; cuts++) {
    const solution = await ask(stage, { ...program, constraints }, solver);
    if (solution instanceof ImpactError) return solution;
    const { status, values } = solution;
    if (status === "failed") return unverified(name, solver, "found no answer");
    if (status === "infeasible") return unverified(name, solver, "calls a program infeasible that has a solution");
    const binaries = values.subarray(0, columns.length);
    const whole = binaries.every((value) => Math.min(Math.abs(value), Math.abs(value - 1)) <= integrality);
    if (values.length !== variables || !whole) {
      return unverified(name, solver, "its answer is not made of zeros and ones");
    }
    const choice = Uint8Array.from(binaries, (value) => Math.round(value));
    const chosen = taken.slice();
    columns.forEach((column, i) => {
      chosen[column] = choice[i]!;
    });
    if (isFeasible(portfolio, chosen)) return { chosen, values };
    constraints.push(cutOff(choice, variables));
  }
  return unverified(name, solver, `its answers break a constraint ${mostCuts} times over`);
}
