import type { Matrix } from "../linear-algebra/matrix.ts";
import { indexPanel, type IndexedPanel } from "./index-panel.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { twoPeriodEffect, type TwoPeriodUnits } from "./two-period-effect.ts";

/** How untreated trends are adjusted for covariates; see {@link groupTimeEffects}. */
export type GroupTimeEstimator = "unadjusted" | "regression" | "weighting" | "doubly-robust";

/** Options of {@link groupTimeEffects}. */
export interface GroupTimeOptions {
  /** Units compared with: `never` treated, or `not-yet` treated in either of the two periods, never treated included. Default `never`. */
  readonly control?: "never" | "not-yet";
  /** Periods before the first treated one in which treatment may already act, 0 by default. */
  readonly anticipation?: number;
  /** Before treatment, compare with the period before (`varying`, default) or with the last period before treatment (`universal`). */
  readonly base?: "varying" | "universal";
  /** Default `doubly-robust` with covariates, else `unadjusted`. */
  readonly estimator?: GroupTimeEstimator;
  /** n × k covariates of the panel's rows without a column of ones; those of the base period are used. */
  readonly covariates?: Matrix;
}

/** Why a cell has no estimate. */
export type NoCell = "no treated unit" | "no control unit" | "no overlap" | "collinear covariates";

/** ATT(g, t): the mean effect in `period` on units first treated in `group`. */
export interface GroupTimeCell {
  readonly group: number;
  readonly period: number;
  /** Period of the comparison. */
  readonly base: number;
  /** period − group. */
  readonly eventTime: number;
  /** period ≥ group. */
  readonly isPost: boolean;
  /** period < group − anticipation: no effect is possible yet, so that the value shows a violated assumption. */
  readonly isPre: boolean;
  /** In units of the outcome; NaN with a `reason`; 0 without error where period is the universal base. */
  readonly value: number;
  /** From the influence function. */
  readonly stderr: number;
  /** Units of the group that were seen in both periods. */
  readonly treated: number;
  readonly controls: number;
  readonly reason: NoCell | null;
}

/** Result of {@link groupTimeEffects}. */
export interface GroupTimeEffects {
  /** By group, then period. */
  readonly cells: readonly GroupTimeCell[];
  /**
   * For each cell, what each of the C clusters (units without clusters) adds to the estimate's error: the covariance of two cells is the
   * inner product of their columns. NaN for cells without an estimate.
   */
  readonly influence: readonly Float64Array[];
  /** First treated periods of units that were seen before treatment, ascending. */
  readonly groups: Float64Array;
  /** Weighted number of units of each group as a share of all units in use. */
  readonly shares: Float64Array;
  /** For each group, the influence of each cluster on its share. */
  readonly shareInfluence: readonly Float64Array[];
  /** All periods, ascending. */
  readonly periods: Float64Array;
  /** C. */
  readonly clusters: number;
  /** Clusters with a unit of some group: what errors of few treated clusters among many others rest on. */
  readonly treatedClusters: number;
  /** Units in use. */
  readonly units: number;
  /** Units left out because no period of the panel precedes their treatment (and its anticipation): no comparison identifies their effect. */
  readonly alwaysTreated: number;
}

/** Settings with defaults filled in, and scratch space for one cell. */
interface Comparison {
  readonly panel: StaggeredPanel;
  readonly index: IndexedPanel;
  readonly covariates: Matrix | null;
  readonly estimator: Exclude<GroupTimeEstimator, "unadjusted">;
  /** N treatment periods; NaN for units out of use. */
  readonly first: Float64Array;
  readonly members: Int32Array;
  readonly treated: Uint8Array;
}

/**
 * Group-time average treatment effects (Callaway and Sant'Anna 2021, eqs. 2.4–2.6 and 2.9) from changes between two periods: for period t ≥ g −
 * anticipation since the last period before g − anticipation, earlier ones since their own base. Units first treated after the last period
 * (and its anticipation) count as never treated. Estimators: see {@link twoPeriodEffect} of Sant'Anna and Zhao (2020); `unadjusted` is
 * the difference of mean changes. In a panel that is not balanced each cell uses the units seen in both of its periods.
 *
 * Standard errors are those of the influence function, in clusters when given; they need many clusters. RangeError for wrong shapes, covariates
 * with `unadjusted`, an unknown unit code, or a negative anticipation.
 */
