import { cholesky, choleskySolve } from "../linear-algebra/cholesky.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { logitScores, type LogitScores } from "./logit-scores.ts";

/** Units of one comparison of two periods. */
export interface TwoPeriodUnits {
  /** m changes of the outcome. */
  readonly change: Float64Array;
  /** m: 1 for treated units, 0 for those compared with. */
  readonly treated: Uint8Array;
  /** m. */
  readonly weights: Float64Array;
  /** m rows of k numbers, row after row, the first of them 1; k = 1 without covariates. */
  readonly x: Float64Array;
  readonly k: number;
}

/** ATT and the influence of each of the m units on it, whose squares add up to its variance. */
export interface TwoPeriodEffect {
  readonly value: number;
  readonly influence: Float64Array;
}

/** From this propensity on a treated unit has nobody to be compared with. */
const NO_OVERLAP = 0.999;

type Refusal = "no overlap" | "collinear covariates";

/** Outcome regression of the changes of the untreated. */
interface Regression {
  /** m changes less the prediction. */
  readonly left: Float64Array;
  /** (X₀′WX₀)⁻¹ b. */
  solve(b: Float64Array): Float64Array;
}

/**
 * The effect on the treated from two periods of a panel, with the influence functions of Sant'Anna and Zhao (2020, §3): outcome regression
 * by least squares among the untreated, inverse probability weighting with weights that sum to one, or both (their τ^dr with logit and
 * least squares), which is consistent when either model holds. Errors of the first steps are part of the influence.
 */
export function twoPeriodEffect(
  units: TwoPeriodUnits,
  estimator: "regression" | "weighting" | "doubly-robust",
): TwoPeriodEffect | Refusal {
  const { change, treated, weights, x, k } = units;
  const m = change.length;
  const regression = estimator === "weighting" ? null : regressUntreated(units);
  if (regression === "collinear covariates") return regression;
  const left = regression?.left ?? change;
  // Without covariates the propensity is constant and its estimation has no influence.
  const scores = estimator === "regression" || k === 1 ? null : logitScores(x, k, treated, weights);
  if (estimator !== "regression" && k > 1) {
    if (scores === null) return isCollinear(units) ? "collinear covariates" : "no overlap";
    if (scores.probabilities.some((p) => p >= NO_OVERLAP)) return "no overlap";
  }
  const odds = new Float64Array(m);
  let treatedWeight = 0;
  let controlWeight = 0;
  let treatedSum = 0;
  let controlSum = 0;
  for (let i = 0; i < m; i++) {
    if (treated[i] === 1) {
      treatedWeight += weights[i]!;
      treatedSum += weights[i]! * left[i]!;
    } else {
      const p = scores?.probabilities[i] ?? 0.5;
      odds[i] = (weights[i]! * p) / (1 - p);
      controlWeight += odds[i]!;
      controlSum += odds[i]! * left[i]!;
    }
  }
  const treatedMean = treatedSum / treatedWeight;
  const isRegression = estimator === "regression";
  const controlMean = isRegression ? 0 : controlSum / controlWeight;

  const influence = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    if (treated[i] === 1) influence[i] = (weights[i]! * (left[i]! - treatedMean)) / treatedWeight;
    else if (!isRegression) influence[i] = (-odds[i]! * (left[i]! - controlMean)) / controlWeight;
  }
  if (scores) addPropensity(influence, units, scores, left, odds, controlMean, controlWeight);
  if (regression) {
    // Derivative of the estimate in the regression's coefficients: mean covariates of the reweighted controls less those of the treated.
    const gap = new Float64Array(k);
    for (let i = 0; i < m; i++) {
      const share = treated[i] === 1 ? -weights[i]! / treatedWeight : isRegression ? 0 : odds[i]! / controlWeight;
      if (share !== 0) for (let j = 0; j < k; j++) gap[j] = gap[j]! + share * x[i * k + j]!;
    }
    const direction = regression.solve(gap);
    for (let i = 0; i < m; i++) {
      if (treated[i] === 0) influence[i] = influence[i]! + weights[i]! * left[i]! * rowProduct(x, i, direction, k);
    }
  }
  return { value: treatedMean - controlMean, influence };
}

/** Influence of the propensity's coefficients through the weights of the untreated. */
function addPropensity(
  influence: Float64Array,
  { treated, weights, x, k }: TwoPeriodUnits,
  scores: LogitScores,
  left: Float64Array,
  odds: Float64Array,
  controlMean: number,
  controlWeight: number,
): void {
  const slope = new Float64Array(k);
  for (let i = 0; i < treated.length; i++) {
    const factor = (odds[i]! * (left[i]! - controlMean)) / controlWeight;
    if (factor !== 0) for (let j = 0; j < k; j++) slope[j] = slope[j]! + factor * x[i * k + j]!;
  }
  const direction = choleskySolve(scores.information, slope);
  for (let i = 0; i < treated.length; i++) {
    const error = weights[i]! * (treated[i]! - scores.probabilities[i]!);
    influence[i] = influence[i]! - error * rowProduct(x, i, direction, k);
  }
}

function regressUntreated({ change, treated, weights, x, k }: TwoPeriodUnits): Regression | "collinear covariates" {
  const m = change.length;
  const gram = createMatrix(k, k);
  const right = new Float64Array(k);
  for (let i = 0; i < m; i++) {
    if (treated[i] === 1) continue;
    for (let j = 0; j < k; j++) {
      const scaled = weights[i]! * x[i * k + j]!;
      right[j] = right[j]! + scaled * change[i]!;
      for (let l = j; l < k; l++) gram.data[j * k + l] = gram.data[j * k + l]! + scaled * x[i * k + l]!;
    }
  }
  const lower = cholesky(gram);
  if (lower === null || isNearlySingular(gram.data, lower.data, k)) return "collinear covariates";
  const beta = choleskySolve(lower, right);
  const left = Float64Array.from(change, (value, i) => value - rowProduct(x, i, beta, k));
  return { left, solve: (b) => choleskySolve(lower, b) };
}

function isCollinear({ weights, x, k }: TwoPeriodUnits): boolean {
  const gram = createMatrix(k, k);
  for (let i = 0; i < weights.length; i++) {
    for (let j = 0; j < k; j++) {
      for (let l = j; l < k; l++) {
        gram.data[j * k + l] = gram.data[j * k + l]! + weights[i]! * x[i * k + j]! * x[i * k + l]!;
      }
    }
  }
  const lower = cholesky(gram);
  return lower === null || isNearlySingular(gram.data, lower.data, k);
}

/** A column of which no more than a millionth of its length is its own (covariates come centred and scaled). */
function isNearlySingular(gram: Float64Array, lower: Float64Array, k: number): boolean {
  for (let j = 0; j < k; j++) if (lower[j * k + j]! ** 2 < 1e-12 * gram[j * k + j]!) return true;
  return false;
}

function rowProduct(x: Float64Array, row: number, b: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0, at = row * k; j < k; j++, at++) sum += x[at]! * b[j]!;
  return sum;
}
