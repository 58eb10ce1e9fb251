export { eValue, type EValue, type EValueScale } from "./e-value.ts";
export {
  covarianceFactor,
  jacobianOf,
  propagate,
  propagateDraws,
  type Propagation,
  type VectorFunction,
} from "./propagate.ts";
export {
  benchmarkBound,
  confoundedEstimate,
  partialR2,
  robustnessValue,
  type ConfoundedEstimate,
  type RobustnessValue,
} from "./robustness-value.ts";
export { rosenbaumBounds, rosenbaumLimit, type RosenbaumBound, type RosenbaumOptions } from "./rosenbaum-bounds.ts";
