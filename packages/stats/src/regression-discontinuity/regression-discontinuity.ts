import type { Matrix } from "../linear-algebra/matrix.ts";
import { discontinuityBandwidths, type Bandwidths } from "./bandwidths.ts";
import { covariateSlopes, withoutCovariates } from "./covariate-slopes.ts";
import { clusteredVariance, independentVariance, type JumpVariance, type WeightedSide } from "./jump-variance.ts";
import { pilotBandwidth } from "./pilot-bandwidth.ts";
import type { RegressionKernel } from "./kernel.ts";
import { dot, localPolynomial, moment, residualsOf, weightsOf, type LocalPolynomial } from "./local-polynomial.ts";
import { neighbourResiduals, neighboursOf } from "./nearest-neighbours.ts";
import { countWithin, sidesOf, type Side } from "./side.ts";

export interface DiscontinuityOptions {
  /** Order p of the local polynomial; its bias is measured by one of order p + 1. Default 1. */
  readonly order?: number;
  /** Default "triangular". */
  readonly kernel?: RegressionKernel;
  /** Default: those of least mean squared error. */
  readonly bandwidths?: Bandwidths | null;
  /** n × k, independent columns. */
  readonly covariates?: Matrix | null;
  /** n whole numbers from 0: rows of one cluster depend on each other. */
  readonly clusters?: Int32Array | null;
}

export interface RegressionDiscontinuity extends Bandwidths {
  /** Jump of the outcome's mean at 0, corrected for the leading bias. */
  readonly value: number;
  /** Counts the error of the correction. */
  readonly stderr: number;
  /** Of Student's t for value ÷ stderr. */
  readonly df: number;
  /** Jump of the local polynomial, not corrected; its error is less, and leaves out its bias. */
  readonly conventional: number;
  readonly conventionalStderr: number;
  /** Corrected mean of the outcome just below 0, at covariates of 0, and what goes with it in a ratio. */
  readonly control: number;
  readonly controlVariance: number;
  readonly controlCovariance: number;
  /** Rows within h. */
  readonly below: number;
  readonly above: number;
  /** Clusters within the wider bandwidth; null without clusters. */
  readonly clusters: number | null;
  /** Share of the weighted variance within h that the two polynomials (and covariates) account for. */
  readonly rSquared: number;
}

/**
 * Sharp regression discontinuity at x = 0 with the robust bias-corrected interval of Calonico, Cattaneo and Titiunik (2014, theorem 1 and
 * section 5). `x`, `y`: n, finite; rows with x ≥ 0 are treated. Variances are by three nearest neighbours, with `clusters` by residuals.
 * Null where too few distinct values lie on a side. RangeError for lengths that differ.
 */
export function regressionDiscontinuity(
  x: Float64Array,
  y: Float64Array,
  options: DiscontinuityOptions = {},
): RegressionDiscontinuity | null {
  const { order = 1, kernel = "triangular", covariates = null, clusters = null } = options;
  if (x.length !== y.length)
    throw new RangeError(`regressionDiscontinuity: x has ${x.length} numbers and y ${y.length}; they must be as many`);
  // Sums of outcomes far from 0 would lose digits.
  const centre = y.reduce((sum, value) => sum + value, 0) / y.length;
  const raw = sidesOf(
    x,
    y.map((value) => value - centre),
  );
  if (raw.some((side) => side.x.length === 0)) return null;
  const neighbours = raw.map(neighboursOf);
  const adjusted = (h: number): readonly Side[] | null => {
    if (covariates === null) return raw;
    const slopes = covariateSlopes(raw, covariates, h, order, kernel);
    return slopes === null ? null : raw.map((side) => withoutCovariates(side, covariates, slopes));
  };
  const errorsOf = (sides: readonly Side[]): readonly Float64Array[] =>
    sides.map((side, s) => neighbourResiduals(side, neighbours[s]!));

  const forBandwidths = options.bandwidths == null ? adjusted(pilotBandwidth(raw, kernel)) : null;
  const bandwidths =
    options.bandwidths ??
    (forBandwidths === null ? null : discontinuityBandwidths(forBandwidths, errorsOf(forBandwidths), order, kernel));
  if (bandwidths === null) return null;
  const { h, b } = bandwidths;
  const sides = adjusted(h);
  if (sides === null) return null;
  const locals = sides.map((side) => localPolynomial(side, h, order, kernel));
  const curves = sides.map((side) => localPolynomial(side, b, order + 1, kernel));
  if ([...locals, ...curves].some((fit) => fit === null)) return null;
  const plain = locals.map((local, s) => part(sides[s]!, s, weightsOf(local!, 0)));
  const corrected = plain.map(({ side, weights }, s) =>
    part(side, s, correctedWeights(side, weights, curves[s]!, order)),
  );

  const errors = errorsOf(sides);
  const wide = Math.max(h, b);
  const grouped = clusters === null ? null : clusteredVariance(corrected, clusters, wide, order + 1, kernel);
  if (clusters !== null && grouped === null) return null;
  const variance: JumpVariance = grouped ?? independentVariance(corrected, errors, neighbours);
  const conventional =
    clusters === null
      ? independentVariance(plain, errors, neighbours)
      : clusteredVariance(plain, clusters, wide, order + 1, kernel);
  const levels = corrected.map(({ side, weights }) => dot(weights, side.y));
  const [control = NaN, treated = NaN] = levels;
  const [plainControl = NaN, plainTreated = NaN] = plain.map(({ side, weights }) => dot(weights, side.y));
  return {
    h,
    b,
    value: treated - control,
    stderr: Math.sqrt(variance.jump),
    df: variance.df,
    conventional: plainTreated - plainControl,
    conventionalStderr: Math.sqrt(conventional?.jump ?? NaN),
    control: control + centre,
    controlVariance: variance.control,
    controlCovariance: variance.covariance,
    below: countWithin(sides[0]!, h),
    above: countWithin(sides[1]!, h),
    clusters: grouped?.clusters ?? null,
    rSquared: shareExplained(raw, sides, locals as readonly LocalPolynomial[]), // none is null
  };
}

const part = (side: Side, s: number, weights: Float64Array): WeightedSide => ({
  side,
  weights,
  sign: s === 0 ? -1 : 1,
});

/** The leading bias is Σ wᵢ xᵢ^(p+1) times the next coefficient, itself a weighted sum of outcomes; so is what is left. */
function correctedWeights(side: Side, weights: Float64Array, curve: LocalPolynomial, order: number): Float64Array {
  const bias = moment(weights, side.x, order + 1);
  const next = weightsOf(curve, order + 1);
  const all = new Float64Array(Math.max(weights.length, next.length));
  all.set(weights);
  for (let i = 0; i < next.length; i++) all[i] = all[i]! - bias * next[i]!;
  return all;
}

function shareExplained(raw: readonly Side[], sides: readonly Side[], locals: readonly LocalPolynomial[]): number {
  let weight = 0;
  let sum = 0;
  locals.forEach(({ m, root }, s) => {
    for (let i = 0; i < m; i++) {
      weight += root[i]! ** 2;
      sum += root[i]! ** 2 * raw[s]!.y[i]!;
    }
  });
  let total = 0;
  let left = 0;
  locals.forEach((local, s) => {
    const { residuals } = residualsOf(local, sides[s]!.y);
    for (let i = 0; i < local.m; i++) {
      total += local.root[i]! ** 2 * (raw[s]!.y[i]! - sum / weight) ** 2;
      left += (local.root[i]! * residuals[i]!) ** 2;
    }
  });
  return total > 0 ? 1 - left / total : 0;
}
