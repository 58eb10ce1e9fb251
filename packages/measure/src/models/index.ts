import type { Models } from "../registries.ts";
import { experiment } from "./experiment/experiment.ts";
import { interruptedTimeSeries } from "./interrupted-time-series/interrupted-time-series.ts";

/** The built-in models by their names in configurations. */
export const models = { experiment, interrupted_time_series: interruptedTimeSeries } as const satisfies Models;
