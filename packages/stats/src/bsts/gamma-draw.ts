import type { Rng } from "../random/rng.ts";
import { portableLog } from "../special/portable-log.ts";
import { portableExp } from "./portable-exp.ts";

/** A draw from Gamma(shape, rate 1), shape > 0 (Marsaglia and Tsang 2000; their section 6 for a shape below 1). */
export function standardGamma(rng: Rng, shape: number): number {
  const lifted = shape < 1 ? shape + 1 : shape;
  const d = lifted - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  let cubed = 0;
  for (;;) {
    const z = rng.normal();
    const v = 1 + c * z;
    if (!(v > 0)) continue;
    cubed = v * v * v;
    if (portableLog(rng.uniform()) < 0.5 * z * z + d * (1 - cubed + portableLog(cubed))) break;
  }
  return shape < 1 ? d * cubed * portableExp(portableLog(rng.uniform()) / shape) : d * cubed;
}

/**
 * A draw from Gamma(shape, rate) given that it exceeds `lower` ≥ 0. Past the mean an exponential from `lower` on is thinned, with the
 * rate of best acceptance (Dagpunar 2007, section 4.3.5, by Philippe 1997); before it, draws from the whole are repeated.
 */
export function gammaAbove(rng: Rng, shape: number, rate: number, lower: number): number {
  const bound = lower * rate;
  if (bound <= shape) {
    for (;;) {
      const draw = standardGamma(rng, shape);
      if (draw > bound) return draw / rate;
    }
  }
  // With slope λ the ratio of densities x^(shape − 1) e^−(1 − λ)x peaks at (shape − 1)/(1 − λ), or at the bound if that is larger.
  const slope =
    shape > 1 ? (bound - shape + Math.sqrt((bound - shape) * (bound - shape) + 4 * bound)) / (2 * bound) : 1;
  const peak = shape > 1 ? Math.max(bound, (shape - 1) / (1 - slope)) : bound;
  for (;;) {
    const draw = bound - portableLog(rng.uniform()) / slope;
    const logAcceptance = (shape - 1) * portableLog(draw / peak) - (1 - slope) * (draw - peak);
    if (portableLog(rng.uniform()) < logAcceptance) return draw / rate;
  }
}
