import { differenceInDifferences } from "./difference-in-differences/difference-in-differences.ts";
import { experiment } from "./experiment/experiment.ts";
import { interruptedTimeSeries } from "./interrupted-time-series/interrupted-time-series.ts";
import { nearestNeighbourMatching } from "./nearest-neighbour-matching/nearest-neighbour-matching.ts";
import { regressionDiscontinuity } from "./regression-discontinuity/regression-discontinuity.ts";
import { syntheticControl } from "./synthetic-control/synthetic-control.ts";
import { doublyRobust } from "./doubly-robust/doubly-robust.ts";
import { inverseProbabilityWeighting } from "./inverse-probability-weighting/inverse-probability-weighting.ts";
import { metricsApproximation } from "./metrics-approximation/metrics-approximation.ts";
import { subclassification } from "./subclassification/subclassification.ts";

/** The built-in models by their names in configurations. */
export const models: {
  readonly difference_in_differences: typeof differenceInDifferences;
  readonly experiment: typeof experiment;
  readonly interrupted_time_series: typeof interruptedTimeSeries;
  readonly nearest_neighbour_matching: typeof nearestNeighbourMatching;
  readonly regression_discontinuity: typeof regressionDiscontinuity;
  readonly synthetic_control: typeof syntheticControl;
  readonly doubly_robust: typeof doublyRobust;
  readonly metrics_approximation: typeof metricsApproximation;
  readonly inverse_probability_weighting: typeof inverseProbabilityWeighting;
  readonly subclassification: typeof subclassification;
} = {
  difference_in_differences: differenceInDifferences,
  experiment,
  interrupted_time_series: interruptedTimeSeries,
  nearest_neighbour_matching: nearestNeighbourMatching,
  regression_discontinuity: regressionDiscontinuity,
  synthetic_control: syntheticControl,
  doubly_robust: doublyRobust,
  metrics_approximation: metricsApproximation,
  inverse_probability_weighting: inverseProbabilityWeighting,
  subclassification,
};
