export { describeRule } from "./testing/describe-rule.ts";
export { describeSolver } from "./testing/describe-solver.ts";
