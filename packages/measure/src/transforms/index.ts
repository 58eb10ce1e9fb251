import { aggregateByDate } from "./aggregate-by-date.ts";
import { passthrough } from "./passthrough.ts";

/** The built-in transforms by their names in configurations. */
export const transforms: {
  readonly passthrough: typeof passthrough;
  readonly aggregate_by_date: typeof aggregateByDate;
} = { passthrough, aggregate_by_date: aggregateByDate };
