import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { learnedLinear, notLearned, type Learner } from "./aipw-learner.ts";
import { standardMoments, unstandardise } from "./aipw-standard-moments.ts";

/** Share of a column's variance that the others must leave for normal equations to keep ten digits. */
const LEAST_LEFT = 1e-4;

/** Coefficients by normal equations of standardised columns; null where columns are too close to each other for them. */
function byMoments(x: Matrix, y: Float64Array): Float64Array | null {
  const own = standardMoments("linearLearner", x, y);
  if (own.columns.intercept === -1 || own.kept.length < x.cols - 1) return null;
  const lower = cholesky(own.gram);
  if (lower === null) return null;
  for (let j = 0; j < lower.rows; j++) if (lower.data[j * lower.rows + j]! ** 2 < LEAST_LEFT) return null;
  return unstandardise(x.cols, own, choleskySolve(lower, own.moments), own.mean);
}

/** Least squares; needs more rows than columns. Columns that are combinations of earlier ones are left out. */
export const linearLearner: Learner = {
  fit: (x, y) => {
    if (x.rows <= x.cols) return notLearned("too-few-rows");
    return learnedLinear(byMoments(x, y) ?? leastSquares(x, y).coefficients);
  },
};
