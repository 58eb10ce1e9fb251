import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createCovariancePass, type CovariancePass } from "./covariance-pass.ts";
import type { StructuralDesign } from "./design.ts";
import { createMeanPass, type MeanPass } from "./mean-pass.ts";

/**
 * The likelihood with coefficients and initial states found by GLS on the innovations of the outcome and of Q (Rosenberg 1973; Harvey
 * and Phillips 1979), in the design's units. `run` allocates nothing; the fields hold the results of its last call.
 */
export interface Profile {
  readonly pass: CovariancePass;
  readonly means: MeanPass;
  /** Standardised innovations of outcome and Q, n × (1 + rank). */
  readonly innovations: Float64Array;
  /** GLS coefficients on Q. */
  readonly gamma: Float64Array;
  /** Lower Cholesky factor of Q'V⁻¹Q, rank × rank. */
  readonly lower: Matrix;
  /** Residual sum of squares in units of the variances. */
  readonly rss: { value: number };
  /** nobs less states, and less regressors too when their coefficients are diffuse: what σ² is divided by. */
  readonly counting: number;
  /** Columns of Q whose coefficients are diffuse. */
  readonly marginal: number;
  /** Σ log F + log|Q'V⁻¹Q|, over the states' part of Q alone when the coefficients are not diffuse. */
  readonly logDeterminant: { value: number };
  /** Runs under these variances; false when they have no likelihood. */
  run(parameters: Float64Array): boolean;
}

/** `diffuse`: the coefficients have a diffuse prior; otherwise they are at their maximum. */
export function createProfile(design: StructuralDesign, diffuse: boolean): Profile {
  const { n, nobs, rank, columns, form, observed } = design;
  const pass = createCovariancePass(form, n, observed);
  const means = createMeanPass(pass, 1 + rank);
  const innovations = new Float64Array(n * (1 + rank));
  const gamma = new Float64Array(rank);
  const cross = new Float64Array(rank);
  const lower = createMatrix(rank, rank);
  const L = lower.data;
  const rss = { value: Number.NaN };
  const marginal = diffuse ? rank : form.size;
  const counting = nobs - marginal;
  const logDeterminant = { value: Number.NaN };

  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let t = 0; t < n; t++) sum += innovations[a * n + t]! * innovations[b * n + t]!;
    return sum;
  };

  const run = (parameters: Float64Array): boolean => {
    let log = pass.run(parameters);
    if (Number.isNaN(log)) return false;
    means.filterAll(columns, 1 + rank, innovations);
    let squares = product(0, 0);
    for (let i = 0; i < rank; i++) {
      let sum = product(0, 1 + i);
      for (let j = 0; j <= i; j++) {
        let entry = product(1 + i, 1 + j);
        for (let l = 0; l < j; l++) entry -= L[l * rank + i]! * L[l * rank + j]!;
        if (j < i) L[j * rank + i] = entry / L[j * rank + j]!;
        else {
          if (!(entry > 0)) return false;
          L[i * rank + i] = Math.sqrt(entry);
          if (i < marginal) log += Math.log(entry);
        }
        if (j < i) sum -= L[j * rank + i]! * cross[j]!;
      }
      cross[i] = sum / L[i * rank + i]!;
      squares -= cross[i]! * cross[i]!;
    }
    for (let i = rank - 1; i >= 0; i--) {
      let sum = cross[i]!;
      for (let l = i + 1; l < rank; l++) sum -= L[i * rank + l]! * gamma[l]!;
      gamma[i] = sum / L[i * rank + i]!;
    }
    rss.value = squares;
    logDeterminant.value = log;
    return squares > 0;
  };

  return { pass, means, innovations, gamma, lower, rss, counting, marginal, logDeterminant, run };
}

/**
 * Log-likelihood in the units of y and regressors of what {@link Profile.run} saw last, at variances `unit` times those it ran under
 * in the design's units: the density of as many numbers as rows are left beside diffuse states and coefficients (de Jong 1991), so that
 * a local level has the value of its ARIMA(0, 1, 1).
 */
export function logLikelihoodOf(design: StructuralDesign, profile: Profile, unit: number): number {
  const { rss, counting, marginal, logDeterminant } = profile;
  const { triangle, form, scale, scales } = design;
  let value = -counting * (0.5 * Math.log(2 * Math.PI * unit) + Math.log(scale));
  value -= 0.5 * (logDeterminant.value + rss.value / unit);
  // From Q back to the states and the regressors as they came.
  for (let i = 0; i < marginal; i++) {
    value -= Math.log(Math.abs(triangle.data[i * triangle.rows + i]!));
    if (i >= form.size) value -= Math.log(scales[i - form.size]!);
  }
  return value;
}
