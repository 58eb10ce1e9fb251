import * as normal from "../distributions/normal.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { learnedLinear, notLearned, type Learner } from "./aipw-learner.ts";
import { standardMoments, type StandardMoments } from "./aipw-standard-moments.ts";

/** Constant of the penalty, slightly above 1, and the chance of a useless column (Belloni, Chernozhukov and Hansen 2014, appendix A). */
const SLACK = 1.1;
/** Rounds of estimating the noise and the penalty from it in turn. */
const ROUNDS = 15;
const SWEEPS = 2000;
const SMALL = 1e-11;

/** Minimises ½ γ′Gγ − m′γ + λ Σ|γ| by coordinate descent from `gamma`, in place (Friedman, Hastie and Tibshirani 2010). */
function descend({ gram, moments }: StandardMoments, penalty: number, gamma: Float64Array): void {
  const q = gamma.length;
  const fitted = new Float64Array(q);
  for (let j = 0; j < q; j++) {
    for (let l = 0; l < q; l++) fitted[l] = fitted[l]! + gram.data[j * q + l]! * gamma[j]!;
  }
  const scale = Math.sqrt(moments.reduce((sum, each) => sum + each * each, 0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < q; j++) {
      const own = gram.data[j * q + j]!;
      const target = moments[j]! - fitted[j]! + own * gamma[j]!;
      const next = (Math.sign(target) * Math.max(0, Math.abs(target) - penalty)) / own;
      const change = next - gamma[j]!;
      if (change === 0) continue;
      gamma[j] = next;
      moved = Math.max(moved, Math.abs(change));
      for (let l = 0; l < q; l++) fitted[l] = fitted[l]! + change * gram.data[j * q + l]!;
    }
    if (moved <= SMALL * scale) return;
  }
}

/** Mean squared residual of standardised coefficients. */
function residualVariance({ gram, moments, variance }: StandardMoments, gamma: Float64Array): number {
  const q = gamma.length;
  let sum = variance;
  for (let j = 0; j < q; j++) {
    if (gamma[j] === 0) continue;
    let product = 0;
    for (let l = 0; l < q; l++) product += gram.data[j * q + l]! * gamma[l]!;
    sum += gamma[j]! * (product - 2 * moments[j]!);
  }
  return Math.max(0, sum);
}

function columnsOf(x: Matrix, chosen: readonly number[]): Matrix {
  const part = createMatrix(x.rows, chosen.length);
  chosen.forEach((j, at) => part.data.set(x.data.subarray(j * x.rows, (j + 1) * x.rows), at * x.rows));
  return part;
}

/**
 * Least squares on the columns that the lasso keeps (Belloni and Chernozhukov 2013), with the penalty 2.2 σ √n Φ⁻¹(1 − γ / 2q),
 * γ = 0.1 / log n, its σ estimated in turn with the fit: no chance, no validation set.
 */
export const lassoLearner: Learner = {
  fit: (x, y) => {
    const n = x.rows;
    if (n < 3) return notLearned("too-few-rows");
    const own = standardMoments("lassoLearner", x, y);
    const q = own.kept.length;
    const gamma = new Float64Array(q);
    const quantile = q === 0 ? 0 : normal.upperTailQuantile(0.1 / Math.log(n) / (2 * q));
    let sigma = Math.sqrt(own.variance);
    for (let round = 0; round < ROUNDS; round++) {
      // Of the loss ½ mean(residual²): λ / 2n of the penalty on Σ residual².
      descend(own, (SLACK * sigma * quantile) / Math.sqrt(n), gamma);
      const next = Math.sqrt(residualVariance(own, gamma));
      const isDone = Math.abs(next - sigma) <= 1e-6 * sigma;
      sigma = next;
      if (isDone) break;
    }
    const chosen = [own.columns.intercept, ...own.kept.filter((_, l) => gamma[l] !== 0)];
    if (n <= chosen.length) return notLearned("too-few-rows");
    const fit = leastSquares(columnsOf(x, chosen), y);
    const coefficients = new Float64Array(x.cols);
    chosen.forEach((j, at) => {
      coefficients[j] = fit.coefficients[at]!;
    });
    return learnedLinear(coefficients);
  },
};
