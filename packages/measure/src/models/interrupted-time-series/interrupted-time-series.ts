import type { Model } from "@ie/contracts";
import { createInterruptedTimeSeries } from "./create-interrupted-time-series.ts";
import type { Features } from "./features.ts";
import { counts } from "./features/counts.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { holidays } from "./features/holidays.ts";
import { orderSearch } from "./features/order-search.ts";
import { placebos } from "./features/placebos.ts";
import { bsts } from "./methods/bsts.ts";
import { regression } from "./methods/regression.ts";
import { sarimax } from "./methods/sarimax.ts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";
import { needs } from "./needs.ts";
import { refutable } from "./refutable.ts";
import { truth } from "./truth.ts";

/** Every feature. */
export const allFeatures: Required<Features> = { counts, diagnostics, holidays, orderSearch, placebos };

/** The model with every method and feature, regression by default. */
export const interruptedTimeSeries: Model<InterruptedTimeSeriesOptions> = {
  ...createInterruptedTimeSeries({ regression, sarimax, bsts }, allFeatures),
  refutable,
  truth,
  needs,
};
