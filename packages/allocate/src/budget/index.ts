export {
  budgetFrontier,
  type BudgetFrontier,
  type BudgetFrontierOptions,
  type BudgetFrontierPoint,
} from "./frontier.ts";
export { climbSpends, type ClimbedSpends, type SpendObjective, type SpendLimits } from "./climb-spends.ts";
export { optimiseBudget } from "./optimise-budget.ts";
export type { Amount, BudgetChannel, BudgetGoal, BudgetGroup, BudgetOptions } from "./options.ts";
export type { BindingConstraint, BudgetPlan, Certificate, ChannelPlan, Comparison, Spread } from "./plan.ts";
export type {
  ExponentialCurve,
  FunctionCurve,
  HillCurve,
  LogisticCurve,
  MichaelisMentenCurve,
  Parameter,
  PowerCurve,
  ResponseCurve,
  SampledCurve,
} from "./response-curve.ts";
export {
  budgetStability,
  type ChannelStability,
  type BudgetStability,
  type BudgetStabilityOptions,
} from "./stability.ts";
export { budgetDocument } from "./budget-document.ts";
export { formatBudgetPlan } from "./format-budget-plan.ts";
export { readBudgetConfig, type BudgetQuestion } from "./read-budget-config.ts";
