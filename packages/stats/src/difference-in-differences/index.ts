export {
  aggregateEffects,
  type AggregatedEffects,
  type AggregateOptions,
  type EffectMean,
  influenceCovariance,
} from "./aggregate-effects.ts";
export {
  baconDecomposition,
  type BaconComparison,
  type BaconComparisonType,
  type BaconDecomposition,
} from "./bacon-decomposition.ts";
export { eventStudyDesign, type EventStudyDesign } from "./event-study-design.ts";
export {
  groupTimeEffects,
  type GroupTimeCell,
  type GroupTimeEffects,
  type GroupTimeEstimator,
  type GroupTimeOptions,
  type NoCell,
} from "./group-time-effects.ts";
export type { EventStudyEstimates, HonestInterval } from "./event-study-estimates.ts";
export { breakdownRelativeMagnitudes, honestRelativeMagnitudes } from "./honest-relative-magnitudes.ts";
export { breakdownSmoothness, honestSmoothness, type SmoothnessInterval } from "./honest-smoothness.ts";
export { imputationEffects, type ImputationEffects, type ImputationOptions } from "./imputation-effects.ts";
export type { ImputationPreTrend } from "./imputation-pre-trend.ts";
export {
  multiplierBootstrap,
  supremumPValue,
  type MultiplierBootstrap,
  type MultiplierOptions,
} from "./multiplier-bootstrap.ts";
export { preTestPower, type DetectableTrend, type PreTestOptions } from "./pre-test-power.ts";
export type { StaggeredPanel } from "./staggered-panel.ts";
export {
  twoWayFixedEffects,
  twoWayInference,
  type TwoWayData,
  type TwoWayFit,
  type TwoWayInference,
  type TwoWayKind,
} from "./two-way-fixed-effects.ts";
export { waldTest, type WaldTest } from "./wald-test.ts";
