import type { Model } from "@ie/contracts";
import { createInterruptedTimeSeries } from "./create-interrupted-time-series.ts";
import { bsts } from "./methods/bsts.ts";
import { regression } from "./methods/regression.ts";
import { sarimax } from "./methods/sarimax.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";

/** The model with every method, regression by default. */
export const interruptedTimeSeries: Model<InterruptedTimeSeriesOptions> = createInterruptedTimeSeries({
  regression,
  sarimax,
  bsts,
});
