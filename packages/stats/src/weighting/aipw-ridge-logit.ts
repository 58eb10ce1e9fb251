import { createLikelihoodPass, type LikelihoodPass } from "../glm/likelihood-pass.ts";
import { standardColumns } from "../glm/standard-columns.ts";
import { cholesky, choleskyInverse } from "../linear-algebra/cholesky.ts";
import { learnedLogit, notLearned, type Learner } from "./aipw-learner.ts";
import { climb, logitCoefficients, penalised } from "./aipw-logit-climb.ts";

/** Penalties tried on the squared standardised coefficients, as shares of the rows, falling by half decades. */
const PENALTIES = Array.from({ length: 9 }, (_, step) => 10 ** (-1 - step / 2));
const MOST_STEPS = 50;
/** Newton's decrement, the squared length of a step in standard errors, at which a penalty is judged, and at which the chosen one is done. */
const ROUGH = 1e-3;
const FINE = 1e-10;

/** Trace of the information times the inverse of the penalised one. */
function effectiveParameters(pass: LikelihoodPass, penalty: number, origin: number): number {
  const lower = cholesky(penalised(pass, penalty, origin));
  if (lower === null) return Infinity;
  const inverse = choleskyInverse(lower).data;
  return inverse.reduce((sum, each, i) => sum + each * pass.information.data[i]!, 0);
}

/**
 * Logistic regression with a ridge penalty on standardised columns (le Cessie and van Houwelingen 1992), the intercept free. The penalty
 * has the least deviance + 2 × effective parameters on a falling path of four decades, which ends where that rises twice. It has an answer
 * where maximum likelihood has none.
 */
export const ridgeLogitLearner: Learner = {
  outcomes: "binary",
  fit: (x, y) => {
    const n = x.rows;
    const ones = y.reduce((sum, value) => sum + value, 0);
    if (ones === 0 || ones === n) return notLearned("no-variation");
    const columns = standardColumns("ridgeLogitLearner", x);
    const kept = Array.from({ length: x.cols }, (_, j) => j).filter((j) => columns.scales[j]! > 0);
    const origin = kept.indexOf(columns.intercept);
    const pass = createLikelihoodPass(Uint8Array.from(y), x, null, columns, kept, "logit");
    let gamma: Float64Array = new Float64Array(kept.length);
    if (origin !== -1) gamma[origin] = Math.log(ones / (n - ones));
    let best: { score: number; gamma: Float64Array; penalty: number } | null = null;
    let rises = 0;
    for (const share of PENALTIES) {
      const reached = climb(pass, gamma, share * n, origin, ROUGH, MOST_STEPS);
      if (reached === null) break;
      gamma = reached.gamma;
      const score = -2 * reached.logLikelihood + 2 * effectiveParameters(pass, share * n, origin);
      if (best === null || score < best.score) {
        best = { score, gamma, penalty: share * n };
        rises = 0;
      } else if (++rises === 2) break;
    }
    const polished = best === null ? null : climb(pass, best.gamma, best.penalty, origin, FINE, MOST_STEPS);
    if (polished === null) return notLearned("not-converged");
    return learnedLogit(logitCoefficients(x.cols, columns, kept, polished.gamma));
  },
};
