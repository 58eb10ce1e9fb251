import { fitBinomial } from "../glm/fit-binomial.ts";
import { createLikelihoodPass } from "../glm/likelihood-pass.ts";
import { standardColumns } from "../glm/standard-columns.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { learnedLogit, notLearned, type Learner } from "./aipw-learner.ts";
import { climb, logitCoefficients } from "./aipw-logit-climb.ts";

/** Rows from which every tenth is fitted first, to begin near the answer. */
const MANY = 5000;
const EVERY = 10;
/** Newton steps after which a fit that began near its answer cannot be on its way to one. */
const FEW_STEPS = 8;
/** Newton's decrement, the squared length of a step in standard errors, after which the next step is lost in rounding. */
const DONE = 1e-8;

function everyTenth(x: Matrix): Matrix {
  const rows = Math.ceil(x.rows / EVERY);
  const part = createMatrix(rows, x.cols);
  for (let j = 0; j < x.cols; j++) {
    for (let i = 0; i < rows; i++) part.data[j * rows + i] = x.data[j * x.rows + i * EVERY]!;
  }
  return part;
}

/** Maximum likelihood from the fit of a tenth of the rows; null where that has no answer or is far from it. */
function fromPart(y: Uint8Array, x: Matrix): Float64Array | null {
  const part = fitBinomial(
    y.filter((_, i) => i % EVERY === 0),
    everyTenth(x),
  );
  if (part.status !== "ok" || part.aliased.length > 0) return null;
  const columns = standardColumns("logitLearner", x);
  if (columns.intercept === -1) return null;
  const kept = Array.from({ length: x.cols }, (_, j) => j);
  const start = part.coefficients.map((each, j) => each * columns.scales[j]!);
  start[columns.intercept] = part.coefficients.reduce(
    (sum, each, j) => sum + each * (j === columns.intercept ? columns.scales[j]! : columns.centres[j]!),
    0,
  );
  const pass = createLikelihoodPass(y, x, null, columns, kept, "logit");
  const reached = climb(pass, start, 0, columns.intercept, DONE, FEW_STEPS);
  return reached === null ? null : logitCoefficients(x.cols, columns, kept, reached.gamma);
}

/** Logistic regression by maximum likelihood, of outcomes 0 and 1. */
export const logitLearner: Learner = {
  outcomes: "binary",
  fit: (x, y) => {
    const outcomes = Uint8Array.from(y);
    const quick = x.rows >= MANY ? fromPart(outcomes, x) : null;
    if (quick !== null) return learnedLogit(quick);
    const fit = fitBinomial(outcomes, x);
    return fit.status === "ok" ? learnedLogit(fit.coefficients) : notLearned(fit.status, fit.separating);
  },
};
