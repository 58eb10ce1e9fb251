import type { Matrix } from "../linear-algebra/matrix.ts";
import { besselSupremumUpperTail } from "./bessel-supremum.ts";
import { growingResidualSums } from "./growing-residual-sums.ts";

export interface SupFTest {
  /** Largest k·F over the break points: χ² with k degrees of freedom at each single one. */
  readonly statistic: number;
  /** Asymptotic, from the distribution of the supremum (Andrews 1993); it supposes errors without autocorrelation. */
  readonly pValue: number;
  /** First row of y after the most likely break. */
  readonly index: number | null;
}

/**
 * Andrews' (1993) test of a change of all coefficients of y on x at one unknown row, by F statistics over the break points that
 * leave a share `trimming` (default 0.15) of the rows on each side. `x` is n × k, with its column of ones if wanted.
 *
 * Statistic NaN and index null when no break point leaves more rows than columns on either side, or the fit is exact.
 * RangeError for shapes, numbers that are not finite and a trimming outside (0, 0.5).
 */
export function supF(y: Float64Array, x: Matrix, trimming = 0.15): SupFTest {
  const n = y.length;
  const k = x.cols;
  if (x.rows !== n) throw new RangeError(`supF: x has ${x.rows} rows; y has ${n}`);
  if (!(trimming > 0 && trimming < 0.5))
    throw new RangeError(`supF: trimming must lie between 0 and 0.5; got ${trimming}`);
  if (!y.every(Number.isFinite) || !x.data.every(Number.isFinite)) throw new RangeError("supF: y and x must be finite");
  const ahead = growingResidualSums(y, x, false);
  const back = growingResidualSums(y, x, true);
  const whole = n > 0 ? ahead[n - 1]! : 0;
  const square = y.reduce((sum, value) => sum + value * value, 0);
  let statistic = Number.NaN;
  let index: number | null = null;
  const first = Math.max(k + 1, Math.floor(trimming * n));
  for (let before = first; before <= n - first; before++) {
    const rss = ahead[before - 1]! + back[n - before - 1]!;
    if (!(rss > 1e-24 * square)) continue;
    const wald = (whole - rss) / (rss / (n - 2 * k));
    if (!(wald <= statistic)) {
      statistic = wald;
      index = before;
    }
  }
  return { statistic, pValue: besselSupremumUpperTail(statistic, k, trimming), index };
}
