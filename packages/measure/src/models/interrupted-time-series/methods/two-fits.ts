import { fitSarimax, type Matrix, type SarimaxFit, type SarimaxOrder } from "@ie/stats";

/** The same model by the full and by the restricted likelihood. */
export interface TwoFits {
  readonly full: SarimaxFit;
  /** The full fit where the restricted likelihood has no maximum; its degrees of freedom still are Satterthwaite's. */
  readonly restricted: SarimaxFit;
  readonly restrictedIsFull: boolean;
}

function isUsable(fit: SarimaxFit): boolean {
  return (
    fit.converged && fit.coefficients.every((value, j) => Number.isNaN(value) || Number.isFinite(stderrOf(fit, j)))
  );
}

export function fitTwice(y: Float64Array, regressors: Matrix | null, model: SarimaxOrder): TwoFits {
  const full = fitSarimax(y, regressors, model);
  const restricted = fitSarimax(y, regressors, model, { restricted: true });
  const usable = isUsable(restricted);
  return { full, restricted: usable ? restricted : full, restrictedIsFull: !usable };
}

/** Outcomes less the parameters of mean and autocorrelation. */
export function degreesOfFreedom(fit: SarimaxFit): number {
  return fit.nobs - (fit.parameterCount - 1); // the variance is not counted, as in regression
}

export function stderrOf(fit: SarimaxFit, j: number): number {
  return Math.sqrt(fit.coefficientCovariance.data[j * fit.coefficientCovariance.rows + j]!);
}
