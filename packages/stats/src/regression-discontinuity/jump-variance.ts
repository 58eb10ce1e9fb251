import type { RegressionKernel } from "./kernel.ts";
import { localPolynomial, residualsOf } from "./local-polynomial.ts";
import { varianceOfVariance, type Neighbours } from "./nearest-neighbours.ts";
import type { Side } from "./side.ts";

/** Covariance of two sums of weighted outcomes: the jump, and the level below the cutoff. */
export interface JumpVariance {
  readonly jump: number;
  readonly control: number;
  readonly covariance: number;
  /** Satterthwaite's, of `jump`. */
  readonly df: number;
}

/** One side's weights: its share of the jump is their sum with the outcomes, with its sign. */
export interface WeightedSide {
  readonly side: Side;
  readonly weights: Float64Array;
  readonly sign: -1 | 1;
}

/** For independent rows, by the residuals from nearest neighbours. */
export function independentVariance(
  parts: readonly WeightedSide[],
  errors: readonly Float64Array[],
  neighbours: readonly Neighbours[],
): JumpVariance {
  let jump = 0;
  let control = 0;
  let squares = 0;
  let fourths = 0;
  parts.forEach(({ side, weights, sign }, s) => {
    let own = 0;
    for (let i = 0; i < weights.length; i++) {
      own += (weights[i]! * errors[s]![i]!) ** 2;
      squares += weights[i]! ** 2;
    }
    jump += own;
    if (sign === -1) control = own;
    fourths += varianceOfVariance(side, neighbours[s]!, weights);
  });
  return { jump, control, covariance: -control, df: Math.max(1, (squares * squares) / fourths) };
}

/**
 * For rows that depend on each other within clusters: residuals of the regression of `order` over `h`, divided by √(1 − leverage), summed by
 * cluster, times G / (G − 1). Degrees of freedom are the lesser of Satterthwaite's for independent rows and for a shock common to a cluster, and
 * at most G − 1. `clusters`: n whole numbers from 0. Null where a regression has no answer or fewer than two clusters lie within `h`.
 */
export function clusteredVariance(
  parts: readonly WeightedSide[],
  clusters: Int32Array,
  h: number,
  order: number,
  kernel: RegressionKernel,
): (JumpVariance & { readonly clusters: number }) | null {
  const count = clusters.reduce((most, each) => Math.max(most, each + 1), 0);
  const [scores, controls, sums, squares] = Array.from({ length: 4 }, () => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const { side, weights, sign } of parts) {
    const local = localPolynomial(side, h, order, kernel);
    if (local === null) return null;
    const { residuals, leverage } = residualsOf(local, side.y);
    for (let i = 0; i < Math.min(weights.length, local.m); i++) {
      const g = clusters[side.rows[i]!]!;
      const score = (weights[i]! * residuals[i]!) / Math.sqrt(Math.max(1e-6, 1 - leverage[i]!));
      scores[g] = scores[g]! + sign * score;
      if (sign === -1) controls[g] = controls[g]! + score;
      sums[g] = sums[g]! + sign * weights[i]!;
      squares[g] = squares[g]! + weights[i]! ** 2;
    }
  }
  const used = squares.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  if (used < 2) return null;
  const factor = used / (used - 1);
  const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, each, g) => sum + each * b[g]!, 0);
  const effective = (values: Float64Array): number => {
    const total = values.reduce((sum, each) => sum + each, 0);
    return total > 0 ? (total * total) / product(values, values) : Infinity;
  };
  const df = Math.max(1, Math.min(used - 1, effective(squares), effective(sums.map((each) => each * each))));
  return {
    jump: factor * product(scores, scores),
    control: factor * product(controls, controls),
    covariance: factor * product(scores, controls),
    df,
    clusters: used,
  };
}
