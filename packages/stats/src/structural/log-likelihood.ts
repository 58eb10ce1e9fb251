import type { Matrix } from "../linear-algebra/matrix.ts";
import { createStructuralDesign } from "./design.ts";
import { checkedParameters, type StructuralModel, type StructuralVariances } from "./model.ts";
import { createProfile, logLikelihoodOf } from "./profile.ts";

/**
 * Exact diffuse log-likelihood of variances, in squared units of y, with the coefficients of the regressors "diffuse" (default) or at
 * their maximum, "profiled". −Infinity where an observation would have no variance; NaN when y does not vary or the rows do not
 * determine all states and coefficients. RangeError for impossible models or shapes or a negative variance.
 */
export function structuralLogLikelihood(
  y: Float64Array,
  regressors: Matrix | null,
  model: StructuralModel,
  variances: StructuralVariances,
  coefficients: "diffuse" | "profiled" = "diffuse",
): number {
  const who = "structuralLogLikelihood";
  const design = createStructuralDesign(y, regressors, model, who);
  const natural = checkedParameters(variances, model, who);
  if (design.scale === 0 || !design.determined || design.nobs <= design.rank) return Number.NaN;
  const profile = createProfile(design, coefficients === "diffuse");
  if (!profile.run(natural.map((v) => v / design.scale ** 2))) return -Infinity;
  return logLikelihoodOf(design, profile, 1);
}
