import { betaRatioQuantile, betaRatioTails } from "../special/beta-ratio.ts";
import { logGammaIncrement } from "../special/log-gamma.ts";
import { checkProbability, positive } from "./check.ts";
import * as normal from "./normal.ts";

/** Beyond this t²/df, P(|T| > t) is its leading term to the last digit. */
const POWER_LAW_FROM = 1e17;

/** P(|T| > t) / (t / √df)^−df as t grows: 1 / (a B(a, ½)) with a = df / 2. */
function powerLawFactor(df: number): number {
  const a = df / 2;
  return Math.exp(logGammaIncrement(a, 0.5)) / (a * Math.sqrt(Math.PI));
}

/** P(|T| ≤ t) as `lower` and P(|T| > t) as `upper`, t ≥ 0. */
function centralTails(t: number, df: number): { lower: number; upper: number } {
  if (t === 0) return { lower: 0, upper: 1 };
  if (t / Math.sqrt(df) > Math.sqrt(POWER_LAW_FROM)) {
    const upper = powerLawFactor(df) * (t / Math.sqrt(df)) ** -df;
    return { lower: 1 - upper, upper };
  }
  // t² is F(1, df); below this it would underflow, and P(|T| ≤ t) is 2 t pdf(0).
  return t < 1e-100 ? { lower: 2 * t * pdf(0, df), upper: 1 } : betaRatioTails(0.5, df / 2, t * t);
}

function checkDf(df: number): void {
  if (df !== Infinity) positive("studentT", "df", df);
}

/** Density of Student's t at `t`. NaN gives NaN; ±Infinity gives 0. `df` as in {@link cdf}. */
export function pdf(t: number, df: number): number {
  checkDf(df);
  if (df === Infinity) return normal.pdf(t);
  const scale = Math.exp(logGammaIncrement(df / 2, 0.5)) / Math.sqrt(df * Math.PI);
  const size = Math.abs(t) / Math.sqrt(df);
  // (1 + size²)^{−(df+1)/2}, through size^{−(df+1)} where size² would overflow.
  const power = size > 1e17 ? size ** -(df + 1) : Math.exp((-(df + 1) / 2) * Math.log1p(size * size));
  return scale * power;
}

/**
 * P(T ≤ t) of Student's t with `df` degrees of freedom, not necessarily whole; `df` Infinity is the normal distribution. Relative error
 * below 1e-12 down to 1e-300, for df from 0.1 to 1e10. NaN gives NaN, −Infinity 0, Infinity 1. RangeError unless `df` is positive.
 */
export function cdf(t: number, df: number): number {
  return upperTail(-t, df);
}

/** P(T > t), with the relative accuracy of {@link cdf} in the far upper tail. NaN gives NaN, −Infinity 1, Infinity 0. */
export function upperTail(t: number, df: number): number {
  checkDf(df);
  if (Number.isNaN(t)) return NaN;
  if (df === Infinity) return normal.upperTail(t);
  const { lower, upper } = centralTails(Math.abs(t), df);
  return t > 0 ? upper / 2 : 0.5 + lower / 2;
}

/**
 * The t with P(T ≤ t) = p; relative error below 1e-12, also beside the median. `p` 0 gives −Infinity, 0.5 gives 0, 1 gives Infinity,
 * NaN gives NaN. RangeError when `p` is outside [0, 1] or `df` is not positive.
 */
export function quantile(p: number, df: number): number {
  return -upperTailQuantile(p, df);
}

/** The t with P(T > t) = q; exact for tiny q, where 1 − q would round to 1. Edges as in {@link quantile}, mirrored. */
export function upperTailQuantile(q: number, df: number): number {
  checkProbability("studentT.quantile", q);
  checkDf(df);
  if (Number.isNaN(q)) return NaN;
  if (df === Infinity) return normal.upperTailQuantile(q);
  if (q > 0.5) return -positiveQuantile(1 - q, df);
  return q === 0.5 ? 0 : positiveQuantile(q, df);
}

/** The t > 0 with P(T > t) = q, 0 ≤ q < 0.5; beside the median from P(|T| ≤ t), which is small there. */
function positiveQuantile(q: number, df: number): number {
  if (q === 0) return Infinity;
  const size = (powerLawFactor(df) / (2 * q)) ** (1 / df);
  if (size * size > POWER_LAW_FROM) return size * Math.sqrt(df);
  if (q > 0.25) return Math.sqrt(betaRatioQuantile(0.5, df / 2, 1 - 2 * q, false));
  return Math.sqrt(betaRatioQuantile(0.5, df / 2, 2 * q, true));
}
