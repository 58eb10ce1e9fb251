export { describeScorer, exampleResult } from "./testing/describe-scorer.ts";
