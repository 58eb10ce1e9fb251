import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { addWeightedGram } from "../regression/weighted-gram.ts";
import { logit, probit, type BinomialLink, type Contribution } from "./binomial-links.ts";
import { blockRows, fillBlock, type StandardColumns } from "./standard-columns.ts";

/** The log-likelihood with its derivatives in standardised coefficients, by one pass over the rows. */
export interface LikelihoodPass {
  readonly totalWeight: number;
  /** Sets gradient, information and rows to those at `gamma` (q), and gives the log-likelihood. */
  at(gamma: Float64Array): number;
  /** q, of the last call. */
  readonly gradient: Float64Array;
  /** q × q, symmetric, of the last call. */
  readonly information: Matrix;
  /** Linear predictors (n) of the direction `gamma`, into `eta`. */
  predict(gamma: Float64Array, eta: Float64Array): void;
  /** Copies of the rows' quantities of the last call. */
  rows(): {
    readonly linearPredictor: Float64Array;
    readonly probabilities: Float64Array;
    readonly densities: Float64Array;
    readonly scores: Float64Array;
    readonly curvatures: Float64Array;
  };
}

/** `y`: n; `x`: n × k, of which the columns `kept` enter. */
export function createLikelihoodPass(
  y: Uint8Array,
  x: Matrix,
  weights: Float64Array | null,
  columns: StandardColumns,
  kept: readonly number[],
  link: BinomialLink,
): LikelihoodPass {
  const n = y.length;
  const q = kept.length;
  const contribute = link === "logit" ? logit : probit;
  const block = new Float64Array(q * blockRows);
  const work = new Float64Array(blockRows);
  const etas = new Float64Array(n);
  const probabilities = new Float64Array(n);
  const densities = new Float64Array(n);
  const scores = new Float64Array(n);
  const curvatures = new Float64Array(n);
  const gradient = new Float64Array(q);
  const information = createMatrix(q, q);
  const gram = new Float64Array(q * q);
  const each: Contribution = { probability: 0, density: 0, logLikelihood: 0, score: 0, curvature: 0 };

  const predictBlock = (gamma: Float64Array, from: number, count: number, eta: Float64Array): void => {
    fillBlock(x, columns, kept, from, count, block);
    for (let i = 0; i < count; i++) eta[from + i] = 0;
    for (let l = 0; l < q; l++) {
      const factor = gamma[l]!;
      for (let i = 0, at = l * count; i < count; i++, at++) eta[from + i] = eta[from + i]! + factor * block[at]!;
    }
  };

  return {
    totalWeight: weights === null ? n : weights.reduce((sum, weight) => sum + weight, 0),
    gradient,
    information,
    at(gamma) {
      gram.fill(0);
      gradient.fill(0);
      let logLikelihood = 0;
      for (let from = 0; from < n; from += blockRows) {
        const count = Math.min(blockRows, n - from);
        predictBlock(gamma, from, count, etas);
        for (let i = from; i < from + count; i++) {
          const weight = weights === null ? 1 : weights[i]!;
          contribute(etas[i]!, y[i]!, each);
          probabilities[i] = each.probability;
          densities[i] = each.density;
          scores[i] = weight * each.score;
          curvatures[i] = weight * each.curvature;
          if (weight > 0) logLikelihood += weight * each.logLikelihood;
        }
        for (let l = 0; l < q; l++) {
          let sum = 0;
          for (let i = 0, at = l * count; i < count; i++, at++) sum += scores[from + i]! * block[at]!;
          gradient[l] = gradient[l]! + sum;
        }
        addWeightedGram(gram, curvatures.subarray(from, from + count), block, count, q, work);
      }
      for (let j = 0; j < q; j++) {
        for (let l = 0; l <= j; l++) {
          information.data[l * q + j] = gram[j * q + l]!;
          information.data[j * q + l] = gram[j * q + l]!;
        }
      }
      return logLikelihood;
    },
    predict(gamma, eta) {
      for (let from = 0; from < n; from += blockRows) predictBlock(gamma, from, Math.min(blockRows, n - from), eta);
    },
    rows: () => ({
      linearPredictor: etas.slice(),
      probabilities: probabilities.slice(),
      densities: densities.slice(),
      scores: scores.slice(),
      curvatures: curvatures.slice(),
    }),
  };
}
