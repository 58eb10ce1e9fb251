import { bridgeUpperTail } from "./bridge-distribution.ts";

export interface KpssOptions {
  /** "c": stationary around a level (default); "ct": around a straight line. */
  readonly regression?: "c" | "ct";
  /** Truncation of the long-run variance, in observations; default ⌊3√n/13⌋ (Hyndman and Khandakar 2008). */
  readonly lags?: number;
}

export interface KpssTest {
  readonly statistic: number;
  /** From the asymptotic distribution itself, so not confined to the tabulated 0.01 to 0.10. */
  readonly pValue: number;
  readonly lags: number;
  /** Observations that enter. */
  readonly n: number;
}

/**
 * Kwiatkowski, Phillips, Schmidt and Shin's (1992, eq. 13) test, whose null hypothesis is stationarity. NaN entries of y are
 * left out and the others closed up. All NaN for fewer than 5 values or a series without variation.
 * RangeError for `lags` that is not a whole number ≥ 0.
 */
export function kpss(y: Float64Array, options: KpssOptions = {}): KpssTest {
  const { regression = "c" } = options;
  const known = y.filter((value) => !Number.isNaN(value));
  const n = known.length;
  const lags = options.lags ?? Math.floor((3 * Math.sqrt(n)) / 13);
  if (!Number.isSafeInteger(lags) || lags < 0)
    throw new RangeError(`kpss: lags must be a whole number ≥ 0; got ${lags}`);
  const e = detrended(known, regression);
  const product = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < n; t++) sum += e[t]! * e[t - lag]!;
    return sum;
  };
  const squares = product(0);
  const size = known.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let longRun = squares;
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag++) longRun += 2 * (1 - lag / (lags + 1)) * product(lag);
  if (n < 5 || !(squares > n * (1e-13 * size) ** 2) || !(longRun > 0))
    return { statistic: Number.NaN, pValue: Number.NaN, lags, n };
  let partial = 0;
  let total = 0;
  for (let t = 0; t < n; t++) {
    partial += e[t]!;
    total += partial * partial;
  }
  const statistic = total / (n * longRun);
  return { statistic, pValue: bridgeUpperTail(statistic, regression === "c" ? 1 : 2), lags, n };
}

/** Residuals from a constant, or from a straight line in time. */
function detrended(y: Float64Array, regression: "c" | "ct"): Float64Array {
  const n = y.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const middle = (n - 1) / 2;
  let slope = 0;
  if (regression === "ct") {
    for (let t = 0; t < n; t++) slope += (t - middle) * (y[t]! - mean);
    slope /= (n * (n * n - 1)) / 12;
  }
  return y.map((value, t) => value - mean - slope * (t - middle));
}
