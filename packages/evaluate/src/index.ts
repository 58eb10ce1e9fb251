export { evaluate, type EvaluateExtensions, type EvaluateOptions } from "./evaluate.ts";
export { bands, type Band } from "./methodology/bands.ts";
export { scorers } from "./scorers/index.ts";
export type { MethodologyOptions } from "./scorers/methodology.ts";
export { fewestEstimates, shrinkEstimates, type Estimates, type Shrunk } from "./shrinkage/shrink-estimates.ts";
export { shrinkReturns } from "./shrinkage/shrink-returns.ts";
