export { evaluate, type EvaluateExtensions, type EvaluateOptions } from "./evaluate.ts";
export { bands, type Band } from "./methodology/bands.ts";
export { scorers } from "./scorers/index.ts";
export type { MethodologyOptions } from "./scorers/methodology.ts";
