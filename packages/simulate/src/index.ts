export type { Copula, Marginal } from "./copula/copula.ts";
export { drawCopula } from "./copula/draw-copula.ts";
export { learnCopula } from "./copula/learn-copula.ts";
export { metricNames, type Metric } from "./demand/metrics.ts";
export {
  enrichments,
  type EnrichedProduct,
  type Enrichment,
  type Enrichments,
  type Reach,
} from "./enrichments/enrichments.ts";
export type { Assignment, Confounder, EnrichmentChoice, Holiday, Season, SimulateOptions } from "./options/options.ts";
export type { Fault } from "./options/original-keys.ts";
export { dayRange, readOptions, type Loose, type ReadOptions, type SimulateInput } from "./options/read-options.ts";
export { potentialTables, type PotentialRows } from "./potential-tables.ts";
export {
  describeProducts,
  writeProducts,
  type DetailsWriter,
  type ProductBrief,
} from "./products/describe-products.ts";
export { qualityScore, type ProductDetails } from "./products/quality-score.ts";
export { simulate, simulateChecked, simulateMetrics, simulateProducts, type SimulateExtras } from "./simulate.ts";
export type { BatchOptions, Simulation } from "./simulation.ts";
export type { MetricTruth, Truth, Window } from "./truth/truth-of.ts";
