import type { Design } from "./design.ts";
import { covariances, unknownCovariance } from "./covariances.ts";
import { createDesign, naturalCoefficients } from "./design.ts";
import { polish } from "./information.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import type { SarimaxOrder, SarimaxParameters } from "./model.ts";
import { negated, rootsExceed } from "./polynomials.ts";
import { predict, type Predictions } from "./predictions.ts";
import type { Profile } from "./profile.ts";
import { createProfile } from "./profile.ts";
import { search } from "./search.ts";

export interface SarimaxOptions {
  /** Aborts between iterations by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Maximise the restricted likelihood (REML) in place of the full one; default false. */
  readonly restricted?: boolean;
}

export interface SarimaxFit extends SarimaxParameters, Predictions {
  readonly model: SarimaxOrder;
  /** Whether the restricted likelihood was maximised; its value compares only between models of the same regressors. */
  readonly restricted: boolean;
  /**
   * "ok"; "not-converged": the best point has a gradient; "too-few-observations": fewer than parameters + 1;
   * "degenerate": the regression fits the outcome exactly. In the last two cases every estimate is NaN.
   */
  readonly status: "ok" | "not-converged" | "too-few-observations" | "degenerate";
  readonly converged: boolean;
  readonly iterations: number;
  /** Evaluations of the likelihood, over all starts. */
  readonly evaluations: number;
  readonly starts: number;
  /** Of `coefficients`, from the joint observed information; NaN rows where aliased. */
  readonly coefficientCovariance: Matrix;
  /** Satterthwaite's degrees of freedom of each coefficient's variance, for Student's t; NaN where aliased. */
  readonly coefficientDf: Float64Array;
  /** Of ar, ma, seasonalAr, seasonalMa in this order; NaN for a parameter on the unit circle or not identified. */
  readonly armaCovariance: Matrix;
  readonly sigma2Stderr: number;
  readonly logLikelihood: number;
  /** Free parameters: ARMA, independent coefficients, σ². */
  readonly parameterCount: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
  /** Observed outcomes that enter the likelihood, less those that differencing or a diffuse start takes. */
  readonly nobs: number;
  /** Smallest root modulus within 1e-4 of 1. */
  readonly boundary: { readonly ar: boolean; readonly ma: boolean };
  /** Entries of `coefficients` that are linear combinations of earlier ones, over the observed rows. */
  readonly aliased: readonly number[];
  /** The ARMA parameters are not identified in some direction (a common factor, for one). */
  readonly singularInformation: boolean;
  /** What a forecast needs to start from. */
  readonly data: {
    readonly y: Float64Array;
    readonly regressors: Matrix | null;
    /** Optimum in angles u, partial autocorrelations sin u. */
    readonly angles: Float64Array;
    /** C with Var(u) = C·C', column-major. */
    readonly angleFactor: Float64Array;
  };
}

const BOUNDARY = 1e-4;

/**
 * Exact Gaussian maximum likelihood for a regression with seasonal ARIMA errors.
 *
 * The likelihood is that of the differenced series when d + D > 0 (outcome and regressors differenced alike) and has a
 * stationary start otherwise. Coefficients and σ² are profiled out by GLS on one filter's innovations (Harvey and
 * Phillips 1979); roots are confined to the closed unit disc by partial autocorrelations (Monahan 1984).
 *
 * `y` has one outcome per row, NaN where missing: with d + D > 0 the levels then have an exact diffuse start (Ansley and
 * Kohn 1985), which integrates the missing outcomes out of the likelihood of the differences; `regressors` as many rows, finite. Results are
 * in the units of y and regressors and do not depend on them. RangeError for impossible orders or shapes.
 */
