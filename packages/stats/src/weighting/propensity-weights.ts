import type { Target } from "./target.ts";

/**
 * Weights that make each arm like the target: h(e) / P(own arm) with h = 1, e, 1 − e or e (1 − e) (Li, Morgan and Zaslavsky 2018,
 * table 1). `scores`: n propensities in (0, 1); `treated`: n, 0 or 1. Not normalised.
 */
export function propensityWeights(scores: Float64Array, treated: Uint8Array, target: Target): Float64Array {
  return scores.map((e, i) => weightAt(e, treated[i]!, target));
}

function weightAt(e: number, arm: number, target: Target): number {
  if (target === "overlap") return arm === 1 ? 1 - e : e;
  if (target === "att") return arm === 1 ? 1 : e / (1 - e);
  if (target === "atc") return arm === 1 ? (1 - e) / e : 1;
  return arm === 1 ? 1 / e : 1 / (1 - e);
}

/** Derivative of the weight in e. */
export function weightSlope(e: number, arm: number, target: Target): number {
  if (target === "overlap") return arm === 1 ? -1 : 1;
  if (arm === 1) return target === "att" ? 0 : -1 / (e * e);
  return target === "atc" ? 0 : 1 / ((1 - e) * (1 - e));
}
