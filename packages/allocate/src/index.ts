export * from "./budget/index.ts";
export { allocate, type AllocateExtensions, type AllocateOptions } from "./allocate.ts";
export { drawReturns, meanReturn, type DrawOptions } from "./draws/draw-returns.ts";
export { frontier, type FrontierOptions, type FrontierPoint } from "./frontier.ts";
export type { CategoryLimits, Constraints, ResourceLimit } from "./options/constraints.ts";
export {
  portfolioShape,
  type Explain,
  type PortfolioOptions,
  type ScenarioOption,
} from "./options/portfolio-options.ts";
export type { BayesianOptions } from "./rules/bayesian.ts";
export type { CvarOptions } from "./rules/cvar.ts";
export { effectiveReturns } from "./rules/effective-returns.ts";
export type { ExpectedValueOptions } from "./rules/expected-value.ts";
export type { GreedyOptions } from "./rules/greedy.ts";
export type { HurwiczOptions } from "./rules/hurwicz.ts";
export { rules } from "./rules/index.ts";
export type { MaximinOptions } from "./rules/maximin.ts";
export type { MinimaxRegretOptions } from "./rules/minimax-regret.ts";
export { solvers } from "./solvers/index.ts";
export { toCandidate } from "./to-candidate.ts";
