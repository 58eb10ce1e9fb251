import type { Refutable } from "@ie/contracts";
import type { InterruptedTimeSeriesOptions } from "./options.ts";

/** Only the first intervention is moved, and the later ones are left out. */
export const refutable: Refutable<InterruptedTimeSeriesOptions> = {
  outcome: (options) => options.dependentVariable,
  unit: () => null,
  time: (options) => options.dateColumn,
  withCovariate: (options, column) => ({ ...options, placeboDates: 0, covariates: [...options.covariates, column] }),
  launch: ({ interventions }) => interventions[0]!.date, // there is at least one
  withLaunch: (options, launch) => ({
    ...options,
    placeboDates: 0,
    interventions: options.interventions.slice(0, 1).map((first) => ({ ...first, date: String(launch), end: null })),
  }),
};
