import * as studentT from "../distributions/student-t.ts";

/** How strong an omitted variable must be, as shares of residual variance, to overturn a regression coefficient. */
export interface RobustnessValue {
  /** Share of the outcome's residual variance that the treatment explains, R²(Y ~ D | X). */
  readonly partialR2: number;
  /** Share of both residual variances at which the estimate falls by `q` of itself. */
  readonly value: number;
  /** The same until the reduced estimate is no longer significant at `alpha`; 0 where it is not so already. */
  readonly significance: number;
}

/** Strength of one omitted variable, and the estimate that would have been found with it. */
export interface ConfoundedEstimate {
  /** R² of the omitted variable with the treatment, given the covariates. */
  readonly treatmentR2: number;
  /** R² of the omitted variable with the outcome, given treatment and covariates. */
  readonly outcomeR2: number;
  /** After the worst bias that such a variable can make, towards no effect. */
  readonly value: number;
  readonly stderr: number;
  readonly lower: number;
  readonly upper: number;
  /**
   * The confidence limit on the side of no effect, at its worst over variables that explain no more than this: one that explains all that
   * is left of the outcome leaves no error, and may so do less to the limit than a weaker one.
   */
  readonly limit: number;
}

/** The share t² / (t² + df) of residual variance that a coefficient with statistic `t` explains. */
export function partialR2(t: number, df: number): number {
  return t * t === Infinity ? 1 : (t * t) / (t * t + df);
}

function checkDf(who: string, df: number): void {
  if (!(df > 1)) throw new RangeError(`${who}: df must be above 1; got ${df}`);
}

/** Root x of x² / (1 − x) = f². */
function balanced(f: number): number {
  const square = f * f;
  // √(f⁴ + 4 f²) − f², without the difference of two large numbers.
  return square === Infinity ? 1 : (2 * Math.abs(f)) / (Math.sqrt(square + 4) + Math.abs(f));
}

/**
 * Robustness values of a least-squares coefficient with statistic `t` on `df` residual degrees of freedom (Cinelli and Hazlett 2020,
 * J. R. Stat. Soc. B 82, eqs. 18 and 19; with the boundary case of Cinelli and Hazlett 2025, in which the treatment's share alone
 * decides). `q`: share of the estimate to lose. RangeError unless df > 1, q > 0 and 0 < alpha < 1.
 */
export function robustnessValue(t: number, df: number, q = 1, alpha = 0.05): RobustnessValue {
  checkDf("robustnessValue", df);
  if (!(q > 0 && alpha > 0 && alpha < 1)) {
    throw new RangeError(`robustnessValue: q must be positive and alpha between 0 and 1; got ${q} and ${alpha}`);
  }
  const f = (q * Math.abs(t)) / Math.sqrt(df);
  const critical = studentT.upperTailQuantile(alpha / 2, df - 1) / Math.sqrt(df - 1);
  const left = f - critical;
  let significance = 0;
  if (left > 0) {
    significance = f < 1 / critical ? balanced(left) : (f * f - critical * critical) / (1 + f * f);
  }
  return { partialR2: partialR2(t, df), value: balanced(f), significance };
}

/**
 * The estimate had a variable of the given strength not been omitted (Cinelli and Hazlett 2020, eqs. 14 and 15), with the bias against
 * the estimate's sign, and its interval of Student's t at `level`. RangeError unless df > 1, 0 ≤ treatmentR2 < 1 and 0 ≤ outcomeR2 ≤ 1.
 */
export function confoundedEstimate(
  value: number,
  stderr: number,
  df: number,
  treatmentR2: number,
  outcomeR2: number,
  level = 0.95,
): ConfoundedEstimate {
  checkDf("confoundedEstimate", df);
  if (!(treatmentR2 >= 0 && treatmentR2 < 1 && outcomeR2 >= 0 && outcomeR2 <= 1)) {
    throw new RangeError(`confoundedEstimate: shares must lie in [0, 1); got ${treatmentR2} and ${outcomeR2}`);
  }
  const sign = value < 0 ? -1 : 1;
  const critical = studentT.upperTailQuantile((1 - level) / 2, df - 1);
  const scale = stderr / Math.sqrt(1 - treatmentR2);
  const error = Math.sqrt(df / (df - 1));
  const toZero = (share: number): number => scale * Math.sqrt(share * treatmentR2 * df);
  const own = (share: number): number => scale * error * Math.sqrt(1 - share);
  const reduced = value - sign * toZero(outcomeR2);
  const half = critical * own(outcomeR2);
  // Bias a √R plus half width c √(1 − R) is greatest at R = a² / (a² + c²).
  const [a, c] = [treatmentR2 * df, (critical * error) ** 2];
  const worst = Math.min(outcomeR2, a / (a + c));
  return {
    treatmentR2,
    outcomeR2,
    value: reduced,
    stderr: own(outcomeR2),
    lower: reduced - half,
    upper: reduced + half,
    limit: value - sign * (toZero(worst) + critical * own(worst)),
  };
}

/**
 * Greatest strength of an omitted variable that is `times` as strong as an observed covariate, whose partial R² with the treatment (given
 * the other covariates) is `treatmentR2` and with the outcome (given treatment and other covariates) `outcomeR2` (Cinelli and Hazlett 2020,
 * section 4.4). Null where no variable can be that strong; `outcomeR2` of the answer is at most 1.
 */
export function benchmarkBound(
  treatmentR2: number,
  outcomeR2: number,
  times = 1,
): { readonly treatmentR2: number; readonly outcomeR2: number } | null {
  const treatment = (times * treatmentR2) / (1 - treatmentR2);
  if (!(treatment < 1) || !(outcomeR2 < 1)) return null;
  // R² of the omitted variable with the covariate once the treatment is held fixed.
  const shared = (times * treatmentR2 * treatmentR2) / ((1 - times * treatmentR2) * (1 - treatmentR2));
  if (!(shared >= 0 && shared < 1)) return null;
  const eta = (Math.sqrt(times) + Math.sqrt(shared)) / Math.sqrt(1 - shared);
  return { treatmentR2: treatment, outcomeR2: Math.min(1, (eta * eta * outcomeR2) / (1 - outcomeR2)) };
}
