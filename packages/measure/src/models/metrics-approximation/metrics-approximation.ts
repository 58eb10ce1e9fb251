import type { Model } from "@ie/contracts";
import { createMetricsApproximation } from "./create-metrics-approximation.ts";
import { needs } from "./needs.ts";
import type { MetricsApproximationOptions } from "./options.ts";
import { responses } from "./responses/index.ts";
import { truth } from "./truth.ts";

/**
 * What a change of a metric is worth, by a response function whose parameters come with their uncertainty (JCGM 100 and 101). Nothing is
 * compared with untreated units: the answer is the model's, not a design's.
 */
export const metricsApproximation: Model<MetricsApproximationOptions> = {
  ...createMetricsApproximation(responses),
  needs,
  truth,
};
