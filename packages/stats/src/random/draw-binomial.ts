import { logGamma } from "../special/log-gamma.ts";
import type { Rng } from "./rng.ts";

/** Below this mean of the rarer outcome, adding up probabilities from 0 is quicker than rejection. */
const smallMean = 10;

/** Inversion by sequential search; one uniform. `p` ≤ 1/2. */
function bySearch(rng: Rng, n: number, p: number): number {
  const odds = p / (1 - p);
  let left = rng.uniform();
  let probability = Math.exp(n * Math.log1p(-p));
  let k = 0;
  while (left > probability && k < n) {
    left -= probability;
    k += 1;
    probability *= (odds * (n - k + 1)) / k;
  }
  return k;
}

/** Transformed rejection with squeeze, BTRS (Hörmann 1993, "The generation of binomial random variates"). `p` ≤ 1/2. */
function byRejection(rng: Rng, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const atMode = logGamma(mode + 1) + logGamma(n - mode + 1);
  for (;;) {
    const u = rng.uniform() - 0.5;
    const v = rng.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= squeeze) return k;
    const height = Math.log((v * alpha) / (a / (us * us) + b));
    if (height <= atMode - logGamma(k + 1) - logGamma(n - k + 1) + (k - mode) * logOdds) return k;
  }
}

/** Successes in n trials of probability p, exact in distribution. RangeError unless n is a whole number from 0 to 2³¹ and 0 ≤ p ≤ 1. */
export function drawBinomial(rng: Rng, n: number, p: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 2 ** 31 || !(p >= 0 && p <= 1)) {
    throw new RangeError(
      `drawBinomial: cannot draw from ${n} trials of probability ${p}; n must be whole, 0 <= p <= 1`,
    );
  }
  if (n === 0 || p === 0) return 0;
  if (p > 0.5) return n - drawBinomial(rng, n, 1 - p);
  return n * p < smallMean ? bySearch(rng, n, p) : byRejection(rng, n, p);
}
