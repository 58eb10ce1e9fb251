import type { Transforms } from "../registries.ts";
import { aggregateByDate } from "./aggregate-by-date.ts";
import { passthrough } from "./passthrough.ts";

/** The built-in transforms by their names in configurations. */
export const transforms = { passthrough, aggregate_by_date: aggregateByDate } as const satisfies Transforms;
