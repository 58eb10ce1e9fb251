import { experiment } from "./experiment/experiment.ts";
import { interruptedTimeSeries } from "./interrupted-time-series/interrupted-time-series.ts";

/** The built-in models by their names in configurations. */
export const models: {
  readonly experiment: typeof experiment;
  readonly interrupted_time_series: typeof interruptedTimeSeries;
} = { experiment, interrupted_time_series: interruptedTimeSeries };
