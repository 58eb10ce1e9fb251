import type { Design } from "./design.ts";
import { armDesigns } from "./designs/arms.ts";
import { bstsDesigns } from "./designs/bsts.ts";
import { clusterDesigns } from "./designs/clusters.ts";
import { differenceInDifferencesDesigns } from "./designs/difference-in-differences.ts";
import { doublyRobustDesigns } from "./designs/doubly-robust.ts";
import { familyDesigns } from "./designs/families.ts";
import { inverseProbabilityWeightingDesigns } from "./designs/inverse-probability-weighting.ts";
import { lookDesigns } from "./designs/looks.ts";
import { matchingDesigns } from "./designs/matching.ts";
import { metricsApproximationDesigns } from "./designs/metrics-approximation.ts";
import { metricDesigns } from "./designs/metrics.ts";
import { regressionDiscontinuityDesigns } from "./designs/regression-discontinuity.ts";
import { sarimaxDesigns } from "./designs/sarimax.ts";
import { seriesDesigns } from "./designs/series.ts";
import { simulatorDesigns } from "./designs/simulator.ts";
import { subclassificationDesigns } from "./designs/subclassification.ts";
import { syntheticControlDesigns } from "./designs/synthetic-control.ts";

/** Every design of the study, in the order of the report. */
export const designs: readonly Design[] = [
  ...armDesigns,
  ...clusterDesigns,
  ...metricDesigns,
  ...lookDesigns,
  ...familyDesigns,
  ...seriesDesigns,
  ...sarimaxDesigns,
  ...bstsDesigns,
  ...differenceInDifferencesDesigns,
  ...syntheticControlDesigns,
  ...regressionDiscontinuityDesigns,
  ...matchingDesigns,
  ...subclassificationDesigns,
  ...inverseProbabilityWeightingDesigns,
  ...doublyRobustDesigns,
  ...metricsApproximationDesigns,
  ...simulatorDesigns,
];
