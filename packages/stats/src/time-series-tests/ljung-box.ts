import * as chiSquared from "../distributions/chi-squared.ts";
import { deviations } from "./deviations.ts";

export interface LjungBoxTest {
  readonly statistic: number;
  readonly pValue: number;
  readonly df: number;
}

/**
 * Ljung and Box's (1978) test that autocorrelations up to `lags` are zero, with lags − `fitted` degrees of freedom, where
 * `fitted` counts the ARMA parameters behind the residuals z. NaN entries keep their place: products with them are left
 * out of the sums, and n counts the others (Stoffer and Toloi 1992). All NaN without variation or degrees of freedom.
 * RangeError unless `lags` is a whole number ≥ 1 and `fitted` one ≥ 0.
 */
export function ljungBox(z: Float64Array, lags: number, fitted: number): LjungBoxTest {
  if (!Number.isSafeInteger(lags) || lags < 1)
    throw new RangeError(`ljungBox: lags must be a whole number ≥ 1; got ${lags}`);
  if (!Number.isSafeInteger(fitted) || fitted < 0)
    throw new RangeError(`ljungBox: fitted must be a whole number ≥ 0; got ${fitted}`);
  const df = lags - fitted;
  const { d, squares, n } = deviations(z);
  if (df < 1 || n <= lags || squares === 0) return { statistic: Number.NaN, pValue: Number.NaN, df };
  let q = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let covariance = 0;
    let pairs = 0;
    for (let t = lag; t < z.length; t++) {
      const product = d[t]! * d[t - lag]!;
      if (Number.isNaN(product)) continue;
      covariance += product;
      pairs++;
    }
    if (pairs > 0) q += (covariance / squares) ** 2 / pairs;
  }
  const statistic = q * n * (n + 2);
  return { statistic, pValue: chiSquared.upperTail(statistic, df), df };
}
