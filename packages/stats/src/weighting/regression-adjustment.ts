import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares } from "../regression/least-squares.ts";
import { satterthwaiteDf } from "./satterthwaite-df.ts";
import type { Target } from "./target.ts";
import type { TwoMeansEffect } from "./two-means.ts";

export interface RegressionAdjustment extends TwoMeansEffect {
  /** Columns of `x` that were left out: in some arm a combination of others. */
  readonly aliased: readonly number[];
  readonly rSquared: number;
}

/**
 * The parametric g-formula for one point treatment: a linear model of the outcome on treatment, covariates and their interactions,
 * averaged over the target's covariates with everyone treated and with nobody (Robins 1986; Lunceford and Davidian 2004). With all
 * covariates `interacted` it is regression adjustment, one regression an arm; with none, the coefficient of the treatment.
 *
 * `y`: n; `treated`: n; `x`: n × k, without ones; `interacted`: places of columns of x; `weights`: n of the target's units, null for the
 * target's own (1, or 1 in the target's arm). Errors are HC2 with the part of the covariates' sampling; RangeError for shapes and where no
 * degrees of freedom are left.
 */
export function regressionAdjustment(
  y: Float64Array,
  treated: Uint8Array,
  x: Matrix,
  interacted: readonly number[],
  target: Exclude<Target, "overlap">,
): RegressionAdjustment {
  const { rows: n, cols: k } = x;
  if (y.length !== n || treated.length !== n) {
    throw new RangeError(`regressionAdjustment: x has ${n} rows, y ${y.length}, treated ${treated.length}`);
  }
  const inTarget = (i: number): boolean => target === "ate" || (treated[i] === 1) === (target === "att");
  let size = 0;
  const centre = new Float64Array(k);
  for (let i = 0; i < n; i++) if (inTarget(i)) size += 1;
  for (let j = 0; j < k; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) if (inTarget(i)) sum += x.data[j * n + i]!;
    centre[j] = sum / size;
  }
  // Covariates about the target's means: the treatment's coefficient is the effect, the constant the mean without treatment.
  const d = createMatrix(n, 2 + k + interacted.length);
  for (let i = 0; i < n; i++) {
    d.data[i] = 1;
    d.data[n + i] = treated[i]!;
  }
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) d.data[(2 + j) * n + i] = x.data[j * n + i]! - centre[j]!;
  interacted.forEach((j, at) => {
    for (let i = 0; i < n; i++) d.data[(2 + k + at) * n + i] = treated[i] === 1 ? d.data[(2 + j) * n + i]! : 0;
  });
  const fit = leastSquares(d, y);
  if (fit.dfResidual < 1 || fit.aliased.some((j) => j < 2)) {
    throw new RangeError(`regressionAdjustment: ${n} rows do not carry ${d.cols} terms`);
  }
  const value = fit.coefficients[1]!;
  const { kept, unscaledCovariance: inverse } = fit;
  const [toControl, toEffect] = [0, 1].map((c) => Float64Array.from(kept, (j) => inverse.data[c * d.cols + j]!));
  const slopes = Float64Array.from(interacted, (_, at) => fit.coefficients[2 + k + at] ?? NaN).map((b) =>
    Number.isNaN(b) ? 0 : b,
  );
  const controlSlopes = fit.coefficients.slice(2, 2 + k).map((b) => (Number.isNaN(b) ? 0 : b));
  let [large, variance, controlVariance, controlCovariance, total, mean] = [0, 0, 0, 0, 0, 0];
  const arms = [0, 0];
  for (let i = 0; i < n; i++) mean += y[i]! / n;
  for (let i = 0; i < n; i++) {
    total += (y[i]! - mean) ** 2;
    let [control, effect] = [0, 0];
    kept.forEach((j, l) => {
      control += toControl![l]! * d.data[j * n + i]!;
      effect += toEffect![l]! * d.data[j * n + i]!;
    });
    const error = fit.residuals[i]!;
    const wide = error / Math.sqrt(Math.max(1 - fit.leverage[i]!, 1e-3));
    let [spread, controlSpread] = [0, 0];
    if (inTarget(i)) {
      interacted.forEach((j, at) => (spread += (slopes[at]! * d.data[(2 + j) * n + i]!) / size));
      for (let j = 0; j < k; j++) controlSpread += (controlSlopes[j]! * d.data[(2 + j) * n + i]!) / size;
    }
    const own = effect * wide + spread;
    const base = control * wide + controlSpread;
    large += (effect * error + spread) ** 2;
    variance += own * own;
    controlVariance += base * base;
    controlCovariance += own * base;
    arms[treated[i]!]! += own * own;
  }
  const counts = [0, 0];
  for (let i = 0; i < n; i++) counts[treated[i]!]! += 1;
  const terms = 1 + (interacted.length > 0 ? k : k / 2);
  return {
    value,
    treatedMean: fit.coefficients[0]! + value,
    controlMean: fit.coefficients[0]!,
    stderr: Math.sqrt(variance),
    df: satterthwaiteDf(arms, [Math.max(1, counts[0]! - terms), Math.max(1, counts[1]! - terms)]),
    largeSampleStderr: Math.sqrt(large),
    controlVariance,
    controlCovariance,
    aliased: fit.aliased.map((j) => (j < 2 + k ? j - 2 : interacted[j - 2 - k]!)),
    rSquared: 1 - fit.rss / total,
  };
}
