import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { IndexedPanel } from "./index-panel.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { twoWayFixedEffects, twoWayInference } from "./two-way-fixed-effects.ts";
import { waldTest, type WaldTest } from "./wald-test.ts";

/** Coefficients of the last event times before treatment among untreated observations. */
export interface ImputationPreTrend {
  /** Ascending, those that are identified. */
  readonly eventTimes: Float64Array;
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  readonly covariance: Matrix;
  /** That all are 0, with Hotelling's reference in the number of clusters. */
  readonly test: WaldTest | null;
}

/**
 * Test of parallel trends that uses untreated observations only, so that effects do not contaminate it (Borusyak, Jaravel and Spiess 2024,
 * §4.4): two-way fixed effects with indicators of the last `leads` event times, against all earlier ones. Cluster-robust (CR1).
 */
export function imputationPreTrend(
  panel: StaggeredPanel,
  index: IndexedPanel,
  covariates: Matrix,
  use: Uint8Array,
  anticipation: number,
  leads: number,
): ImputationPreTrend | null {
  const rows = rowsInUse(use);
  const m = rows.length;
  const k = covariates.cols;
  const regressors = createMatrix(m, leads + k);
  for (const [r, i] of rows.entries()) {
    const before = panel.firstTreated[panel.unit[i]!]! - anticipation - panel.period[i]!;
    if (before <= leads) regressors.data[(leads - before) * m + r] = 1;
    for (let j = 0; j < k; j++) regressors.data[(leads + j) * m + r] = covariates.data[j * covariates.rows + i]!;
  }
  const fit = twoWayFixedEffects({
    outcome: Float64Array.from(rows, (i) => panel.outcome[i]!),
    unit: Int32Array.from(rows, (i) => panel.unit[i]!),
    period: Int32Array.from(rows, (i) => panel.period[i]!),
    regressors,
  });
  const clusters = Int32Array.from(rows, (i) => index.clusters[panel.unit[i]!]!);
  const inference = twoWayInference(fit, "CR1", clusters);
  const shown = Array.from({ length: leads }, (_, j) => j).filter((j) => inference.reasons[j] === null);
  if (shown.length === 0) return null;
  const p = leads + k;
  const covariance = createMatrix(shown.length, shown.length);
  for (const [a, i] of shown.entries()) {
    for (const [b, j] of shown.entries()) covariance.data[b * shown.length + a] = inference.covariance.data[j * p + i]!;
  }
  const values = Float64Array.from(shown, (j) => fit.coefficients[j]!);
  return {
    eventTimes: Float64Array.from(shown, (j) => j - leads - anticipation),
    values,
    stderr: Float64Array.from(shown, (j) => inference.stderr[j]!),
    covariance,
    test: waldTest(values, covariance, inference.clusters),
  };
}

/** Indexes of the rows with `use` 1. */
export function rowsInUse(use: Uint8Array): Int32Array {
  const rows = new Int32Array(use.reduce((sum, one) => sum + one, 0));
  for (let i = 0, at = 0; i < use.length; i++) if (use[i] === 1) rows[at++] = i;
  return rows;
}
