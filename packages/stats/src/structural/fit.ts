import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { solveLower, solveUpper, solveUpperTransposed } from "../linear-algebra/triangular.ts";
import { createStructuralDesign, type StructuralDesign } from "./design.ts";
import { checkedParameters, type StructuralModel, type StructuralVariances, variancesOf } from "./model.ts";
import { createProfile, logLikelihoodOf, type Profile } from "./profile.ts";
import { type Found, search } from "./search.ts";
import { transit } from "./transition.ts";

export interface StructuralOptions {
  /**
   * How the likelihood of the variances treats the coefficients: "diffuse" (default) as states with a diffuse prior, which takes their
   * degrees of freedom into account; "profiled" at their maximum, whose likelihood compares between sets of regressors.
   */
  readonly coefficients?: "diffuse" | "profiled";
  /** Known variances in squared units of y, which are then not estimated. */
  readonly variances?: StructuralVariances;
  /** Aborts between iterations by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface StructuralFit {
  readonly model: StructuralModel;
  readonly options: { readonly coefficients: "diffuse" | "profiled" };
  /**
   * "ok"; "not-converged": the best point still climbs; "too-few-observations": no more than diffuse states, coefficients and
   * variances together, or states that the rows do not determine; "degenerate": y does not vary, or is fitted exactly. In the last two
   * cases every estimate is NaN.
   */
  readonly status: "ok" | "not-converged" | "too-few-observations" | "degenerate";
  readonly converged: boolean;
  readonly iterations: number;
  /** Evaluations of the likelihood, over all starts. */
  readonly evaluations: number;
  readonly starts: number;
  /** Maximum likelihood; a variance may be exactly 0. */
  readonly variances: StructuralVariances;
  /** One per regressor, NaN where aliased. */
  readonly coefficients: Float64Array;
  /** Given the variances, about which the coefficients tell nothing in large samples; NaN where aliased. */
  readonly coefficientCovariance: Matrix;
  /**
   * Exact diffuse log-likelihood (Durbin and Koopman 2012, section 7.2.2), with −½ log 2π for every observed row but those spent on
   * diffuse states and coefficients.
   */
  readonly logLikelihood: number;
  /** Estimated variances, coefficients and diffuse states. */
  readonly parameterCount: number;
  readonly aic: number;
  readonly bic: number;
  readonly nobs: number;
  /** Standardised one-step prediction errors given coefficients and initial states, one per row; NaN where missing. */
  readonly innovations: Float64Array;
  /** Smoothed, one per row, missing rows included; regressors count with their values, not their distances from a mean. */
  readonly level: Float64Array;
  /** Null without a slope. */
  readonly slope: Float64Array | null;
  readonly seasons: readonly Float64Array[];
  /** Regressors that earlier ones, a level, a trend or a season already explain. */
  readonly aliased: readonly number[];
  /** What a forecast needs to start from. */
  readonly data: { readonly y: Float64Array; readonly regressors: Matrix | null; readonly parameters: Float64Array };
}

const GIVEN: Found = { sds: new Float64Array(0), converged: true, iterations: 0, evaluations: 0, starts: 0 };

/**
 * Exact diffuse maximum likelihood for a structural time series model with regressors.
 *
 * `y` has one outcome per row, NaN where missing; `regressors` as many rows, finite. Coefficients come from GLS on the innovations; the
 * variances are searched from several starts. Results are in the units of y and regressors and do not depend on them. RangeError for
 * impossible models or shapes.
 */
export function fitStructural(
  y: Float64Array,
  regressors: Matrix | null,
  model: StructuralModel,
  options: StructuralOptions = {},
): StructuralFit {
  const design = createStructuralDesign(y, regressors, model, "fitStructural");
  const treatment = options.coefficients ?? "diffuse";
  const { form, nobs } = design;
  const data = {
    y: y.slice(),
    regressors: regressors === null ? null : { ...regressors, data: regressors.data.slice() },
  };
  const known = options.variances === undefined ? null : checkedParameters(options.variances, model, "fitStructural");
  const parameterCount = (known === null ? form.parameterCount : 0) + design.rank;
  const base = { model, options: { coefficients: treatment }, parameterCount, nobs, aliased: design.aliased } as const;
  const without = (status: StructuralFit["status"]): StructuralFit => ({
    ...base,
    status,
    ...noEstimates(design, regressors?.cols ?? 0, data),
  });
  if (nobs <= parameterCount || !design.determined) return without("too-few-observations");
  if (design.scale === 0) return without("degenerate");
  const profile = createProfile(design, treatment === "diffuse");
  const found = known === null ? search(design, profile, options.signal) : GIVEN;
  const parameters = known === null ? found.sds.map((s) => s * s) : known.map((v) => v / design.scale ** 2);
  if (!profile.run(parameters) || !(profile.rss.value > 1e-26 * nobs)) return without("degenerate");
  const unit = known === null ? profile.rss.value / profile.counting : 1;
  const logLikelihood = logLikelihoodOf(design, profile, unit);
  const innovations = standardisedInnovations(design, profile, unit);
  return {
    ...base,
    status: found.converged ? "ok" : "not-converged",
    converged: found.converged,
    iterations: found.iterations,
    evaluations: found.evaluations,
    starts: found.starts,
    variances: variancesOf(parameters, model, unit * design.scale ** 2),
    ...naturalCoefficients(design, profile, unit, regressors?.cols ?? 0),
    logLikelihood,
    aic: -2 * logLikelihood + 2 * parameterCount,
    bic: -2 * logLikelihood + parameterCount * Math.log(nobs),
    innovations,
    ...smoothedComponents(design, profile, parameters),
    data: { ...data, parameters: parameters.map((v) => v * unit) },
  };
}