export function fitSarimax(
  y: Float64Array,
  regressors: Matrix | null,
  model: SarimaxOrder,
  options: SarimaxOptions = {},
): SarimaxFit {
  const design = createDesign(y, regressors, model, "fitSarimax");
  const { nobs, rank, shape } = design;
  const data = {
    y: y.slice(),
    regressors: regressors === null ? null : { ...regressors, data: regressors.data.slice() },
  };
  const parameterCount = shape.armaCount + rank + 1;
  const restricted = options.restricted ?? false;
  if (nobs <= parameterCount) return withoutEstimate(design, data, "too-few-observations");
  if (design.scale === 0) return withoutEstimate(design, data, "degenerate");

  let evaluations = 0;
  const counted = createProfile(design, restricted);
  const profile: Profile = {
    ...counted,
    evaluate: (u) => {
      evaluations++;
      return counted.evaluate(u);
    },
  };
  const found = search(design, profile, options.signal);
  const angles = found.angles;
  const { value, converged, information } = polish(design, profile, angles);

  const variance = profile.sigma2.value;
  const sigma2 = variance * design.scale ** 2;
  const counting = restricted ? nobs - rank : nobs;
  const logLikelihood = -nobs * value - counting * (0.5 * (Math.log(2 * Math.PI) + 1) + Math.log(design.scale));
  const { point } = profile;
  const coefficients = naturalCoefficients(design, profile.gamma);
  const penalty = 2 * parameterCount;
  return {
    model,
    restricted,
    status: converged ? "ok" : "not-converged",
    converged,
    iterations: found.iterations,
    evaluations,
    starts: found.starts,
    ar: point.ar.slice(),
    ma: point.ma.slice(),
    seasonalAr: point.seasonalAr.slice(),
    seasonalMa: point.seasonalMa.slice(),
    coefficients,
    sigma2,
    logLikelihood,
    parameterCount,
    aic: -2 * logLikelihood + penalty,
    aicc: nobs > parameterCount + 1 ? -2 * logLikelihood + (penalty * nobs) / (nobs - parameterCount - 1) : Infinity,
    bic: -2 * logLikelihood + parameterCount * Math.log(nobs),
    nobs,
    ...predict(design, profile, y, regressors, Math.sqrt(sigma2), coefficients),
    boundary: {
      ar: !(rootsExceed(point.ar, 1 + BOUNDARY) && rootsExceed(point.seasonalAr, 1 + BOUNDARY)),
      ma: !(rootsExceed(negated(point.ma), 1 + BOUNDARY) && rootsExceed(negated(point.seasonalMa), 1 + BOUNDARY)),
    },
    aliased: design.aliased,
    ...covariances(design, profile, angles, information, sigma2, counting),
    singularInformation: information.singular,
    data: { ...data, angles, angleFactor: information.factor },
  };
}

function withoutEstimate(
  design: Design,
  data: { y: Float64Array; regressors: Matrix | null },
  status: "too-few-observations" | "degenerate",
): SarimaxFit {
  const { p, q, P, Q, armaCount } = design.shape;
  return {
    model: design.model,
    restricted: false,
    status,
    converged: false,
    iterations: 0,
    evaluations: 0,
    starts: 0,
    ar: unknown(p),
    ma: unknown(q),
    seasonalAr: unknown(P),
    seasonalMa: unknown(Q),
    coefficients: unknown(design.coefficientCount),
    coefficientCovariance: unknownCovariance(design.coefficientCount),
    coefficientDf: unknown(design.coefficientCount),
    armaCovariance: unknownCovariance(armaCount),
    sigma2: Number.NaN,
    sigma2Stderr: Number.NaN,
    logLikelihood: Number.NaN,
    parameterCount: armaCount + design.rank + 1,
    aic: Number.NaN,
    aicc: Number.NaN,
    bic: Number.NaN,
    nobs: design.nobs,
    predictions: unknown(data.y.length),
    predictionStderr: unknown(data.y.length),
    innovations: unknown(data.y.length),
    boundary: { ar: false, ma: false },
    aliased: design.aliased,
    singularInformation: true,
    data: { ...data, angles: unknown(armaCount), angleFactor: unknown(armaCount * armaCount) },
  };
}

function unknown(length: number): Float64Array {
  return new Float64Array(length).fill(Number.NaN);
}
