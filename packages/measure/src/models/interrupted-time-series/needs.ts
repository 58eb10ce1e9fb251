import type { DataNeeds } from "@ie/contracts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";

export const needs: DataNeeds<InterruptedTimeSeriesOptions> = {
  numbers: ({ dependentVariable, covariates, offset }) => [
    dependentVariable,
    ...covariates,
    ...(offset === null ? [] : [offset]),
  ],
  complete: ({ dependentVariable, covariates, missing }) => [
    ...(missing === "error" ? [dependentVariable] : []),
    ...covariates,
  ],
  key: ({ dateColumn }) => [dateColumn],
  covariates: ({ covariates }) => covariates,
  periods: ({ missing }) => ({ before: 1, after: 1, evenly: missing === "error" }),
};
