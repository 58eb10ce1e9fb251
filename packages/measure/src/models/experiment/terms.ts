import type { Term } from "@ie/contracts";
import { coefficientCovariance, createMatrix, robustInference, type RobustInference } from "@ie/stats";
import { tInference } from "../../inference.ts";
import type { Analysis } from "./analyse.ts";
import type { ExperimentOptions } from "./options.ts";

function clustered({ fit, design, rows }: Analysis, covType: ExperimentOptions["covType"]): RobustInference {
  const k = design.regressors.length;
  const units = createMatrix(k, fit.rank);
  fit.kept.forEach((j, c) => (units.data[c * k + j] = 1));
  const kind = covType === "CR0" || covType === "CR1" ? covType : "CR2";
  return robustInference(fit, design.x, units, kind, rows.clusters);
}

/**
 * The regression's coefficients, those left out apart, by Student's t with n − k degrees of freedom (with clusters, those of the covariance).
 * Where a coefficient is the estimate itself, it has the estimate's own interval.
 */
export function termsOf(analysis: Analysis, { covType, level }: ExperimentOptions): readonly Term[] {
  const { fit, design, weights, answers } = analysis;
  const k = design.regressors.length;
  const robust = analysis.rows.clusters.length > 0 ? clustered(analysis, covType) : null;
  const kind = covType === "auto" || covType.startsWith("CR") ? "HC2" : (covType as "HC0"); // one of the same kinds
  const covariance = robust === null ? coefficientCovariance(fit, design.x, kind) : robust.covariance;
  return fit.kept.map((j, c): Term => {
    const { name } = design.regressors[j]!;
    const value = fit.coefficients[j]!;
    const [answer] = answers;
    if (answer !== undefined && weights.every((weight, i) => weight === (i === j ? 1 : 0))) {
      const { lower, upper, pValue, stderr } = answer;
      return {
        name,
        value: answer.value,
        stderr: Number.isNaN(stderr) ? null : stderr,
        interval: { lower, upper, level },
        pValue,
      };
    }
    const at = robust === null ? j * k + j : c * fit.rank + c;
    const stderr = Math.sqrt(covariance.data[at]!);
    const df = robust === null ? fit.dfResidual : robust.df[c]!;
    if (!(stderr > 0 && stderr < Infinity && df > 0))
      return { name, value, stderr: null, interval: null, pValue: null };
    return { name, value, stderr, ...tInference(value, stderr, df, level) };
  });
}
