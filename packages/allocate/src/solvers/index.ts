import type { Solver } from "@ie/contracts";
import { highs } from "./highs.ts";
import { javascriptLpSolver } from "./javascript-lp-solver.ts";

/** The solvers by the name that configurations use. */
export const solvers: { readonly javascript_lp_solver: Solver; readonly highs: Solver } = {
  javascript_lp_solver: javascriptLpSolver,
  highs,
};