export function groupTimeEffects(panel: StaggeredPanel, options: GroupTimeOptions = {}): GroupTimeEffects {
  const { control = "never", anticipation = 0, base = "varying" } = options;
  checkOptions(panel, options);
  const index = indexPanel("groupTimeEffects", panel);
  const { periods, units } = index;
  const lastPeriod = periods.at(-1) ?? NaN;
  const first = panel.firstTreated.map((g, i) => {
    if (!isSeen(index, i)) return NaN;
    if (g > lastPeriod + anticipation) return Infinity;
    return baseBefore(periods, g - anticipation) < 0 ? NaN : g;
  });
  const groups = Float64Array.from(new Set(first.filter((g) => g < Infinity))).sort();
  const covariates = options.covariates && options.covariates.cols > 0 ? options.covariates : null;
  const chosen = options.estimator ?? (covariates ? "doubly-robust" : "unadjusted");
  const comparison: Comparison = {
    panel,
    index,
    covariates,
    estimator: chosen === "unadjusted" ? "regression" : chosen,
    first,
    members: new Int32Array(units),
    treated: new Uint8Array(units),
  };
  const cells: GroupTimeCell[] = [];
  const influence: Float64Array[] = [];
  for (const group of groups) {
    const before = baseBefore(periods, group - anticipation);
    for (const [at, period] of periods.entries()) {
      const isPre = period < group - anticipation;
      const from = isPre && base === "varying" ? at - 1 : before;
      if (from < 0) continue;
      const untreatedAfter = Math.max(period, periods[from]!) + anticipation;
      const isControl = (g: number): boolean =>
        (control === "never" ? g === Infinity : g > untreatedAfter) && g !== group;
      const cell = { group, period, base: periods[from]!, eventTime: period - group, isPost: period >= group, isPre };
      const column = new Float64Array(index.clusterCount);
      cells.push({ ...cell, ...estimateCell(comparison, group, at, from, isControl, column) });
      influence.push(column);
    }
  }
  return {
    cells,
    influence,
    groups,
    periods,
    ...groupShares(panel, index, first, groups),
    clusters: index.clusterCount,
  };
}

function checkOptions(panel: StaggeredPanel, { covariates, estimator, anticipation = 0 }: GroupTimeOptions): void {
  const n = panel.outcome.length;
  if (covariates && covariates.rows !== n) {
    throw new RangeError(`groupTimeEffects: covariates must have ${n} rows; got ${covariates.rows}`);
  }
  if (covariates && !covariates.data.every(Number.isFinite)) {
    throw new RangeError("groupTimeEffects: covariates must be finite");
  }
  if (covariates && covariates.cols > 0 && estimator === "unadjusted") {
    throw new RangeError("groupTimeEffects: estimator unadjusted takes no covariates");
  }
  if (!Number.isInteger(anticipation) || anticipation < 0) {
    throw new RangeError(`groupTimeEffects: anticipation must be a whole number from 0; got ${anticipation}`);
  }
}

function isSeen({ rowAt, periods }: IndexedPanel, unit: number): boolean {
  for (let at = unit * periods.length, end = at + periods.length; at < end; at++) if (rowAt[at]! >= 0) return true;
  return false;
}

/** Code of the last period before `time`, or −1. */
function baseBefore(periods: Float64Array, time: number): number {
  let at = periods.length - 1;
  while (at >= 0 && periods[at]! >= time) at -= 1;
  return at;
}

/** Estimate of a cell; its influence is added to `column`. */
function estimateCell(
  comparison: Comparison,
  group: number,
  at: number,
  from: number,
  isControl: (first: number) => boolean,
  column: Float64Array,
): Pick<GroupTimeCell, "value" | "stderr" | "treated" | "controls" | "reason"> {
  const { index, first, members, treated } = comparison;
  const { rowAt, periods, units } = index;
  let m = 0;
  let count = 0;
  for (let i = 0; i < units; i++) {
    const own = first[i]!;
    const isTreated = own === group;
    if (!isTreated && !isControl(own)) continue;
    if (rowAt[i * periods.length + at]! < 0 || rowAt[i * periods.length + from]! < 0) continue;
    members[m] = i;
    treated[m] = isTreated ? 1 : 0;
    m += 1;
    if (isTreated) count += 1;
  }
  const counts = { treated: count, controls: m - count };
  const refused = (reason: NoCell): ReturnType<typeof estimateCell> => {
    column.fill(NaN);
    return { value: NaN, stderr: NaN, ...counts, reason };
  };
  if (count === 0) return refused("no treated unit");
  if (m === count) return refused("no control unit");
  if (at === from) return { value: 0, stderr: 0, ...counts, reason: null };
  const chosen = members.subarray(0, m);
  const effect = twoPeriodEffect(gather(comparison, chosen, treated.slice(0, m), at, from), comparison.estimator);
  if (typeof effect === "string") return refused(effect);
  let variance = 0;
  for (let i = 0; i < m; i++) column[index.clusters[chosen[i]!]!]! += effect.influence[i]!;
  for (const value of column) variance += value * value;
  return { value: effect.value, stderr: Math.sqrt(variance), ...counts, reason: null };
}

