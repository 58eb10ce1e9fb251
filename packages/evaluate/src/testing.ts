export { describeScorer } from "./testing/describe-scorer.ts";
