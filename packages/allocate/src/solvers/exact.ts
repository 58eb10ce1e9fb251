import type { Solver } from "@ie/contracts";
import { solveExactly } from "../exact/solve-exactly.ts";

/**
 * Branch and bound on the linear relaxation, for programs of bounded variables and few rows: any portfolio within budgets, floors
 * and regrets, at any size. Answers `unsupported` where there are
 * more than 24 rows, or a variable that nothing bounds.
 */
export const exact: Solver = { name: "exact", solve: solveExactly };
