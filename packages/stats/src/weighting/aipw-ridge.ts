import { symmetricEigen } from "../linear-algebra/symmetric-eigen.ts";
import { learnedLinear, notLearned, type Learner } from "./aipw-learner.ts";
import { standardMoments, unstandardise } from "./aipw-standard-moments.ts";

/** Penalties tried, from the largest eigenvalue down by these powers of ten. */
const DECADES = 8;
const PER_DECADE = 8;

/**
 * Ridge regression on standardised columns, the intercept free; the penalty by generalised cross-validation (Golub, Heath and Wahba
 * 1979) over eight decades.
 */
export const ridgeLearner: Learner = {
  fit: (x, y) => {
    const n = x.rows;
    if (n < 3) return notLearned("too-few-rows");
    const own = standardMoments("ridgeLearner", x, y);
    const q = own.kept.length;
    const { values, vectors } = symmetricEigen(own.gram.data, q);
    const rotated = new Float64Array(q);
    for (let k = 0; k < q; k++) {
      for (let l = 0; l < q; l++) rotated[k] = rotated[k]! + vectors[k * q + l]! * own.moments[l]!;
    }
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    let best = { score: Infinity, penalty: largest };
    for (let step = 0; step <= DECADES * PER_DECADE; step++) {
      const penalty = largest * 10 ** (1 - step / PER_DECADE);
      let rss = own.variance;
      let df = 1;
      for (let k = 0; k < q; k++) {
        const d = Math.max(0, values[k]!);
        const fitted = rotated[k]! / (d + penalty);
        rss += fitted * (d * fitted - 2 * rotated[k]!);
        df += d / (d + penalty);
      }
      const score = df < n ? rss / (1 - df / n) ** 2 : Infinity;
      if (score < best.score) best = { score, penalty };
    }
    const gamma = new Float64Array(q);
    for (let k = 0; k < q; k++) {
      const fitted = rotated[k]! / (Math.max(0, values[k]!) + best.penalty);
      for (let l = 0; l < q; l++) gamma[l] = gamma[l]! + vectors[k * q + l]! * fitted;
    }
    return learnedLinear(unstandardise(x.cols, own, gamma, own.mean));
  },
};
