export { describeModel, type ModelExample } from "./testing/describe-model.ts";
export { describeSource, type SourceExample } from "./testing/describe-source.ts";
