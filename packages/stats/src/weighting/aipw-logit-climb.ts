import type { LikelihoodPass } from "../glm/likelihood-pass.ts";
import type { StandardColumns } from "../glm/standard-columns.ts";
import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";

/** The information with the penalty on every coefficient but the intercept, `origin`. */
export function penalised({ information }: LikelihoodPass, penalty: number, origin: number): Matrix {
  const q = information.rows;
  const own = createMatrix(q, q, information.data.slice());
  for (let l = 0; l < q; l++) if (l !== origin) own.data[l * q + l] = own.data[l * q + l]! + penalty;
  return own;
}

/**
 * Maximises the penalised likelihood from `start` by Newton's method; null where it does not converge. `tolerance`: of Newton's decrement.
 * Leaves `pass` one step before the maximum.
 */
export function climb(
  pass: LikelihoodPass,
  start: Float64Array,
  penalty: number,
  origin: number,
  tolerance: number,
  mostSteps: number,
): { readonly gamma: Float64Array; readonly logLikelihood: number } | null {
  const norm = (own: Float64Array): number =>
    own.reduce((sum, each, l) => sum + (l === origin ? 0 : (penalty * each * each) / 2), 0);
  let gamma = start;
  let value = pass.at(gamma) - norm(gamma);
  for (let step = 0; step < mostSteps; step++) {
    const lower = cholesky(penalised(pass, penalty, origin));
    if (lower === null) return null;
    const gradient = pass.gradient.map((each, l) => (l === origin ? each : each - penalty * gamma[l]!));
    const move = choleskySolve(lower, gradient);
    const decrement = move.reduce((sum, each, l) => sum + each * gradient[l]!, 0);
    let next = gamma.map((each, l) => each + move[l]!);
    // The step is quadratic in its length: beyond it nothing is left to see.
    if (decrement <= tolerance) return { gamma: next, logLikelihood: value + norm(gamma) + decrement / 2 };
    let reached = pass.at(next) - norm(next);
    for (let halving = 0; halving < 30 && !(reached >= value - 1e-12 * Math.abs(value)); halving++) {
      next = next.map((each, l) => (each + gamma[l]!) / 2);
      reached = pass.at(next) - norm(next);
    }
    gamma = next;
    value = reached;
  }
  return null;
}

/** Coefficients of the columns of x (k) from those of the standardised columns `kept`. */
export function logitCoefficients(
  k: number,
  { intercept, centres, scales }: StandardColumns,
  kept: readonly number[],
  gamma: Float64Array,
): Float64Array {
  const coefficients = new Float64Array(k);
  let constant = 0;
  kept.forEach((j, l) => {
    if (j === intercept) {
      constant += gamma[l]!;
      return;
    }
    coefficients[j] = gamma[l]! / scales[j]!;
    constant -= coefficients[j] * centres[j]!;
  });
  if (intercept !== -1) coefficients[intercept] = constant / scales[intercept]!;
  return coefficients;
}
