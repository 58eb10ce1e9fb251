import { cholesky, choleskyInverse } from "../linear-algebra/cholesky.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { BinomialFit } from "../glm/fit-binomial.ts";
import { blockRows, fillBlock, standardColumns } from "../glm/standard-columns.ts";
import { propensityWeights, weightSlope } from "./propensity-weights.ts";
import { satterthwaiteDf } from "./satterthwaite-df.ts";
import type { Target } from "./target.ts";
import type { TwoMeansEffect } from "./two-means.ts";
import { weightedMeanDf } from "./weighted-mean-df.ts";

export interface InverseProbabilityEffect extends TwoMeansEffect {
  /** Taking the weights as known: the robust standard error of the weighted regression on the treatment. */
  readonly fixedWeightsStderr: number;
  /** n weights, which sum to 1 in each arm. */
  readonly weights: Float64Array;
}

/**
 * Difference of weighted means (Hájek) with weights from a fitted propensity model, by stacked M-estimation: the estimating equations of
 * the propensity model and of both means are solved together, so that the standard error knows the propensity is estimated (Lunceford and
 * Davidian 2004, section 3; Stefanski and Boos 2002). `stderr` multiplies each unit's share of the sandwich by its share of the one-step
 * jackknife, in which the unit leaves its arm's weight and the propensity model: for a mean that is HC2, as the sandwich is HC0 and the
 * jackknife HC3 (MacKinnon and White 1985).
 *
 * `y`: n; `treated`: n; `propensity`: fitted on `design` (n × k, with its ones). RangeError for shapes, for a propensity fit without an
 * answer, and where an arm has fewer than two units.
 */
export function inverseProbabilityEffect(
  y: Float64Array,
  treated: Uint8Array,
  propensity: BinomialFit,
  design: Matrix,
  target: Target,
): InverseProbabilityEffect {
  check(y, treated, propensity, design);
  const n = y.length;
  const { kept, probabilities, densities, scores, curvatures } = propensity;
  const raw = propensityWeights(probabilities, treated, target);
  const totals = [0, 0];
  const sums = [0, 0];
  for (let i = 0; i < n; i++) {
    totals[treated[i]!]! += raw[i]!;
    sums[treated[i]!]! += raw[i]! * y[i]!;
  }
  const means = [sums[0]! / totals[0]!, sums[1]! / totals[1]!];
  const q = kept.length;
  const rows = standardRows(design, kept);
  const inverse = informationInverse(rows, q, curvatures);
  // Derivatives of the arms' estimating equations Σ w (y − μ) in β, and H⁻¹ times them: q each.
  const slope = (i: number): number => weightSlope(probabilities[i]!, treated[i]!, target) * densities[i]!;
  const bend = [new Float64Array(q), new Float64Array(q)];
  // Derivatives of the arms' total weights.
  const grow = [new Float64Array(q), new Float64Array(q)];
  for (let i = 0; i < n; i++) {
    const own = bend[treated[i]!]!;
    const total = grow[treated[i]!]!;
    const steep = slope(i);
    const factor = steep * (y[i]! - means[treated[i]!]!);
    for (let l = 0; l < q; l++) {
      own[l] = own[l]! + factor * rows[i * q + l]!;
      total[l] = total[l]! + steep * rows[i * q + l]!;
    }
  }
  const pulled = bend.map((own) => multiply(inverse, own));
  const grown = grow.map((own) => multiply(inverse, own));

  let [large, fixed, variance, controlVariance, controlCovariance] = [0, 0, 0, 0, 0];
  const armVariances = [0, 0];
  for (let i = 0; i < n; i++) {
    const arm = treated[i]!;
    const residual = raw[i]! * (y[i]! - means[arm]!);
    let [toControl, toTreated, toTotal, leverage] = [0, 0, 0, 0];
    for (let l = 0; l < q; l++) {
      const value = rows[i * q + l]!;
      toControl += pulled[0]![l]! * value;
      toTreated += pulled[1]![l]! * value;
      toTotal += grown[arm]![l]! * value;
      let along = 0;
      for (let m = 0; m < q; m++) along += inverse[l * q + m]! * rows[i * q + m]!;
      leverage += along * value;
    }
    const hat = Math.min(leverage * curvatures[i]!, 0.999);
    const score = scores[i]!;
    const control = ((arm === 0 ? residual : 0) + toControl * score) / totals[0]!;
    const treat = ((arm === 1 ? residual : 0) + toTreated * score) / totals[1]!;
    large += (treat - control) ** 2;
    fixed += (residual / totals[arm]!) ** 2;
    // Without unit i its arm weighs less about another mean, and the propensity model turns by more and pulls at the other weights alone.
    const turn = score / (1 - hat);
    const steep = slope(i);
    const ownPull =
      steep * (y[i]! - means[arm]!) * leverage - (residual / (totals[arm]! - raw[i]!)) * (toTotal - steep * leverage);
    const jackControl =
      arm === 0 ? (residual + (toControl - ownPull) * turn) / (totals[0]! - raw[i]!) : (toControl * turn) / totals[0]!;
    const jackTreat =
      arm === 1 ? (residual + (toTreated - ownPull) * turn) / (totals[1]! - raw[i]!) : (toTreated * turn) / totals[1]!;
    const jack = jackTreat - jackControl;
    variance += jack * (treat - control);
    controlVariance += jackControl * control;
    controlCovariance += (jack * control + jackControl * (treat - control)) / 2;
    armVariances[arm]! += jack * (treat - control);
  }
  const weights = raw.map((weight, i) => weight / totals[treated[i]!]!);
  return {
    value: means[1]! - means[0]!,
    treatedMean: means[1]!,
    controlMean: means[0]!,
    stderr: Math.sqrt(variance),
    df: satterthwaiteDf(armVariances, [weightedMeanDf(weights, treated, 0), weightedMeanDf(weights, treated, 1)]),
    largeSampleStderr: Math.sqrt(large),
    fixedWeightsStderr: Math.sqrt(fixed),
    controlVariance,
    controlCovariance,
    weights,
  };
}

