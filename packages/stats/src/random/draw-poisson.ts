import { logGamma } from "../special/log-gamma.ts";
import type { Rng } from "./rng.ts";

/** Below this mean, adding up probabilities from 0 is quicker than rejection. */
const smallMean = 10;

/** Inversion by sequential search; one uniform. */
function bySearch(rng: Rng, mean: number): number {
  let left = rng.uniform();
  let probability = Math.exp(-mean);
  let k = 0;
  while (left > probability && probability > 0) {
    left -= probability;
    k += 1;
    probability *= mean / k;
  }
  return k;
}

/** Transformed rejection with squeeze, PTRS (Hörmann 1993, "The transformed rejection method for generating Poisson random variables"). */
function byRejection(rng: Rng, mean: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  const logMean = Math.log(mean);
  for (;;) {
    const u = rng.uniform() - 0.5;
    const v = rng.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * logMean - mean - logGamma(k + 1)) return k;
  }
}

/** A Poisson count of the given mean, exact in distribution. RangeError unless 0 ≤ mean ≤ 2⁵². */
export function drawPoisson(rng: Rng, mean: number): number {
  if (!(mean >= 0 && mean <= 2 ** 52)) throw new RangeError(`drawPoisson: mean must be from 0 to 2^52; got ${mean}`);
  if (mean === 0) return 0;
  return mean < smallMean ? bySearch(rng, mean) : byRejection(rng, mean);
}
