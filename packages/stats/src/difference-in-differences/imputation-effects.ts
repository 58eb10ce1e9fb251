import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { leastSquares, type LeastSquares } from "../regression/least-squares.ts";
import { influenceCovariance, type EffectMean } from "./aggregate-effects.ts";
import { imputationPreTrend, rowsInUse, type ImputationPreTrend } from "./imputation-pre-trend.ts";
import { indexPanel, type IndexedPanel } from "./index-panel.ts";
import { meanEffects } from "./mean-effects.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { twoWayEffects, type TwoWayEffects } from "./two-way-effects.ts";

/** Options of {@link imputationEffects}. */
export interface ImputationOptions {
  /** Periods before the first treated one that are not used as untreated, 0 by default. */
  readonly anticipation?: number;
  /** n × k covariates that change over time. */
  readonly covariates?: Matrix;
  /**
   * Take each effect's deviation from the mean of the other clusters' effects (default true), not from one that it is part of, which makes
   * errors of small cohorts too small.
   */
  readonly leaveOut?: boolean;
  /** Event times in the test of pre-trends: the last `leads` before treatment (and its anticipation), 0 (no test) by default. */
  readonly leads?: number;
}

/** Result of {@link imputationEffects}. */
export interface ImputationEffects {
  /** Mean over all treated observations that can be imputed. NaN when there are none. */
  readonly overall: EffectMean;
  /** Ascending, from −anticipation. */
  readonly eventTimes: Float64Array;
  readonly dynamic: readonly EffectMean[];
  /** Treated observations of each event time. */
  readonly observations: Int32Array;
  /** Joint covariance of `dynamic`. */
  readonly covariance: Matrix;
  /** Null without `leads`, or when none is identified. */
  readonly preTrend: ImputationPreTrend | null;
  /** Treated observations left out: unit never seen untreated, or period without a comparable untreated unit. */
  readonly notImputable: number;
  /** Untreated observations in use. */
  readonly untreated: number;
  /** Covariates whose coefficient the untreated observations do not identify, although effects depend on it: all values are NaN. */
  readonly notIdentified: readonly number[];
  /** C. */
  readonly clusters: number;
  /** n: outcome less imputed untreated outcome of treated rows; NaN elsewhere. */
  readonly effects: Float64Array;
}

/** What least squares on the untreated rows leaves. */
interface UntreatedFit {
  readonly effects: TwoWayEffects;
  /** n × k covariates less effects of units and periods. */
  readonly x: Matrix;
  readonly fit: LeastSquares | null;
  /** n: residuals of untreated rows, effects of treated ones. */
  readonly left: Float64Array;
}

/**
 * Imputation estimator (Borusyak, Jaravel and Spiess 2024): effects of units and periods (and coefficients of covariates) are estimated
 * from untreated observations alone, and each treated observation's effect is what they leave of its outcome. Means over observations, by
 * the panel's `weights` of units (the fit itself has equal weights), with the conservative clustered standard errors of their theorem 3; the
 * deviations from the means by cohort and period, or by event time or overall where a cohort has one cluster. Standard errors are NaN with
 * fewer than two treated clusters. RangeError for wrong shapes or options.
 */
