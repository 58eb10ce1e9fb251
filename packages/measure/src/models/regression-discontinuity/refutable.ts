import type { Refutable } from "@ie/contracts";
import type { RegressionDiscontinuityOptions } from "./options.ts";

/** The score is the treatment: shuffled, nothing jumps at the cutoff. */
export const refutable: Refutable<RegressionDiscontinuityOptions> = {
  outcome: (options) => options.dependentVariable,
  unit: (options) => options.cluster,
  time: () => null,
  treatment: ({ runningColumn, treatmentColumn }) => [runningColumn, treatmentColumn].filter((name) => name !== null),
  withCovariate: (options, column) => ({ ...options, covariateColumns: [...options.covariateColumns, column] }),
};