/** Changes, weights and standardised covariates of the chosen units; a constant covariate becomes a column of zeros. */
function gather(
  { panel, index, covariates }: Comparison,
  members: Int32Array,
  treated: Uint8Array,
  at: number,
  from: number,
): TwoPeriodUnits {
  const { rowAt, periods } = index;
  const m = members.length;
  const k = 1 + (covariates?.cols ?? 0);
  const change = new Float64Array(m);
  const weights = new Float64Array(m).fill(1);
  const x = new Float64Array(m * k);
  for (let i = 0; i < m; i++) {
    const unit = members[i]!;
    const start = rowAt[unit * periods.length + from]!;
    change[i] = panel.outcome[rowAt[unit * periods.length + at]!]! - panel.outcome[start]!;
    if (panel.weights) weights[i] = panel.weights[unit]!;
    x[i * k] = 1;
    for (let j = 1; j < k; j++) x[i * k + j] = covariates!.data[(j - 1) * covariates!.rows + start]!;
  }
  for (let j = 1; j < k; j++) standardise(x, k, j, m);
  return { change, treated, weights, x, k };
}

function standardise(x: Float64Array, k: number, column: number, m: number): void {
  const start = x[column]!;
  let mean = 0;
  let square = 0;
  for (let i = 0; i < m; i++) mean += (x[i * k + column]! - start) / m;
  for (let i = 0; i < m; i++) square += (x[i * k + column]! - start - mean) ** 2 / m;
  const spread = Math.sqrt(square);
  const isConstant = !(spread > 1e-12 * Math.abs(start + mean));
  for (let i = 0; i < m; i++) {
    x[i * k + column] = isConstant ? 0 : (x[i * k + column]! - start - mean) / spread;
  }
}

function groupShares(
  panel: StaggeredPanel,
  { clusters, clusterCount }: IndexedPanel,
  first: Float64Array,
  groups: Float64Array,
): Pick<GroupTimeEffects, "shares" | "shareInfluence" | "units" | "treatedClusters" | "alwaysTreated"> {
  const shares = new Float64Array(groups.length);
  const codes = new Map(Array.from(groups, (group, at) => [group, at]));
  let total = 0;
  let units = 0;
  let alwaysTreated = 0;
  const treated = new Set<number>();
  for (const [i, own] of first.entries()) {
    if (Number.isNaN(own)) {
      if (panel.firstTreated[i]! < Infinity) alwaysTreated += 1;
      continue;
    }
    const weight = panel.weights?.[i] ?? 1;
    units += 1;
    total += weight;
    const code = codes.get(own);
    if (code === undefined) continue;
    shares[code]! += weight;
    treated.add(clusters[i]!);
  }
  for (let g = 0; g < shares.length; g++) shares[g]! /= total;
  const shareInfluence = Array.from(shares, () => new Float64Array(clusterCount));
  const each = new Float64Array(clusterCount);
  for (const [i, own] of first.entries()) {
    if (Number.isNaN(own)) continue;
    const weight = (panel.weights?.[i] ?? 1) / total;
    each[clusters[i]!]! += weight;
    const code = codes.get(own);
    if (code !== undefined) shareInfluence[code]![clusters[i]!]! += weight;
  }
  for (const [g, column] of shareInfluence.entries()) {
    for (let c = 0; c < clusterCount; c++) column[c]! -= shares[g]! * each[c]!;
  }
  return { shares, shareInfluence, units, treatedClusters: treated.size, alwaysTreated };
}
