import { fitSarimax, type Matrix, type SarimaxFit, type SarimaxOrder } from "@ie/stats";

/** The same model by the full and by the restricted likelihood. */
export interface TwoFits {
  readonly full: SarimaxFit;
  /** The full fit where the restricted likelihood has no maximum; its degrees of freedom still are Satterthwaite's. */
  readonly restricted: SarimaxFit;
}

export function fitTwice(y: Float64Array, regressors: Matrix | null, model: SarimaxOrder): TwoFits {
  const full = fitSarimax(y, regressors, model);
  const restricted = fitSarimax(y, regressors, model, { restricted: true });
  return { full, restricted: restricted.converged ? restricted : full };
}

/** Outcomes less the parameters of mean and autocorrelation. */
export function degreesOfFreedom(fit: SarimaxFit): number {
  return fit.nobs - (fit.parameterCount - 1); // the variance is not counted, as in regression
}

export function stderrOf(fit: SarimaxFit, j: number): number {
  return Math.sqrt(fit.coefficientCovariance.data[j * fit.coefficientCovariance.rows + j]!);
}