/** The columns in use, centred and scaled, row after row: another basis, in which a year beside a share costs no digits. */
function standardRows(design: Matrix, kept: readonly number[]): Float64Array {
  const n = design.rows;
  const q = kept.length;
  const columns = standardColumns("inverseProbabilityEffect", design);
  const block = new Float64Array(q * blockRows);
  const rows = new Float64Array(n * q);
  for (let from = 0; from < n; from += blockRows) {
    const count = Math.min(blockRows, n - from);
    fillBlock(design, columns, kept, from, count, block);
    for (let l = 0; l < q; l++) for (let i = 0; i < count; i++) rows[(from + i) * q + l] = block[l * count + i]!;
  }
  return rows;
}

function informationInverse(rows: Float64Array, q: number, curvatures: Float64Array): Float64Array {
  const gram = createMatrix(q, q);
  for (let i = 0, at = 0; i < curvatures.length; i++, at += q) {
    for (let j = 0; j < q; j++) {
      const value = curvatures[i]! * rows[at + j]!;
      for (let l = j; l < q; l++) gram.data[j * q + l] = gram.data[j * q + l]! + value * rows[at + l]!;
    }
  }
  const lower = cholesky(gram);
  if (lower === null) throw new RangeError("inverseProbabilityEffect: the propensity model's information is singular");
  return choleskyInverse(lower).data;
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const q = vector.length;
  return vector.map((_, j) => {
    let sum = 0;
    for (let l = 0; l < q; l++) sum += matrix[j * q + l]! * vector[l]!;
    return sum;
  });
}

function check(y: Float64Array, treated: Uint8Array, propensity: BinomialFit, design: Matrix): void {
  const fail = (what: string): never => {
    throw new RangeError(`inverseProbabilityEffect: ${what}`);
  };
  if (treated.length !== y.length || design.rows !== y.length || propensity.probabilities.length !== y.length) {
    fail(`y has ${y.length} rows, treated ${treated.length}, the design ${design.rows}`);
  }
  if (propensity.status !== "ok") fail(`the propensity fit is ${propensity.status}`);
  const ones = treated.reduce((sum, each) => sum + each, 0);
  if (ones < 2 || y.length - ones < 2) fail(`${ones} units are treated of ${y.length}; both arms need two`);
}
