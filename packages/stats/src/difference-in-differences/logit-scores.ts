import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";

const MOST_STEPS = 50;

/** Logistic regression in the form that influence functions need. */
export interface LogitScores {
  /** m fitted probabilities. */
  readonly probabilities: Float64Array;
  /** Cholesky factor of the information Σ w p (1 − p) x x′. */
  readonly information: Matrix;
}

/**
 * Maximum likelihood by Newton's method. `x`: m rows of k numbers, row after row; `treated` and `weights`: m. Null when columns are
 * collinear or the likelihood has no maximum, as when a combination of columns separates the arms.
 */
export function logitScores(
  x: Float64Array,
  k: number,
  treated: Uint8Array,
  weights: Float64Array,
): LogitScores | null {
  const m = treated.length;
  const beta = new Float64Array(k);
  const probabilities = new Float64Array(m);
  const gram = createMatrix(k, k);
  const score = new Float64Array(k);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let step = 0; step < MOST_STEPS; step++) {
    gram.data.fill(0);
    score.fill(0);
    for (let i = 0, at = 0; i < m; i++, at += k) {
      let eta = 0;
      for (let j = 0; j < k; j++) eta += beta[j]! * x[at + j]!;
      const p = eta < 0 ? Math.exp(eta) / (1 + Math.exp(eta)) : 1 / (1 + Math.exp(-eta));
      probabilities[i] = p;
      const error = weights[i]! * (treated[i]! - p);
      const weight = weights[i]! * p * (1 - p);
      for (let j = 0; j < k; j++) {
        const value = x[at + j]!;
        score[j] = score[j]! + error * value;
        const scaled = weight * value;
        for (let l = j; l < k; l++) gram.data[j * k + l] = gram.data[j * k + l]! + scaled * x[at + l]!;
      }
    }
    const information = cholesky(gram);
    if (information === null) return null;
    const move = choleskySolve(information, score);
    let decrement = 0;
    for (let j = 0; j < k; j++) decrement += move[j]! * score[j]!;
    if (decrement < 1e-22 * total) return { probabilities, information };
    for (let j = 0; j < k; j++) beta[j] = beta[j]! + move[j]!;
  }
  return null;
}
