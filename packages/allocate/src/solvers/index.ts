import type { Solver } from "@ie/contracts";
import { exact } from "./exact.ts";
import { highs } from "./highs.ts";
import { javascriptLpSolver } from "./javascript-lp-solver.ts";

/** The solvers by the name that configurations use, in the order in which they are asked. */
export const solvers: { readonly exact: Solver; readonly highs: Solver; readonly javascript_lp_solver: Solver } = {
  exact,
  highs,
  javascript_lp_solver: javascriptLpSolver,
};
