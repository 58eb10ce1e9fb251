import * as chiSquared from "../distributions/chi-squared.ts";
import * as fDistribution from "../distributions/f-distribution.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";

/** Test that m values are all 0. */
export interface WaldTest {
  /** The quadratic form, χ² with `df` degrees of freedom in many clusters. */
  readonly statistic: number;
  /** Rank of the covariance. */
  readonly df: number;
  /** Degrees of freedom of the denominator, Infinity for the chi-squared reference. */
  readonly dfDenominator: number;
  readonly pValue: number;
}

/** Share of the largest eigenvalue of the correlations below which a direction has no variance. */
const NO_VARIANCE = 1e-10;

/**
 * Wald test that `values` (m) with joint `covariance` (m × m) are all 0. The reference is χ² with the covariance's rank q; with the
 * number C of independent clusters it is Hotelling's, W (C − q) / (q (C − 1)) ~ F(q, C − q), which is wider. Null when there is nothing
 * to test, a number is NaN, or q ≥ C. For effects on few treated clusters among many others C should be the number of treated ones, on
 * which the covariance rests, and the values few aggregated effects rather than those of each small cohort: otherwise the test rejects
 * far too often. RangeError when shapes differ.
 */
export function waldTest(values: Float64Array, covariance: Matrix, clusters: number = Infinity): WaldTest | null {
  const m = values.length;
  if (covariance.rows !== m || covariance.cols !== m) {
    throw new RangeError(`waldTest: covariance must be ${m} x ${m}; it is ${covariance.rows} x ${covariance.cols}`);
  }
  const scale = Float64Array.from(values, (_, i) => Math.sqrt(covariance.data[i * m + i]!));
  if (m === 0 || values.some(Number.isNaN) || !scale.every((sd) => sd >= 0)) return null;
  const t = values.map((value, i) => (scale[i]! > 0 ? value / scale[i]! : 0));
  const correlation = covariance.data.map((value, at) => {
    const size = scale[at % m]! * scale[Math.floor(at / m)]!;
    return size > 0 ? value / size : 0;
  });
  const eigen = symmetricEigen(correlation, m);
  const largest = eigen.values.reduce((most, value) => Math.max(most, value), 0);
  let statistic = 0;
  let df = 0;
  for (let k = 0; k < m; k++) {
    if (!(eigen.values[k]! > NO_VARIANCE * largest)) continue;
    let along = 0;
    for (let i = 0; i < m; i++) along += eigen.vectors[k * m + i]! * t[i]!;
    statistic += (along * along) / eigen.values[k]!;
    df += 1;
  }
  if (df === 0 || df >= clusters) return null;
  if (clusters === Infinity) {
    return { statistic, df, dfDenominator: Infinity, pValue: chiSquared.upperTail(statistic, df) };
  }
  const ratio = (statistic * (clusters - df)) / (df * (clusters - 1));
  return { statistic, df, dfDenominator: clusters - df, pValue: fDistribution.upperTail(ratio, df, clusters - df) };
}
