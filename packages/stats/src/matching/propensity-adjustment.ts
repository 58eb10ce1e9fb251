import type { Matrix } from "../linear-algebra/matrix.ts";
import { nearestOnLine } from "./nearest-on-line.ts";

export interface PropensityAdjustmentInput {
  readonly estimand: "ate" | "att" | "atc";
  readonly y: Float64Array;
  readonly treated: Uint8Array;
  /** n × p design of the propensity model, its column of ones included. */
  readonly design: Matrix;
  /** n scores P(treated), and n derivatives of them in the linear predictor. */
  readonly scores: Float64Array;
  readonly densities: Float64Array;
  /** p × p covariance of the model's coefficients. */
  readonly covariance: Matrix;
  /** n: effect of each unit told by matching on the covariates themselves; for att and atc alone. NaN where unknown. */
  readonly unitEffects: Float64Array | null;
  readonly effect: number;
  /** n: which of units of equal score is taken first, in no relation to their outcomes. */
  readonly places: Int32Array;
  /** Units of the own arm near in score that local covariances are told from; default 2. */
  readonly neighbours?: number | undefined;
}

/**
 * What estimating the propensity score adds to the variance of an effect by matching on it: −c′Vc for an ATE, −c′Vc + d′Vd for an ATT
 * (Abadie and Imbens 2016, theorem 1 and the one on the treated), V the coefficients' covariance, c from covariances of covariates and
 * outcome among units of like score, d the derivative of the estimand. Mostly negative.
 */
export function propensityAdjustment(input: PropensityAdjustmentInput): number {
  const {
    estimand,
    y,
    treated,
    design,
    scores,
    densities,
    covariance,
    unitEffects,
    effect,
    places,
    neighbours = 2,
  } = input;
  const { rows: n, cols: p, data } = design;
  const near = [0, 1].map((arm) => nearestOnLine(scores, treated, arm, neighbours, places));
  const c = new Float64Array(p);
  const d = new Float64Array(p);
  const means = new Float64Array(p);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const e = scores[i]!;
    const f = densities[i]!;
    const share = estimand === "ate" ? 1 : estimand === "att" ? e : 1 - e;
    total += share;
    const levels = [0, 0];
    for (const arm of [0, 1]) {
      const at = i * neighbours;
      const own = near[arm]!.subarray(at, at + neighbours);
      let mean = 0;
      for (const j of own) mean += y[j]! / neighbours;
      levels[arm] = mean;
      // dP/dβ over the probability of being in this arm, for the units that the estimand is about.
      const factor = (share * f) / (arm === 1 ? e : 1 - e);
      means.fill(0);
      for (const j of own) for (let a = 0; a < p; a++) means[a]! += data[a * n + j]! / neighbours;
      for (const j of own) {
        const scale = (factor * (y[j]! - mean)) / (neighbours - 1);
        for (let a = 0; a < p; a++) c[a]! += scale * (data[a * n + j]! - means[a]!);
      }
    }
    if (estimand === "ate") continue;
    const sign = estimand === "att" ? 1 : -1;
    const local = levels[1]! - levels[0]! - effect;
    const own = (unitEffects?.[i] ?? NaN) - effect;
    for (let a = 0; a < p; a++) {
      c[a]! += sign * f * data[a * n + i]! * local;
      d[a]! += sign * f * data[a * n + i]! * (Number.isNaN(own) ? local : own);
    }
  }
  for (let a = 0; a < p; a++) {
    c[a]! /= total;
    d[a]! /= total;
  }
  return quadratic(d, covariance) - quadratic(c, covariance);
}

function quadratic(v: Float64Array, { cols, data }: Matrix): number {
  let sum = 0;
  for (let a = 0; a < cols; a++) {
    for (let b = 0; b < cols; b++) if (v[a] !== 0 && v[b] !== 0) sum += v[a]! * v[b]! * data[b * cols + a]!;
  }
  return sum;
}
