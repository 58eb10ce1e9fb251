import type { Rng } from "../random/rng.ts";

/** Fewest clusters from which the 2ᴳ sign patterns are enough for a p-value of fine resolution. */
const FEWEST_FOR_SIGNS = 12;

/** Webb's (2023) six points: mean 0, variance 1, fourth moment 7/6. */
const WEBB = [-Math.sqrt(1.5), -1, -Math.sqrt(0.5), Math.sqrt(0.5), 1, Math.sqrt(1.5)];

export type WildWeights = "rademacher" | "webb";

/** Successive weights of `clusters` clusters. */
export interface WeightSequence {
  readonly weights: WildWeights;
  /** True when the sequence holds each pattern of signs once, up to a reversal of all, which changes no |t|. */
  readonly enumerated: boolean;
  /** Patterns in the sequence. */
  readonly length: number;
  /** Writes the next pattern. */
  next(v: Float64Array): void;
}

/** `auto`: six points below 12 clusters, else signs; signs are enumerated when all 2ᴳ patterns are no more than `draws` + 1. */
export function weightSequence(
  rng: Rng,
  clusters: number,
  draws: number,
  weights: "auto" | WildWeights,
): WeightSequence {
  const chosen = weights === "auto" ? (clusters < FEWEST_FOR_SIGNS ? "webb" : "rademacher") : weights;
  if (chosen === "webb") {
    return {
      weights: chosen,
      enumerated: false,
      length: draws,
      next: (v) => {
        for (let g = 0; g < v.length; g++) v[g] = WEBB[rng.integer(6)]!;
      },
    };
  }
  if (2 ** clusters > draws + 1) {
    return {
      weights: chosen,
      enumerated: false,
      length: draws,
      next: (v) => {
        for (let g = 0; g < v.length; g++) v[g] = rng.integer(2) === 0 ? -1 : 1;
      },
    };
  }
  let pattern = 0;
  return {
    weights: chosen,
    enumerated: true,
    length: 2 ** (clusters - 1),
    next: (v) => {
      for (let g = 0; g < v.length; g++) v[g] = Math.floor(pattern / 2 ** g) % 2 === 1 ? -1 : 1;
      pattern += 1;
    },
  };
}
