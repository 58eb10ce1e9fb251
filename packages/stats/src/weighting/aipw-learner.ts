import type { Matrix } from "../linear-algebra/matrix.ts";

/** A fitted regression. */
export interface Learned {
  /** Unless "ok" there are no predictions. */
  readonly status: "ok" | "separated" | "no-variation" | "not-converged" | "too-few-rows";
  /** Columns that a status is about, as those that separate. */
  readonly columns: readonly number[];
  /** The expected outcome of each row of a matrix with the columns of the fit. */
  predict(x: Matrix): Float64Array;
}

/**
 * A regression of y (n) on the columns of x (n × k, the first of them ones), as a plain value: bring your own. It must not use
 * chance, and must not depend on the order of the rows.
 */
export interface Learner {
  /** What y may hold; without it, any numbers. */
  readonly outcomes?: "binary";
  fit(x: Matrix, y: Float64Array): Learned;
}

/** x β; coefficients that are NaN, those of aliased columns, count as 0. */
function linearPredictor(x: Matrix, coefficients: Float64Array): Float64Array {
  const n = x.rows;
  const sum = new Float64Array(n);
  for (let j = 0; j < x.cols; j++) {
    const factor = coefficients[j]!;
    if (Number.isNaN(factor) || factor === 0) continue;
    for (let i = 0, at = j * n; i < n; i++, at++) sum[i] = sum[i]! + factor * x.data[at]!;
  }
  return sum;
}

export function learnedLinear(coefficients: Float64Array): Learned {
  return { status: "ok", columns: [], predict: (x) => linearPredictor(x, coefficients) };
}

export function notLearned(status: Exclude<Learned["status"], "ok">, columns: readonly number[] = []): Learned {
  return { status, columns, predict: (x) => new Float64Array(x.rows).fill(NaN) };
}

const expit = (eta: number): number => (eta < 0 ? Math.exp(eta) / (1 + Math.exp(eta)) : 1 / (1 + Math.exp(-eta)));

export function learnedLogit(coefficients: Float64Array): Learned {
  return { status: "ok", columns: [], predict: (x) => linearPredictor(x, coefficients).map(expit) };
}
