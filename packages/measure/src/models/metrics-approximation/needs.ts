import type { DataNeeds } from "@ie/contracts";
import type { MetricsApproximationOptions } from "./options.ts";

const metrics = (options: MetricsApproximationOptions): readonly string[] => [
  options.metricBeforeColumn,
  options.metricAfterColumn,
  options.baselineColumn,
];

export const needs: DataNeeds<MetricsApproximationOptions> = {
  numbers: metrics,
  complete: (options) => (options.missing === "error" ? metrics(options) : []),
  key: ({ unitColumn }) => (unitColumn === null ? [] : [unitColumn]),
};
