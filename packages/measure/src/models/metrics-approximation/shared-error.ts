import { ImpactError } from "@ie/contracts";
import { covarianceFactor, createMatrix, type Matrix } from "@ie/stats";
import type { MetricsApproximationOptions } from "./options.ts";
import { who } from "./who.ts";

/** Errors of the parameters, which all units share. */
export interface SharedError {
  /** Medians, k. */
  readonly centre: Float64Array;
  /** k × k correlations of the normal deviates behind the parameters; rows of 0 for those taken as known. */
  readonly correlation: Matrix;
  /** Its lower factor. */
  readonly factor: Matrix;
}

/** The parameters' joint distribution: their own, joined by a normal copula where correlations are given. */
export function sharedErrorOf({ parameters, correlations }: MetricsApproximationOptions): SharedError {
  const k = parameters.length;
  const correlation = createMatrix(k, k);
  parameters.forEach(({ sd }, j) => {
    correlation.data[j * k + j] = sd > 0 ? 1 : 0;
  });
  for (const { parameters: pair, value } of correlations) {
    const [i, j] = pair.map((name) => parameters.findIndex((each) => each.name === name)) as [number, number];
    if (i === j || parameters[i]!.sd === 0 || parameters[j]!.sd === 0) continue;
    correlation.data[i * k + j] = value;
    correlation.data[j * k + i] = value;
  }
  const factor = covarianceFactor(correlation);
  if (factor === null) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: "correlations: no parameters can be correlated like this, the matrix is not positive definite",
      hint: "take them from one fit of the response function",
      facts: { correlations },
    });
  }
  return { centre: Float64Array.from(parameters, ({ centre }) => centre), correlation, factor };
}
