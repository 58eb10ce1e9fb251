import type { LinearProgram, LinearSolution, SolveOptions } from "@ie/contracts";
import { createClock } from "./clock.ts";
import { minimise } from "./minimise.ts";
import { restrict } from "./problem.ts";
import { tighten } from "./tighten.ts";
import { toProblem } from "./to-problem.ts";

function without(status: LinearSolution["status"]): LinearSolution {
  return { status, values: new Float64Array(), bound: null };
}

/** Answers a {@link LinearProgram} of few rows and bounded variables by branch and bound; see docs/reference/solvers.md. */
export async function solveExactly(program: LinearProgram, options: SolveOptions = {}): Promise<LinearSolution> {
  const problem = toProblem(program);
  if (problem === null) return without("unsupported");
  const bounded = tighten(problem);
  if (bounded !== true) return without(bounded === null ? "unsupported" : "infeasible");
  const all = new Int32Array(problem.columns);
  let count = 0;
  for (let j = 0; j < all.length; j++) if (problem.lower[j] !== problem.upper[j]) all[count++] = j;
  const open = all.subarray(0, count);
  const reduced = restrict(problem, open, problem.lower);
  const start =
    options.start === undefined ? null : Float64Array.from(open, (j, k) => options.start![j]! / reduced.units[k]!);
  const { values, bound, proved } = await minimise(reduced, {
    start,
    absoluteGap: options.absoluteGap ?? 0,
    relativeGap: options.relativeGap ?? 0,
    clock: createClock(options.timeLimit, options.signal),
  });
  if (values === null) return without(proved ? "infeasible" : "failed");
  const answer = problem.lower.slice();
  open.forEach((j, k) => {
    answer[j] = values[k]! * reduced.units[k]! + 0; // never −0
  });
  const best = program.direction === "maximise" ? -bound : bound;
  return { status: proved ? "optimal" : "feasible", values: answer, bound: Number.isFinite(best) ? best : null };
}
