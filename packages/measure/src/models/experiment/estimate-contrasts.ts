import { ImpactError } from "@ie/contracts";
import {
  createMatrix,
  leastSquares,
  robustInference,
  type LeastSquares,
  type Matrix,
  type RobustKind,
} from "@ie/stats";
import type { Arms } from "./arms.ts";
import type { Contrast } from "./contrast.ts";
import { armMeanWeights, effectWeights, type DesignMatrix } from "./design-matrix.ts";
import type { CovarianceKind } from "./options.ts";
import { who } from "./who.ts";

export interface Estimated {
  readonly contrasts: readonly Contrast[];
  /** Weights on the coefficients of each contrast; 0 on those left out. */
  readonly weights: readonly Float64Array[];
  /** Of the regression's columns, by the same covariance; NaN where there is none. */
  readonly coefficients: { readonly variances: Float64Array; readonly df: Float64Array };
  /** True when a two-way covariance had to be made positive. */
  readonly repaired: boolean;
}

/** Share of the largest weight by which a weight may differ from what its combination says. */
const tolerance = 1e-7;

/**
 * Weights without those on the terms left out: each stands for a combination of others, whose weights must combine likewise; null where
 * they do not, so that the data do not determine the contrast.
 */
function settleAliased(x: Matrix, fit: LeastSquares, weights: Float64Array): Float64Array | null {
  const concerned = fit.aliased.filter((j) => weights[j] !== 0);
  if (concerned.length === 0) return weights;
  const n = x.rows;
  const kept = createMatrix(n, fit.rank);
  fit.kept.forEach((j, k) => kept.data.set(x.data.subarray(j * n, (j + 1) * n), k * n));
  const settled = Float64Array.from(weights);
  for (const j of concerned) {
    const { coefficients } = leastSquares(kept, x.data.slice(j * n, (j + 1) * n));
    let combined = 0;
    let size = Math.abs(weights[j]!);
    coefficients.forEach((value, k) => {
      const part = value * weights[fit.kept[k]!]!;
      combined += part;
      size = Math.max(size, Math.abs(part));
    });
    if (!(Math.abs(combined - weights[j]!) <= tolerance * size)) return null;
    settled[j] = 0;
  }
  return settled;
}

/**
 * The effect of each pair of arms with its variance, and the adjusted mean of the arm compared with. Without a variance, `fit/singular`, or
 * NaN where a test by randomisation does not need it.
 */
export function estimateContrasts(
  fit: LeastSquares,
  design: DesignMatrix,
  arms: Arms,
  pairs: readonly { readonly arm: number; readonly versus: number }[],
  covType: CovarianceKind,
  clusters: readonly Int32Array[],
  needsVariance: boolean,
): Estimated {
  const kind: RobustKind = covType === "auto" ? (clusters.length > 0 ? "CR2" : "HC2") : covType;
  const named = ({ arm, versus }: (typeof pairs)[number]): string =>
    `the effect of ${arms.column} ${arms.levels[arm]} against ${arms.levels[versus]}`;
  const weights = pairs.map((pair) => {
    const settled = settleAliased(design.x, fit, effectWeights(design, pair.arm, pair.versus));
    if (settled !== null) return settled;
    throw new ImpactError({
      code: "fit/singular",
      who,
      what: `the treatment "${arms.column}" is a combination of the other terms, so that ${named(pair)} cannot be told apart`,
      hint: "leave out the term that repeats it, or in which one arm has no units",
      facts: { treatment: arms.column },
    });
  });
  const baselines = [...new Set(pairs.map(({ versus }) => versus))];
  const means = baselines.map((arm) => settleAliased(design.x, fit, armMeanWeights(design, arm)));
  const k = design.regressors.length;
  const isClustered = kind.startsWith("CR");
  const own = weights.length + means.length;
  const all = createMatrix(k, own + (isClustered ? fit.rank : 0));
  weights.forEach((each, c) => all.data.set(each, c * k));
  means.forEach((each, c) => all.data.set(each ?? new Float64Array(k), (weights.length + c) * k));
  if (isClustered) fit.kept.forEach((j, c) => (all.data[(own + c) * k + j] = 1));
  const inference = robustInference(fit, design.x, all, kind, isClustered ? clusters : [], {
    coefficients: !isClustered,
  });
  const { values, covariance, df, reasons, repaired } = inference;
  const contrasts = pairs.map((pair, c): Contrast => {
    const reason = reasons[c];
    const stderr = Math.sqrt(covariance.data[c * all.cols + c]!);
    const hasStderr = reason === null && stderr > 0 && stderr < Infinity;
    if (!hasStderr && needsVariance) {
      if (clusters.length > 1 && reason === "not positive") {
        throw new ImpactError({
          code: "fit/singular",
          who,
          what: `${named(pair)} has no standard error: its two-way variance is not positive`,
          hint: "name one cluster column, or set inference: randomisation with one",
          facts: { treatment: arms.column, covType: kind, reason },
        });
      }
      throw new ImpactError({
        code: "fit/singular",
        who,
        what: `${named(pair)} has no ${kind} standard error (${reason ?? "not finite"}), since one ${clusters.length > 0 ? "cluster" : "unit"} alone decides it`,
        hint:
          clusters.length > 0
            ? "each arm needs two clusters or more; with few, try inference: randomisation"
            : "leave out the term that has a single unit, or set inference: randomisation",
        facts: { treatment: arms.column, covType: kind, reason },
      });
    }
    const b = weights.length + baselines.indexOf(pair.versus);
    const variance = covariance.data[b * all.cols + b]!;
    return {
      ...pair,
      value: values[c]!,
      stderr: hasStderr ? stderr : NaN,
      // A kind that is named keeps the degrees of freedom that it is known with.
      df: covType === "HC2" ? fit.dfResidual : df[c]!,
      baseline:
        means[b - weights.length] === null
          ? null
          : { value: values[b]!, variance, covariance: covariance.data[c * all.cols + b]! },
    };
  });
  const variances = inference.coefficientVariances ?? new Float64Array(k).fill(NaN);
  const coefficientDf = new Float64Array(k).fill(fit.dfResidual);
  if (isClustered) {
    fit.kept.forEach((j, c) => {
      variances[j] = covariance.data[(own + c) * (all.cols + 1)]!;
      coefficientDf[j] = df[own + c]!;
    });
  }
  return { contrasts, weights, coefficients: { variances, df: coefficientDf }, repaired };
}
