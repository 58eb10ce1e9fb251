import { createMatrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { mackinnonPValue } from "./mackinnon.ts";

export interface DickeyFullerOptions {
  /** "c": constant (default); "ct": constant and straight line. */
  readonly regression?: "c" | "ct";
  /** Lagged differences: a number, or "aic" (default) for the least AIC up to ⌈12 (n/100)^¼⌉ (Schwert 1989). */
  readonly lags?: "aic" | number;
}

export interface DickeyFullerTest {
  /** t ratio of the lagged level. */
  readonly statistic: number;
  /** MacKinnon's (1994) response surface; 0 or 1 only beyond the reach of its polynomials. */
  readonly pValue: number;
  readonly lags: number;
  /** Rows of the regression. */
  readonly n: number;
}

/**
 * Dickey and Fuller's (1979) test with lagged differences (Said and Dickey 1984), whose null hypothesis is a unit root. Lags
 * are chosen on one common set of rows, and the test then uses every row that the chosen number leaves. Rows that touch a NaN
 * are left out. All NaN when rows do not exceed columns or the series has no variation. RangeError for impossible `lags`.
 */
export function augmentedDickeyFuller(y: Float64Array, options: DickeyFullerOptions = {}): DickeyFullerTest {
  const { regression = "c", lags = "aic" } = options;
  if (lags !== "aic" && (!Number.isSafeInteger(lags) || lags < 0))
    throw new RangeError(`augmentedDickeyFuller: lags must be "aic" or a whole number ≥ 0; got ${lags}`);
  const deterministic = regression === "c" ? 1 : 2;
  const n = y.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  let chosen = lags === "aic" ? 0 : lags;
  if (lags === "aic") {
    const most = Math.max(0, Math.min(Math.ceil(12 * (n / 100) ** 0.25), Math.floor(n / 2) - deterministic - 1));
    let least = Infinity;
    for (let lag = 0; lag <= most; lag++) {
      const { aic } = regress(y, lag, most, deterministic);
      if (aic < least) {
        least = aic;
        chosen = lag;
      }
    }
  }
  const { statistic, rows } = regress(y, chosen, chosen, deterministic);
  return { statistic, pValue: mackinnonPValue(statistic, regression), lags: chosen, n: rows };
}

/** Δy_t on y_{t−1}, `lags` earlier differences, constant and line, over the rows for which `reserved` differences exist. */
function regress(
  y: Float64Array,
  lags: number,
  reserved: number,
  deterministic: number,
): { statistic: number; aic: number; rows: number } {
  const none = { statistic: Number.NaN, aic: Infinity, rows: 0 };
  const at: number[] = [];
  let known = 0;
  for (let t = 0; t < y.length; t++) {
    known = Number.isNaN(y[t]!) ? 0 : known + 1;
    if (known > reserved + 1) at.push(t);
  }
  const rows = at.length;
  const k = 1 + lags + deterministic;
  if (rows <= k) return none;
  const origin = y[at[0]!]!;
  const size = y.reduce((most, value) => Math.max(most, Number.isNaN(value) ? 0 : Math.abs(value - origin)), 0);
  if (!(size > 0)) return none;
  const z = y.map((value) => (value - origin) / size);
  const x = createMatrix(rows, k);
  const outcome = new Float64Array(rows);
  at.forEach((t, row) => {
    outcome[row] = z[t]! - z[t - 1]!;
    x.data[row] = 1;
    if (deterministic === 2) x.data[rows + row] = (2 * t) / y.length - 1;
    x.data[deterministic * rows + row] = z[t - 1]!;
    for (let lag = 1; lag <= lags; lag++) x.data[(deterministic + lag) * rows + row] = z[t - lag]! - z[t - lag - 1]!;
  });
  const fit = leastSquares(x, outcome);
  const variance = fit.rss / fit.dfResidual;
  const stderr = Math.sqrt(variance * fit.unscaledCovariance.data[deterministic * k + deterministic]!);
  const exact = !(fit.rss > 1e-26 * rows);
  return {
    statistic: exact ? Number.NaN : fit.coefficients[deterministic]! / stderr,
    aic: exact ? Infinity : rows * Math.log(fit.rss / rows) + 2 * fit.rank,
    rows,
  };
}
