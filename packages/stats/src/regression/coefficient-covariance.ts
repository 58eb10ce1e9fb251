import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { LeastSquares } from "./least-squares.ts";

/**
 * `classical`: equal error variances. `HC0` to `HC3`: any error variances (White 1980; MacKinnon and White 1985, J. Econometrics 29);
 * HC2 is unbiased under equal variances, HC3 is close to the jackknife.
 */
export type CovarianceKind = "classical" | "HC0" | "HC1" | "HC2" | "HC3";

/** Residual share of leverage below which an observation determines its own fit, so that HC2 and HC3 have no value. */
const DETERMINED = 1e-10;

/**
 * Covariance matrix (p × p, units of the coefficients) of `fit.coefficients`. `x` is the matrix that was fitted. Rows and columns of
 * aliased columns are NaN. Everything is NaN where there is no value: no residual degrees of freedom (classical, HC1), or an
 * observation of leverage 1, e.g. the only one of its group (HC2, HC3). RangeError when `x` does not have the fit's shape.
 */
export function coefficientCovariance(fit: LeastSquares, x: Matrix, kind: CovarianceKind): Matrix {
  const n = fit.residuals.length;
  const p = fit.coefficients.length;
  if (x.rows !== n || x.cols !== p) {
    throw new RangeError(`coefficientCovariance: x must be the fitted ${n} x ${p} matrix; got ${x.rows} x ${x.cols}`);
  }
  const bread = fit.unscaledCovariance.data;
  if (kind === "classical") {
    const variance = fit.dfResidual > 0 ? fit.rss / fit.dfResidual : NaN;
    return createMatrix(
      p,
      p,
      bread.map((value) => value * variance),
    );
  }
  return sandwich(x, bread, squaredErrors(fit, kind));
}

/** The estimate of each observation's error variance. */
function squaredErrors(fit: LeastSquares, kind: Exclude<CovarianceKind, "classical">): Float64Array {
  const n = fit.residuals.length;
  const inflation = kind === "HC1" ? (fit.dfResidual > 0 ? n / fit.dfResidual : NaN) : 1;
  return fit.residuals.map((residual, i) => {
    const square = residual * residual;
    if (kind === "HC0" || kind === "HC1") return square * inflation;
    const free = 1 - fit.leverage[i]!;
    if (free < DETERMINED) return NaN;
    return kind === "HC2" ? square / free : square / (free * free);
  });
}

/** Σ ωᵢ bᵢ bᵢ′ with bᵢ = (X′X)⁻¹ xᵢ: forming bᵢ first keeps the accuracy that X′ΩX between two inverses would lose. */
function sandwich(x: Matrix, unscaled: Float64Array, omega: Float64Array): Matrix {
  const n = x.rows;
  const p = x.cols;
  const kept = Array.from({ length: p }, (_, j) => j).filter((j) => !Number.isNaN(unscaled[j * p + j]!));
  const rank = kept.length;
  const bread = Float64Array.from({ length: rank * rank }, (_, at) => {
    return unscaled[kept[Math.floor(at / rank)]! * p + kept[at % rank]!]!;
  });
  const columns = kept.map((j) => x.data.subarray(j * n, (j + 1) * n));
  const row = new Float64Array(rank);
  const score = new Float64Array(rank);
  const sum = new Float64Array(rank * rank);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < rank; j++) row[j] = columns[j]![i]!;
    for (let j = 0; j < rank; j++) {
      let value = 0;
      for (let k = 0, at = j * rank; k < rank; k++, at++) value += bread[at]! * row[k]!;
      score[j] = value;
    }
    for (let j = 0; j < rank; j++) {
      const weighted = omega[i]! * score[j]!;
      for (let k = 0, at = j * rank; k <= j; k++, at++) sum[at] = sum[at]! + weighted * score[k]!;
    }
  }
  const result = createMatrix(p, p);
  if (rank < p) result.data.fill(NaN);
  for (let j = 0; j < rank; j++) {
    for (let k = 0; k <= j; k++) {
      result.data[kept[j]! * p + kept[k]!] = sum[j * rank + k]!;
      result.data[kept[k]! * p + kept[j]!] = sum[j * rank + k]!;
    }
  }
  return result;
}