export function imputationEffects(panel: StaggeredPanel, options: ImputationOptions = {}): ImputationEffects {
  const { anticipation = 0, leaveOut = true, leads = 0 } = options;
  const index = indexPanel("imputationEffects", panel);
  const n = panel.outcome.length;
  const covariates = checkOptions(n, options);
  const use = new Uint8Array(n);
  for (let i = 0; i < n; i++) use[i] = panel.period[i]! < panel.firstTreated[panel.unit[i]!]! - anticipation ? 1 : 0;
  const fitted = fitUntreated(panel, index, covariates, use);
  const { components } = fitted.effects;
  const rows: number[] = [];
  let notImputable = 0;
  for (let i = 0; i < n; i++) {
    if (use[i] === 1) continue;
    const own = components[panel.unit[i]!]!;
    if (own >= 0 && own === components[index.units + index.periodCodes[i]!]) rows.push(i);
    else notImputable += 1;
  }
  const treated = Int32Array.from(rows);
  const notIdentified = missingColumns(fitted, covariates, treated, use);
  const effects = new Float64Array(n).fill(NaN);
  for (const i of treated) effects[i] = notIdentified.length > 0 ? NaN : fitted.left[i]!;
  const means = meanEffects(panel, index, treated, effects, leaveOut);
  const deviations = fitted.left.slice();
  for (const [k, i] of treated.entries()) deviations[i] = effects[i]! - means[k]!;

  const times = Float64Array.from(treated, (i) => panel.period[i]! - panel.firstTreated[panel.unit[i]!]!);
  const eventTimes = Float64Array.from(new Set(times)).sort();
  const totals = new Float64Array(eventTimes.length);
  const observations = new Int32Array(eventTimes.length);
  const dynamic = Array.from(eventTimes, (time, at): EffectMean => {
    const weights = new Float64Array(n);
    for (const [k, i] of treated.entries()) {
      if (times[k] !== time) continue;
      weights[i] = panel.weights?.[panel.unit[i]!] ?? 1;
      totals[at]! += weights[i];
      observations[at]! += 1;
    }
    let value = 0;
    for (const i of treated) {
      weights[i] = weights[i]! / totals[at]!;
      if (weights[i] !== 0) value += weights[i] * effects[i]!;
    }
    const influence = influenceOfMean(panel, index, fitted, use, treated, weights, deviations);
    return { value, stderr: length(influence), influence };
  });
  return {
    overall: overallMean(dynamic, totals, index.clusterCount),
    eventTimes,
    dynamic,
    observations,
    covariance: influenceCovariance(dynamic.map(({ influence }) => influence)),
    preTrend: leads > 0 ? imputationPreTrend(panel, index, covariates, use, anticipation, leads) : null,
    notImputable,
    untreated: use.reduce((sum, one) => sum + one, 0),
    notIdentified,
    clusters: index.clusterCount,
    effects,
  };
}

function checkOptions(n: number, { covariates, anticipation = 0, leads = 0 }: ImputationOptions): Matrix {
  if (covariates && (covariates.rows !== n || !covariates.data.every(Number.isFinite))) {
    throw new RangeError(`imputationEffects: covariates must be finite with ${n} rows; got ${covariates.rows} rows`);
  }
  for (const [name, value] of Object.entries({ anticipation, leads })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`imputationEffects: ${name} must be a whole number from 0; got ${value}`);
    }
  }
  return covariates ?? createMatrix(n, 0);
}

function fitUntreated(panel: StaggeredPanel, index: IndexedPanel, covariates: Matrix, use: Uint8Array): UntreatedFit {
  const n = panel.outcome.length;
  const { units, periods, periodCodes } = index;
  const effects = twoWayEffects(panel.unit, periodCodes, units, periods.length, use);
  const unitSums = new Float64Array(units);
  const periodSums = new Float64Array(periods.length);
  /** Subtracts the effects that the untreated rows of `v` have, from all rows. */
  const subtractEffects = (v: Float64Array): void => {
    for (let pass = 0; pass < 2; pass++) {
      unitSums.fill(0);
      periodSums.fill(0);
      for (let i = 0; i < n; i++) {
        if (use[i] === 0) continue;
        unitSums[panel.unit[i]!]! += v[i]!;
        periodSums[periodCodes[i]!]! += v[i]!;
      }
      effects.solve(unitSums, periodSums);
      for (let i = 0; i < n; i++) v[i] = v[i]! - unitSums[panel.unit[i]!]! - periodSums[periodCodes[i]!]!;
    }
  };
  const left = panel.outcome.slice();
  subtractEffects(left);
  const k = covariates.cols;
  const x = createMatrix(n, k, covariates.data.slice());
  if (k === 0) return { effects, x, fit: null, left };
  const rows = rowsInUse(use);
  const untreated = createMatrix(rows.length, k);
  for (let j = 0; j < k; j++) {
    const column = x.data.subarray(j * n, (j + 1) * n);
    const own = length(column);
    subtractEffects(column);
    const within = untreated.data.subarray(j * rows.length, (j + 1) * rows.length);
    for (const [r, i] of rows.entries()) within[r] = column[i]!;
    if (!(length(within) > 1e-10 * own)) within.fill(0);
  }
  const fit = leastSquares(
    untreated,
    Float64Array.from(rows, (i) => left[i]!),
  );
  for (const j of fit.kept) {
    for (let i = 0; i < n; i++) left[i] = left[i]! - fit.coefficients[j]! * x.data[j * n + i]!;
  }
  return { effects, x, fit, left };
}

