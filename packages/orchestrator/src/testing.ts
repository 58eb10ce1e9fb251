export { describeExecutor } from "./testing/describe-executor.ts";
