import type { Term } from "@ie/contracts";
import { tInference } from "../../inference.ts";
import type { Analysis } from "./analyse.ts";

/**
 * The regression's coefficients, those left out apart, by Student's t with n − k degrees of freedom (with clusters, those of the covariance).
 * Where a coefficient is the estimate itself, it has the estimate's own interval.
 */
export function termsOf({ fit, design, weights, answers, coefficients }: Analysis, level: number): readonly Term[] {
  return fit.kept.map((j): Term => {
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
    const stderr = Math.sqrt(coefficients.variances[j]!);
    const df = coefficients.df[j]!;
    if (!(stderr > 0 && stderr < Infinity && df > 0))
      return { name, value, stderr: null, interval: null, pValue: null };
    return { name, value, stderr, ...tInference(value, stderr, df, level) };
  });
}
