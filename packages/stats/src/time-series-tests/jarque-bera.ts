import * as chiSquared from "../distributions/chi-squared.ts";
import { deviations } from "./deviations.ts";

export interface JarqueBeraTest {
  readonly statistic: number;
  /** Upper tail of χ² with 2 degrees of freedom: approximate, and too small a rejection rate below some 50 values. */
  readonly pValue: number;
  readonly skewness: number;
  /** 3 for the normal distribution. */
  readonly kurtosis: number;
  /** Values that enter. */
  readonly n: number;
}

/**
 * Jarque and Bera's (1987) test of normality, n/6·(skewness² + (kurtosis − 3)²/4). NaN entries are left out; all NaN with
 * fewer than 3 values or without variation.
 */
export function jarqueBera(z: Float64Array): JarqueBeraTest {
  const { d, squares, n } = deviations(z);
  const m2 = squares / n;
  let m3 = 0;
  let m4 = 0;
  for (const v of d)
    if (!Number.isNaN(v)) {
      m3 += v ** 3;
      m4 += v ** 4;
    }
  if (n < 3 || !(m2 > 0))
    return { statistic: Number.NaN, pValue: Number.NaN, skewness: Number.NaN, kurtosis: Number.NaN, n };
  const skewness = m3 / n / m2 ** 1.5;
  const kurtosis = m4 / n / m2 ** 2;
  const statistic = (n / 6) * (skewness ** 2 + (kurtosis - 3) ** 2 / 4);
  return { statistic, pValue: chiSquared.upperTail(statistic, 2), skewness, kurtosis, n };
}
