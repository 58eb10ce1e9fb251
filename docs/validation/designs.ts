import type { Design } from "./design.ts";
import { armDesigns } from "./designs/arms.ts";
import { bstsDesigns } from "./designs/bsts.ts";
import { clusterDesigns } from "./designs/clusters.ts";
import { familyDesigns } from "./designs/families.ts";
import { lookDesigns } from "./designs/looks.ts";
import { metricDesigns } from "./designs/metrics.ts";
import { sarimaxDesigns } from "./designs/sarimax.ts";
import { seriesDesigns } from "./designs/series.ts";

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
];
