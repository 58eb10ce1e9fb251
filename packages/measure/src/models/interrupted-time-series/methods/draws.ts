import type { Interval } from "@ie/contracts";
import type { Inference } from "../method.ts";

/** What posterior draws say of one number. */
export interface DrawnInference extends Inference {
  readonly sorted: Float64Array;
}

/**
 * The order statistics x₍m₎ and x₍D+1−m₎ that agree with the p-value below: 0 is outside just when p < 1 − level
 * (m = ⌈α(D + 1)/2⌉ − 1, at least 1).
 */
function intervalOf(sorted: Float64Array, level: number): Interval {
  const D = sorted.length;
  const m = Math.max(1, Math.ceil(((1 - level) * (D + 1)) / 2 - 1e-9) - 1);
  return { lower: sorted[m - 1]!, upper: sorted[D - m]!, level };
}

/** Posterior mean, standard deviation and equal-tailed interval; p is two-sided and, from D draws, at least 2 ÷ (D + 1). */
export function inferenceOfDraws(draws: Float64Array, level: number): DrawnInference {
  const D = draws.length;
  const sorted = draws.slice().sort();
  const value = draws.reduce((sum, draw) => sum + draw / D, 0);
  const stderr = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - value) ** 2 / (D - 1), 0));
  const below = draws.reduce((count, draw) => count + (draw <= 0 ? 1 : 0), 0);
  const above = draws.reduce((count, draw) => count + (draw >= 0 ? 1 : 0), 0);
  return {
    value,
    stderr,
    interval: intervalOf(sorted, level),
    pValue: Math.min(1, (2 * (1 + Math.min(below, above))) / (D + 1)),
    sorted,
  };
}
