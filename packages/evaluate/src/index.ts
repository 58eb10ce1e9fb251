export { evaluate, type EvaluateExtensions, type EvaluateOptions } from "./evaluate.ts";
export { bands } from "./scorers/bands.ts";
export { scorers, type Scorers } from "./scorers/index.ts";
export { methodology, type MethodologyOptions } from "./scorers/methodology.ts";