function naturalCoefficients(
  design: StructuralDesign,
  profile: Profile,
  unit: number,
  count: number,
): { coefficients: Float64Array; coefficientCovariance: Matrix } {
  const { kept, form, rank, scale, scales, triangle } = design;
  const coefficients = new Float64Array(count).fill(Number.NaN);
  const coefficientCovariance = createMatrix(count, count, new Float64Array(count * count).fill(Number.NaN));
  const onRegressors = solveUpper(triangle, profile.gamma);
  // Rows of R⁻¹ L'⁻¹, whose products are the covariances.
  const root = kept.map((_, i) => {
    const row = new Float64Array(rank);
    row[form.size + i] = 1;
    return solveLower(profile.lower, solveUpperTransposed(triangle, row));
  });
  kept.forEach((a, i) => {
    const ratio = scale / scales[i]!;
    coefficients[a] = ratio * onRegressors[form.size + i]!;
    kept.forEach((b, j) => {
      const product = root[i]!.reduce((sum, v, l) => sum + v * root[j]![l]!, 0);
      coefficientCovariance.data[b * count + a] = (unit * ratio * scale * product) / scales[j]!;
    });
  });
  return { coefficients, coefficientCovariance };
}

function standardisedInnovations(design: StructuralDesign, profile: Profile, unit: number): Float64Array {
  const { n, rank, observed } = design;
  return Float64Array.from({ length: n }, (_, t) => {
    if (observed !== null && observed[t] === 0) return Number.NaN;
    let e = profile.innovations[t]!;
    for (let j = 0; j < rank; j++) e -= profile.gamma[j]! * profile.innovations[(1 + j) * n + t]!;
    return e / Math.sqrt(unit);
  });
}

/** The outcome less what initial states and regressors make of it, in the design's units; 0 in missing rows. */
export function residualOutcome(design: StructuralDesign, gamma: Float64Array): Float64Array {
  const { n, columns } = design;
  const rest = columns.slice(0, n);
  gamma.forEach((g, j) => {
    for (let t = 0; t < n; t++) rest[t] = rest[t]! - g * columns[(1 + j) * n + t]!;
  });
  return rest;
}

/** Adds to `states` (n × size) what initial states at these coefficients on Q become without disturbances. */
export function addInitialStates(design: StructuralDesign, onRegressors: Float64Array, states: Float64Array): void {
  const { size, blocks } = design.form;
  const state = onRegressors.slice(0, size);
  for (let at = 0; at < states.length; at += size) {
    for (let i = 0; i < size; i++) states[at + i] = states[at + i]! + state[i]!;
    transit(blocks, state, 0, 1, 1);
  }
}

/** Level at regressors of zero, in the units of y, beyond the level state: the outcome's mean less that of the regressors' part. */
export function levelShift(design: StructuralDesign, onRegressors: Float64Array): number {
  const { mean, scale, means, scales, form } = design;
  return means.reduce((sum, m, j) => sum - (scale * onRegressors[form.size + j]! * m) / scales[j]!, mean);
}

function smoothedComponents(
  design: StructuralDesign,
  profile: Profile,
  parameters: Float64Array,
): { level: Float64Array; slope: Float64Array | null; seasons: Float64Array[] } {
  const { n, form, scale, model } = design;
  const states = new Float64Array(n * form.size);
  profile.means.filter(residualOutcome(design, profile.gamma), 0, new Float64Array(n), 0);
  profile.means.smooth(parameters, states);
  const onRegressors = solveUpper(design.triangle, profile.gamma);
  addInitialStates(design, onRegressors, states);
  const shift = levelShift(design, onRegressors);
  const rows = Array.from({ length: n }, (_, t) => states.subarray(t * form.size, (t + 1) * form.size));
  return {
    level: Float64Array.from(rows, (state) => shift + scale * state[0]!),
    slope: model.level === "local_level" ? null : Float64Array.from(rows, (state) => scale * state[1]!),
    seasons: model.seasons.map((_, j) =>
      Float64Array.from(rows, (state) => {
        let sum = 0;
        for (let i = form.seasonStarts[j]!; i < form.seasonStarts[j + 1]!; i++) sum += form.loading[i]! * state[i]!;
        return scale * sum;
      }),
    ),
  };
}

type Estimates = Omit<StructuralFit, "model" | "options" | "status" | "parameterCount" | "nobs" | "aliased">;

function noEstimates(
  design: StructuralDesign,
  count: number,
  data: { y: Float64Array; regressors: Matrix | null },
): Estimates {
  const { n, model, form } = design;
  const unknown = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    converged: false,
    iterations: 0,
    evaluations: 0,
    starts: 0,
    variances: variancesOf(unknown(form.parameterCount), model, 1),
    coefficients: unknown(count),
    coefficientCovariance: createMatrix(count, count, unknown(count * count)),
    logLikelihood: Number.NaN,
    aic: Number.NaN,
    bic: Number.NaN,
    innovations: unknown(n),
    level: unknown(n),
    slope: model.level === "local_level" ? null : unknown(n),
    seasons: model.seasons.map(() => unknown(n)),
    data: { ...data, parameters: unknown(form.parameterCount) },
  };
}
