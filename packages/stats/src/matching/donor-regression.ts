import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";

/** Weighted regression of the outcome on covariates among the units used as matches. */
export interface DonorRegression {
  /** n: fitted value for every unit, of whichever arm. */
  readonly fitted: Float64Array;
  /** n: derivative of the prediction at `target` by each outcome; 0 for units that are no donors. They sum to 1. */
  readonly influence: Float64Array;
  /** n: leverage among the donors, 0 for others. */
  readonly leverage: Float64Array;
  /** Intercept and covariates in use. */
  readonly rank: number;
  /** Covariates that do not vary among the donors, or repeat others there, by column of `x`. */
  readonly aliased: readonly number[];
}

/** `y`: n; `x`: n × k; `weights`: n, 0 for units that are no donors; `target`: k covariate means to predict at. */
export function regressOnDonors(
  y: Float64Array,
  x: Matrix,
  weights: Float64Array,
  target: Float64Array,
): DonorRegression {
  const { rows: n, cols: k } = x;
  const donors: number[] = [];
  for (let i = 0; i < n; i++) if (weights[i]! > 0) donors.push(i);
  const m = donors.length;
  const design = createMatrix(m, k + 1);
  const outcome = new Float64Array(m);
  // Centred at the target, the intercept is the prediction there.
  for (let a = 0; a < m; a++) {
    const i = donors[a]!;
    const root = Math.sqrt(weights[i]!);
    design.data[a] = root;
    outcome[a] = root * y[i]!;
    for (let j = 0; j < k; j++) design.data[(j + 1) * m + a] = root * (x.data[j * n + i]! - target[j]!);
  }
  const { coefficients, leverage, rank, kept, aliased, unscaledCovariance } = leastSquares(design, outcome);
  const used = kept.filter((j) => j > 0);
  const fitted = new Float64Array(n).fill(coefficients[0]!);
  for (const j of used) {
    const slope = coefficients[j]!;
    for (let i = 0, at = (j - 1) * n; i < n; i++, at++) fitted[i]! += slope * (x.data[at]! - target[j - 1]!);
  }
  const influence = new Float64Array(n);
  const spread = new Float64Array(n);
  for (let a = 0; a < m; a++) {
    const i = donors[a]!;
    let sum = unscaledCovariance.data[0]!;
    for (const j of used) sum += unscaledCovariance.data[j]! * (x.data[(j - 1) * n + i]! - target[j - 1]!);
    influence[i] = weights[i]! * sum;
    spread[i] = leverage[a]!;
  }
  return { fitted, influence, leverage: spread, rank, aliased: aliased.map((j) => j - 1) };
}

/** Means of the columns of `x` over the units with `weights`. */
export function weightedMeans({ rows, cols, data }: Matrix, weights: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < rows; i++) total += weights[i]!;
  return Float64Array.from({ length: cols }, (_, j) => {
    let sum = 0;
    for (let i = 0, at = j * rows; i < rows; i++, at++) if (weights[i] !== 0) sum += weights[i]! * data[at]!;
    return sum / total;
  });
}
