import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { heteroskedasticCovariance, type HeteroskedasticKind } from "./heteroskedastic.ts";
import type { LeastSquares } from "./least-squares.ts";
import { contrastCoordinates } from "./row-coordinates.ts";

/**
 * `classical`: equal error variances. `HC0` to `HC4`: any error variances (White 1980; MacKinnon and White 1985, J. Econometrics 29;
 * Cribari-Neto 2004, Comput. Stat. Data Anal. 45); HC2 is unbiased under equal variances, HC3 is close to the jackknife, HC4 discounts
 * observations of high leverage most.
 */
export type CovarianceKind = "classical" | HeteroskedasticKind;

/**
 * Covariance matrix (p × p, units of the coefficients) of `fit.coefficients`. `x` is the matrix that was fitted. Rows and columns are
 * NaN where there is no value: of aliased columns, of all columns without residual degrees of freedom (classical, HC1), and of those
 * that an observation of leverage 1 bears upon, e.g. the only one of its group (HC2, HC3, HC4). RangeError when `x` does not have the
 * fit's shape.
 */
export function coefficientCovariance(fit: LeastSquares, x: Matrix, kind: CovarianceKind): Matrix {
  const { kept, rank } = fit;
  const n = fit.residuals.length;
  const p = fit.coefficients.length;
  if (x.rows !== n || x.cols !== p) {
    throw new RangeError(`coefficientCovariance: x must be the fitted ${n} x ${p} matrix; got ${x.rows} x ${x.cols}`);
  }
  const isUndetermined = fit.dfResidual <= 0 && (kind === "classical" || kind === "HC1");
  if (kind === "classical" || isUndetermined) {
    const variance = isUndetermined ? NaN : fit.rss / fit.dfResidual;
    const { data } = fit.unscaledCovariance;
    return createMatrix(
      p,
      p,
      data.map((value) => value * variance),
    );
  }
  const units = createMatrix(p, rank);
  for (const [c, column] of kept.entries()) units.data[c * p + column] = 1;
  const own = heteroskedasticCovariance(fit, x, contrastCoordinates(fit, units), kind, false);
  const result = createMatrix(p, p, new Float64Array(p * p).fill(NaN));
  for (let c = 0; c < rank; c++) {
    for (let d = 0; d < rank; d++) {
      if (own.leverageOne[c] || own.leverageOne[d]) continue;
      result.data[kept[c]! * p + kept[d]!] = own.covariance[c * rank + d]!;
    }
  }
  return result;
}
