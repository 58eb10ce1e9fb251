export { allocate, type AllocateExtensions, type AllocateOptions } from "./allocate.ts";
export { effectiveReturns } from "./rules/effective-returns.ts";
export type { GreedyOptions } from "./rules/greedy.ts";
export { rules } from "./rules/index.ts";
export type { MinimaxRegretOptions } from "./rules/minimax-regret.ts";
export { solvers } from "./solvers/index.ts";
export { toCandidate } from "./to-candidate.ts";
