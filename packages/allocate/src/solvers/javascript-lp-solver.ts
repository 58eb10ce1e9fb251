import type { LinearConstraint, LinearProgram, LinearSolution, SolveOptions, Solver } from "@ie/contracts";
import library, { type ModelDefinition, type SolveResult, type SolverAPI } from "javascript-lp-solver";

/** The package's typings are of its CommonJS build; as a module, its default export is the solver itself. */
const solver = library as unknown as SolverAPI;

/**
 * Pivots, of all branches together, after which a solve counts as failed: some seconds at 60 variables. The library's simplex can
 * turn in a circle for ever, and its own limits are clocks, which would make answers depend on the machine. A time limit of the caller's
 * ends a solve without an answer too.
 */
const mostPivots = 500_000;

/** What a constraint may be broken by. */
const slack = 1e-9;

class TooManyPivots extends Error {}

function unsolved(status: "infeasible" | "unsupported" | "failed"): LinearSolution {
  return { status, values: new Float64Array(), bound: null };
}

/** Rows and columns by the neutral names r0, r1, … and x0, x1, …; bounds other than of binaries are rows u0, u1, … */
function toModel({ direction, objective, constraints, upper, integer }: LinearProgram): ModelDefinition {
  const bounds: Record<string, { min?: number; max?: number }> = {};
  const columns = Array.from(objective, (value): Record<string, number> => ({ objective: value }));
  constraints.forEach((constraint, index) => {
    const row = `r${index}`;
    bounds[row] = {
      ...(constraint.lower === null ? {} : { min: constraint.lower }),
      ...(constraint.upper === null ? {} : { max: constraint.upper }),
    };
    constraint.coefficients.forEach((value, k) => {
      if (value !== 0) columns[constraint.columns?.[k] ?? k]![row] = value;
    });
  });
  const binaries: Record<string, 1> = {};
  const ints: Record<string, 1> = {};
  integer.forEach((whole, i) => {
    if (whole && upper[i] === 1) {
      binaries[`x${i}`] = 1;
      return;
    }
    if (whole) ints[`x${i}`] = 1;
    if (upper[i] === Infinity) return;
    bounds[`u${i}`] = { max: upper[i]! };
    columns[i]![`u${i}`] = 1;
  });
  return {
    optimize: "objective",
    opType: direction === "maximise" ? "max" : "min",
    constraints: bounds,
    variables: Object.fromEntries(columns.map((column, i) => [`x${i}`, column])),
    binaries,
    ints,
    // It takes long walks for cycles, and what it then prunes may hold the optimum.
    options: { exitOnCycles: false },
  };
}

/** A constraint without variables is kept or not. */
function contradicts({ coefficients, lower, upper }: LinearConstraint): boolean {
  return coefficients.every((value) => value === 0) && ((lower ?? 0) > slack || (upper ?? 0) < -slack);
}

function solve(program: LinearProgram, { timeLimit = Infinity, signal }: SolveOptions): LinearSolution {
  if (program.lower.some((bound) => bound !== 0)) return unsolved("unsupported");
  if (signal?.aborted === true) return unsolved("failed");
  if (program.constraints.some(contradicts)) return unsolved("infeasible");
  const model = new solver.Model(undefined, undefined, solver.branchAndCutService).loadJson(toModel(program));
  const { tableau } = model;
  const pivot = tableau.pivot.bind(tableau);
  let pivots = 0;
  const until = timeLimit === Infinity ? Infinity : performance.now() + 1000 * timeLimit;
  tableau.pivot = (row, column) => {
    if (++pivots > mostPivots || (pivots % 64 === 0 && performance.now() > until)) throw new TooManyPivots();
    pivot(row, column);
  };
  try {
    const answer = solver.Solve(model) as SolveResult; // without `full`, the library gives the short form
    if (answer.bounded === false) return unsolved("failed");
    if (!answer.feasible) return unsolved("infeasible");
    const values = program.objective.map((_, i) => Number(answer[`x${i}`] ?? 0));
    const bound = program.objective.reduce((sum, value, i) => sum + value * values[i]!, 0);
    return { status: "optimal", values, bound };
  } catch (error) {
    if (error instanceof TooManyPivots) return unsolved("failed");
    throw error;
  }
}

/**
 * javascript-lp-solver: dense simplex with branch and bound, synchronous, small, runs in a browser. Good to about 60
 * variables. Variables must have a lower bound of 0, and coefficients should be near 1: its tolerance is 1e-8, absolute.
 */
export const javascriptLpSolver: Solver = {
  name: "javascript_lp_solver",
  solve: async (program, options = {}) => solve(program, options),
};
