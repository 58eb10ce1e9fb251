export type { SyntheticPanel } from "./panel.ts";
export { simplexWeights, type SimplexOptions, type SimplexWeights } from "./simplex-weights.ts";
export {
  fitSyntheticControl,
  type Predictors,
  type SyntheticFit,
  type SyntheticMethod,
  type SyntheticOptions,
} from "./fit.ts";
export {
  placeboTest,
  scaledEffect,
  type PlaceboOptions,
  type PlaceboTest,
  type PlaceboPeriods,
} from "./placebo-test.ts";
export { conformalTest, type ConformalOptions, type ConformalTest } from "./conformal-test.ts";
export { crossFitTest, type CrossFitOptions, type CrossFitTest } from "./cross-fit-test.ts";
export {
  predictionIntervals,
  type PredictionIntervalOptions,
  type PredictionIntervals,
} from "./prediction-intervals.ts";
export { inTimePlacebo, leaveOneOutDonors, type LeftOutDonor } from "./robustness.ts";
export { jackknifeStandardError, placeboStandardError, type PlaceboStandardError } from "./standard-errors.ts";
export { timeBasedRegression, type TimeBasedOptions, type TimeBasedRegression } from "./time-based-regression.ts";
