import type { Refutable } from "@ie/contracts";

interface Named {
  readonly dependentVariable: string;
  readonly treatmentColumn: string;
  readonly covariateColumns: readonly string[];
  readonly cluster?: string | null;
}

/** Where a table of units has its parts, for models whose options have these names. */
export function refutableUnits<O extends Named>(): Refutable<O> {
  return {
    outcome: (options) => options.dependentVariable,
    unit: (options) => options.cluster ?? null,
    time: () => null,
    treatment: (options) => [options.treatmentColumn],
    withCovariate: (options, column) => ({ ...options, covariateColumns: [...options.covariateColumns, column] }),
  };
}
