export * from "./config/read-measure-config.ts";
export * from "./contract/index.ts";
export * from "./design/index.ts";
export { finishTable, type FinishOptions } from "./finish-table.ts";
export { evaluateImpact, unwrapConfig, type EvaluateImpactOptions, type Impact } from "./evaluate-impact.ts";
export { contextOf, measure, measurePrepared, tableFingerprint, type MeasureRequest } from "./measure.ts";
export type { Capabilities } from "./models/experiment/capabilities.ts";
export { adjustment } from "./models/experiment/capabilities/adjustment.ts";
export { proportions } from "./models/experiment/capabilities/proportions.ts";
export { resampling } from "./models/experiment/capabilities/resampling.ts";
export { sequential } from "./models/experiment/capabilities/sequential.ts";
export { summaries } from "./models/experiment/capabilities/summaries.ts";
export { createExperiment } from "./models/experiment/create-experiment.ts";
export { differenceInDifferences } from "./models/difference-in-differences/difference-in-differences.ts";
export type { DifferenceInDifferencesOptions } from "./models/difference-in-differences/options.ts";
export { createDoublyRobust } from "./models/doubly-robust/create-doubly-robust.ts";
export { doublyRobust } from "./models/doubly-robust/doubly-robust.ts";
export { learners, type Learners } from "./models/doubly-robust/learners.ts";
export type { DoublyRobustOptions } from "./models/doubly-robust/options.ts";
export { experiment } from "./models/experiment/experiment.ts";
export type { CovarianceKind, ExperimentOptions } from "./models/experiment/options.ts";
export * from "./http/index.ts";
export { models } from "./models/index.ts";
export { createInterruptedTimeSeries } from "./models/interrupted-time-series/create-interrupted-time-series.ts";
export type { Features } from "./models/interrupted-time-series/features.ts";
export { counts } from "./models/interrupted-time-series/features/counts.ts";
export { diagnostics } from "./models/interrupted-time-series/features/diagnostics.ts";
export { holidays } from "./models/interrupted-time-series/features/holidays.ts";
export { orderSearch } from "./models/interrupted-time-series/features/order-search.ts";
export { placebos } from "./models/interrupted-time-series/features/placebos.ts";
export type { Method } from "./models/interrupted-time-series/method.ts";
export { bsts } from "./models/interrupted-time-series/methods/bsts.ts";
export { regression } from "./models/interrupted-time-series/methods/regression.ts";
export { sarimax } from "./models/interrupted-time-series/methods/sarimax.ts";
export { interruptedTimeSeries } from "./models/interrupted-time-series/interrupted-time-series.ts";
export type { InterruptedTimeSeriesOptions, Trend } from "./models/interrupted-time-series/options.ts";
export { inverseProbabilityWeighting } from "./models/inverse-probability-weighting/inverse-probability-weighting.ts";
export type { InverseProbabilityWeightingOptions } from "./models/inverse-probability-weighting/options.ts";
export { createMetricsApproximation } from "./models/metrics-approximation/create-metrics-approximation.ts";
export { metricsApproximation } from "./models/metrics-approximation/metrics-approximation.ts";
export type { MetricsApproximationOptions } from "./models/metrics-approximation/options.ts";
export type { Response } from "./models/metrics-approximation/response.ts";
export { responses } from "./models/metrics-approximation/responses/index.ts";
export { nearestNeighbourMatching } from "./models/nearest-neighbour-matching/nearest-neighbour-matching.ts";
export type { NearestNeighbourMatchingOptions } from "./models/nearest-neighbour-matching/options.ts";
export type { RegressionDiscontinuityOptions } from "./models/regression-discontinuity/options.ts";
export { regressionDiscontinuity } from "./models/regression-discontinuity/regression-discontinuity.ts";
export type { SubclassificationOptions } from "./models/subclassification/options.ts";
export { subclassification } from "./models/subclassification/subclassification.ts";
export type { SyntheticControlOptions } from "./models/synthetic-control/options.ts";
export { syntheticControl } from "./models/synthetic-control/synthetic-control.ts";
export * from "./plan.ts";
export * from "./registries.ts";
export { sources } from "./sources/index.ts";
export { mock, type MockOptions } from "./sources/mock.ts";
export { potentialFrom, type PotentialOptions } from "./sources/potential-file.ts";
export {
  createSimulator,
  simulator,
  type SimulatorExtras,
  type SimulatorOptions,
  type SimulatorSource,
} from "./sources/simulator.ts";
export { aggregateByDate, type AggregateByDateOptions } from "./transforms/aggregate-by-date.ts";
export * from "./streaming/index.ts";
export * from "./verify/index.ts";
export { transforms } from "./transforms/index.ts";
export { passthrough } from "./transforms/passthrough.ts";
