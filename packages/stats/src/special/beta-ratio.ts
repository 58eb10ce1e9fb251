import { betaTails } from "./incomplete-beta.ts";
import { logGammaIncrement, logGammaOnePlus } from "./log-gamma.ts";
import { standardNormalQuantile } from "./normal-quantile.ts";
import { solveTail } from "./solve-tail.ts";
import type { TailPoint } from "./tails.ts";

/**
 * Tails of F = (X / a) / (Y / b) at f > 0, where X and Y are gamma variables of shapes a and b: the beta distribution in a variable
 * in which both of its ends keep full relative accuracy, x = af / (af + b).
 */
export function betaRatioTails(a: number, b: number, f: number): TailPoint {
  const odds = (a / b) * f;
  const y = 1 / (1 + odds);
  const x = odds < 1 ? odds * y : 1 / (1 + 1 / odds);
  // w = bx − ay = a (f − 1) y = b (1 − 1/f) x
  return betaTails(a, b, x, y, f < 2 ? a * (f - 1) * y : b * (1 - 1 / f) * x);
}

/** The f at which a tail of {@link betaRatioTails} is p, 0 < p ≤ 0.5. */
export function betaRatioQuantile(a: number, b: number, p: number, upper: boolean): number {
  if (upper) return 1 / betaRatioQuantile(b, a, p, false);
  // Start from the leading term x^a / (a B(a, b)) for a small shape, else from Fisher (1924): log F is nearly normal.
  const start =
    a < 1
      ? Math.log(b / a) + (Math.log(p) + logGammaOnePlus(a) - logGammaIncrement(b, a)) / a
      : (1 / b - 1 / a) / 2 + standardNormalQuantile(p) * Math.sqrt(1 / a + 1 / b);
  return solveTail((f) => betaRatioTails(a, b, f), p, false, Math.exp(start));
}
