import { addWeightedGram, squaredNorm } from "../regression/weighted-gram.ts";

/**
 * Bell and McCaffrey's (2002) degrees of freedom of an HC2 variance under equal error variances, from one pass: with w the weights of
 * the rows in c′β̂, h their leverage, a² = w²/(1 − h) and q their coordinates, df = (Σ w²)² / (Σ a⁴(1 − 2h) + |Σ a² q q′|²).
 */
export interface DegreesOfFreedom {
  /** `weights` w and `free` 1 − h (0 where a row determines its own fit) of `count` rows with coordinates `q` (count × rank). */
  add(weights: Float64Array, free: Float64Array, q: Float64Array, count: number): void;
  finish(): number;
}

/** See {@link DegreesOfFreedom}. `size`: most rows at once. */
export function createDegreesOfFreedom(rank: number, size: number): DegreesOfFreedom {
  const gram = new Float64Array(rank * rank);
  const squares = new Float64Array(size);
  const work = new Float64Array(size);
  let total = 0;
  let own = 0;
  return {
    add(weights, free, q, count) {
      for (let i = 0; i < count; i++) {
        const square = weights[i]! * weights[i]!;
        const adjusted = free[i]! > 0 ? square / free[i]! : 0;
        squares[i] = adjusted;
        total += square;
        own += adjusted * adjusted * (2 * free[i]! - 1);
      }
      addWeightedGram(gram, squares, q, count, rank, work);
    },
    finish: () => (total * total) / (own + squaredNorm(gram, rank)),
  };
}
