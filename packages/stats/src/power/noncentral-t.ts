import { positive } from "../distributions/check.ts";
import * as normal from "../distributions/normal.ts";
import { deviance } from "../special/deviance.ts";
import { stirlingError } from "../special/log-gamma.ts";

/** Terms below this share of the sum are left out. */
const NEGLIGIBLE = 1e-18;

/** Density of u = log √(χ²/df) over that of its peak: −log of it is a · deviance, a = df / 2. */
function relativeDensity(u: number, a: number): number {
  return Math.exp(-a * deviance(Math.expm1(2 * u), Math.exp(2 * u)));
}

/**
 * E[tail(t s − δ)] over s = √(χ²/df), for `tail` the normal upper or lower tail, by the trapezoidal rule in u = log s: there the integrand
 * is analytic and falls off at both ends, so that the error of the rule falls exponentially with its step (Trefethen and Weideman 2014).
 */
function mixture(tail: (z: number) => number, t: number, df: number, noncentrality: number): number {
  const a = df / 2;
  // The integrand's peak lies at s ≤ reach. There its log bends by at most 2 df s² from the density and (t s)² from the tail, whose fall
  // happens at |t s − δ| < 40. A step of 0.4 over the root of the bend leaves an error near e⁻³⁶; 20 bounds it where df is small.
  const reach = Math.sqrt(1 + (noncentrality * noncentrality) / df);
  const steep = Math.min(Math.abs(t) * (1 + reach), Math.abs(noncentrality) + 40);
  const step = 0.4 / Math.sqrt(20 + 2 * df * reach * reach + 2 * steep * steep);
  const term = (k: number): number => {
    const u = k * step;
    return relativeDensity(u, a) * tail(t * Math.exp(u) - noncentrality);
  };
  // Climb to the largest term, by doubling strides, so that far tails are summed around their own peak.
  let peak = 0;
  let height = term(0);
  for (const direction of [1, -1]) {
    let stride = 1;
    for (;;) {
      const next = term(peak + direction * stride);
      if (next > height) {
        peak += direction * stride;
        height = next;
        stride *= 2;
      } else if (stride > 1) stride = Math.max(1, stride >> 2);
      else break;
    }
  }
  let sum = height;
  for (const direction of [1, -1]) {
    for (let k = peak + direction; ; k += direction) {
      const next = term(k);
      sum += next;
      if (next <= NEGLIGIBLE * sum) break;
    }
  }
  return Math.min(1, 2 * step * sum * Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirlingError(a)));
}

function tailOf(upper: boolean, t: number, df: number, noncentrality: number): number {
  if (df !== Infinity) positive("noncentralT", "df", df);
  if (!Number.isFinite(noncentrality))
    throw new RangeError(`noncentralT: noncentrality must be finite; got ${noncentrality}`);
  if (Number.isNaN(t)) return NaN;
  const tail = upper ? (z: number): number => normal.upperTail(z) : (z: number): number => normal.cdf(z);
  if (Math.abs(t) === Infinity) return tail(t);
  return df === Infinity ? tail(t - noncentrality) : mixture(tail, t, df, noncentrality);
}

/**
 * P(T ≤ t) of the noncentral t distribution, T = (Z + noncentrality) / √(χ²/df). NaN gives NaN. RangeError unless `df` is positive (it may
 * be Infinity) and `noncentrality` finite.
 */
export function cdf(t: number, df: number, noncentrality: number): number {
  return tailOf(false, t, df, noncentrality);
}

/** P(T > t), computed without subtraction. Arguments as in {@link cdf}. */
export function upperTail(t: number, df: number, noncentrality: number): number {
  return tailOf(true, t, df, noncentrality);
}