/** Covariates that effects and other covariates explain in the untreated rows but not in the treated ones. */
function missingColumns({ x, fit }: UntreatedFit, covariates: Matrix, treated: Int32Array, use: Uint8Array): number[] {
  if (!fit || fit.aliased.length === 0) return [];
  const n = x.rows;
  const rows = rowsInUse(use);
  const kept = createMatrix(rows.length, fit.kept.length);
  for (const [c, j] of fit.kept.entries())
    for (const [r, i] of rows.entries()) kept.data[c * rows.length + r] = x.data[j * n + i]!;
  return fit.aliased.filter((j) => {
    const { coefficients } = leastSquares(
      kept,
      Float64Array.from(rows, (i) => x.data[j * n + i]!),
    );
    const scale = length(covariates.data.subarray(j * n, (j + 1) * n)) / Math.sqrt(n);
    return treated.some((i) => {
      let left = x.data[j * n + i]!;
      for (const [c, l] of fit.kept.entries()) left -= coefficients[c]! * x.data[l * n + i]!;
      return Math.abs(left) > 1e-8 * scale;
    });
  });
}

/** Influence of each cluster on Σ weights · effect: Σ v (deviation), v the estimator's weights of all outcomes (ibid., eq. 7). */
function influenceOfMean(
  panel: StaggeredPanel,
  { units, periods, periodCodes, clusters, clusterCount }: IndexedPanel,
  { effects, x, fit }: UntreatedFit,
  use: Uint8Array,
  treated: Int32Array,
  weights: Float64Array,
  deviations: Float64Array,
): Float64Array {
  const n = weights.length;
  const unitSums = new Float64Array(units);
  const periodSums = new Float64Array(periods.length);
  for (const i of treated) {
    unitSums[panel.unit[i]!]! += weights[i]!;
    periodSums[periodCodes[i]!]! += weights[i]!;
  }
  effects.solve(unitSums, periodSums);
  const direction = covariateDirection(x, fit, treated, weights);
  const influence = new Float64Array(clusterCount);
  for (let i = 0; i < n; i++) {
    let v = weights[i]!;
    if (use[i] === 1) {
      v = -unitSums[panel.unit[i]!]! - periodSums[periodCodes[i]!]!;
      for (let j = 0; j < direction.length; j++) v -= direction[j]! * x.data[j * n + i]!;
    }
    if (v !== 0) influence[clusters[panel.unit[i]!]!]! += v * deviations[i]!;
  }
  return influence;
}

/** (X₀′X₀)⁻¹ Σ weights · x of treated rows, all less effects. */
function covariateDirection(
  x: Matrix,
  fit: LeastSquares | null,
  treated: Int32Array,
  weights: Float64Array,
): Float64Array {
  const direction = new Float64Array(x.cols);
  if (!fit) return direction;
  const sums = new Float64Array(x.cols);
  for (const j of fit.kept) for (const i of treated) sums[j]! += weights[i]! * x.data[j * x.rows + i]!;
  for (const j of fit.kept) {
    for (const l of fit.kept) direction[j]! += fit.unscaledCovariance.data[l * x.cols + j]! * sums[l]!;
  }
  return direction;
}

function overallMean(dynamic: readonly EffectMean[], totals: Float64Array, clusters: number): EffectMean {
  const influence = new Float64Array(clusters);
  if (dynamic.length === 0) return { value: NaN, stderr: NaN, influence: influence.fill(NaN) };
  const total = totals.reduce((sum, one) => sum + one, 0);
  let value = 0;
  for (const [h, mean] of dynamic.entries()) {
    const weight = totals[h]! / total;
    value += weight * mean.value;
    for (let c = 0; c < clusters; c++) influence[c] = influence[c]! + weight * mean.influence[c]!;
  }
  return { value, stderr: length(influence), influence };
}

function length(v: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i]! * v[i]!;
  return Math.sqrt(sum);
}
