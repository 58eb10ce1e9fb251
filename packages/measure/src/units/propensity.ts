import { ImpactError } from "@ie/contracts";
import { createMatrix, fitBinomial, type BinomialFit, type BinomialLink, type Matrix } from "@ie/stats";
import type { Units } from "./units.ts";

export interface Propensity {
  /** n: P(treated | covariates). */
  readonly scores: Float64Array;
  readonly fit: BinomialFit;
  /** n × (k + 1): ones, then the covariates. */
  readonly design: Matrix;
}

/**
 * Propensity scores by a regression of the treatment on the covariates. `fit/no-overlap`, naming the covariates, where they tell treated
 * from untreated units without error; `fit/not-converged`. `weights`: n, 0 for units left out.
 */
export function fitPropensity(
  units: Pick<Units, "x" | "names" | "treated" | "treatment">,
  link: BinomialLink,
  who: string,
  weights: Float64Array | null = null,
): Propensity {
  const { x, names, treated, treatment } = units;
  const design = createMatrix(x.rows, x.cols + 1);
  design.data.fill(1, 0, x.rows);
  design.data.set(x.data, x.rows);
  const fit = fitBinomial(treated, design, weights === null ? { link } : { link, weights });
  if (fit.status === "ok") return { scores: fit.probabilities, fit, design };
  const separating = fit.separating.map((j) => names[j - 1] ?? "");
  if (fit.status === "separated") {
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `${separating.join(", ")} ${separating.length === 1 ? "tells" : "tell"} treated from untreated units without error`,
      hint: `there is nobody to compare some units with; leave them out, or leave the covariate out if it is a consequence of "${treatment}"`,
      facts: { covariates: separating },
    });
  }
  throw new ImpactError({
    code: "fit/not-converged",
    who,
    what: `the propensity model does not converge (${fit.status} after ${fit.iterations} iterations)`,
    hint: "use fewer covariates, or mend outlying values",
    facts: { iterations: fit.iterations },
  });
}
