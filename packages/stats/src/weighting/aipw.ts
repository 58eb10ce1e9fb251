import { satterthwaiteDf } from "./satterthwaite-df.ts";
import { weightedMeanDf } from "./weighted-mean-df.ts";

/** Whose average effect. */
export type AipwEstimand = "ate" | "att" | "atc";

/** Regressions at each unit's covariates, n numbers each. */
export interface Nuisance {
  /** E(Y | X, treated); not used for an att. */
  readonly treatedOutcome: Float64Array;
  /** E(Y | X, untreated); not used for an atc. */
  readonly controlOutcome: Float64Array;
  /** P(treated | X), strictly between 0 and 1 where it is divided by. */
  readonly propensity: Float64Array;
}

/** An augmented inverse-probability-weighted estimate with its influence on each unit. */
export interface Aipw {
  /** `treatedMean` − `controlMean`. */
  readonly value: number;
  /** Mean outcome of the target population, treated and untreated. */
  readonly treatedMean: number;
  readonly controlMean: number;
  /** n numbers of mean 0: the influence functions of the two means; their difference is that of `value`. */
  readonly treatedInfluence: Float64Array;
  readonly controlInfluence: Float64Array;
  /** n weights of the units' residuals, as their share of the target population. */
  readonly weights: Float64Array;
}

/**
 * Average effect by augmented inverse probability weighting (Robins, Rotnitzky and Zhao 1994; efficient scores of Hahn 1998):
 * for each arm the mean over the target population of the regression, plus the weighted mean of its residuals. Unbiased in large samples
 * when either the regressions or the propensity is right. `y`: n, `treated`: n times 0 or 1. RangeError when lengths differ or the target
 * population is empty.
 */
export function aipw(y: Float64Array, treated: Uint8Array, nuisance: Nuisance, estimand: AipwEstimand): Aipw {
  const n = y.length;
  const { treatedOutcome, controlOutcome, propensity } = nuisance;
  for (const each of [treated, treatedOutcome, controlOutcome, propensity]) {
    if (each.length !== n) throw new RangeError(`aipw: all inputs must hold ${n} numbers; got ${each.length}`);
  }
  let size = 0;
  for (let i = 0; i < n; i++) size += target(estimand, treated[i]!);
  if (size === 0) throw new RangeError(`aipw: no unit belongs to the population of the ${estimand}`);
  const treatedInfluence = new Float64Array(n);
  const controlInfluence = new Float64Array(n);
  const weights = new Float64Array(n);
  let treatedMean = 0;
  let controlMean = 0;
  for (let i = 0; i < n; i++) {
    const isTreated = treated[i] === 1;
    const own = target(estimand, treated[i]!);
    const e = propensity[i]!;
    const weight = residualWeight(estimand, isTreated, e);
    weights[i] = weight;
    const ofTreated =
      estimand === "att" ? (isTreated ? y[i]! : 0) : scoreOf(own, treatedOutcome[i]!, isTreated, weight, y[i]!);
    const ofControl =
      estimand === "atc" ? (isTreated ? 0 : y[i]!) : scoreOf(own, controlOutcome[i]!, !isTreated, weight, y[i]!);
    treatedInfluence[i] = ofTreated;
    controlInfluence[i] = ofControl;
    treatedMean += ofTreated;
    controlMean += ofControl;
  }
  treatedMean /= size;
  controlMean /= size;
  const scale = n / size;
  for (let i = 0; i < n; i++) {
    const own = target(estimand, treated[i]!);
    treatedInfluence[i] = scale * (treatedInfluence[i]! - own * treatedMean);
    controlInfluence[i] = scale * (controlInfluence[i]! - own * controlMean);
    weights[i] = weights[i]! / size;
  }
  return { value: treatedMean - controlMean, treatedMean, controlMean, treatedInfluence, controlInfluence, weights };
}

/** 1 for units whose effect is averaged. */
function target(estimand: AipwEstimand, treated: number): number {
  return estimand === "ate" ? 1 : estimand === "att" ? treated : 1 - treated;
}

/** Density of the target population over that of the unit's own arm. */
function residualWeight(estimand: AipwEstimand, isTreated: boolean, e: number): number {
  if (estimand === "att") return isTreated ? 1 : e / (1 - e);
  if (estimand === "atc") return isTreated ? (1 - e) / e : 1;
  return isTreated ? 1 / e : 1 / (1 - e);
}

function scoreOf(own: number, regression: number, isOfArm: boolean, weight: number, y: number): number {
  return own * regression + (isOfArm ? weight * (y - regression) : 0);
}

/** Variance of a mean of influences, and the degrees of freedom of its estimate. */
export interface InfluenceVariance {
  readonly variance: number;
  /** Independent units less one. */
  readonly df: number;
}

/**
 * Variance of the estimate with the given influence functions (n each): Σ ψ² / (n (n − 1)), or with `clusters` (n whole numbers from 0,
 * `count` of them) G / (G − 1) · Σ_g (Σ ψ)² / n². Of two influences, the covariance.
 */
export function influenceVariance(
  influence: Float64Array,
  other: Float64Array = influence,
  clusters: { readonly codes: Int32Array; readonly count: number } | null = null,
): InfluenceVariance {
  const n = influence.length;
  if (clusters === null) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += influence[i]! * other[i]!;
    return { variance: sum / (n * (n - 1)), df: n - 1 };
  }
  const { codes, count } = clusters;
  const own = new Float64Array(count);
  const others = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    own[codes[i]!] = own[codes[i]!]! + influence[i]!;
    others[codes[i]!] = others[codes[i]!]! + other[i]!;
  }
  let sum = 0;
  for (let g = 0; g < count; g++) sum += own[g]! * others[g]!;
  return { variance: (count / (count - 1)) * (sum / (n * n)), df: count - 1 };
}

/**
 * Degrees of freedom of {@link influenceVariance} without clusters, by Satterthwaite: each arm's part of the variance has those of the
 * weighted mean of its residuals (Bell and McCaffrey 2002), few where few units carry the weight.
 */
export function aipwDf({ treatedInfluence, controlInfluence, weights }: Aipw, treated: Uint8Array): number {
  const variances = [0, 0];
  const totals = [0, 0];
  for (let i = 0; i < treated.length; i++) {
    const arm = treated[i]!;
    variances[arm]! += (treatedInfluence[i]! - controlInfluence[i]!) ** 2;
    totals[arm]! += weights[i]!;
  }
  const shares = weights.map((weight, i) => weight / totals[treated[i]!]!);
  return satterthwaiteDf(variances, [weightedMeanDf(shares, treated, 0), weightedMeanDf(shares, treated, 1)]);
}
