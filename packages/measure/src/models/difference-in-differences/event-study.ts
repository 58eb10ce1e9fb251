import type { Context, Table } from "@ie/contracts";
import {
  aggregateEffects,
  createMatrix,
  groupTimeEffects,
  studentT,
  type GroupTimeEffects,
  type Matrix,
} from "@ie/stats";
import { correctInfluence, type CorrectedInfluence } from "./inference/cohort-influence.ts";
import { labelWeights } from "./inference/cell-weights.ts";
import { simultaneousCritical } from "./inference/simultaneous.ts";
import type { DifferenceInDifferencesOptions } from "./options.ts";
import { staggeredPanel, type Study } from "./study/study.ts";

/** Effects by time since treatment against the last period before it (and its anticipation), with joint inference. */
export interface EventStudy {
  /** m event times without that of the base. */
  readonly eventTimes: Float64Array;
  readonly values: Float64Array;
  /** m × m. */
  readonly covariance: Matrix;
  readonly df: Float64Array;
  /** Event time of the base. */
  readonly reference: number;
  readonly table: Table;
}

export function covarianceOf(columns: readonly Float64Array[]): Matrix {
  const m = columns.length;
  const covariance = createMatrix(m, m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < columns[a]!.length; i++) sum += columns[a]![i]! * columns[b]![i]!;
      covariance.data[a * m + b] = sum;
      covariance.data[b * m + a] = sum;
    }
  }
  return covariance;
}

export function controlOf(study: Study, { controlGroup }: DifferenceInDifferencesOptions): "never" | "not-yet" {
  if (controlGroup !== null) return controlGroup === "never_treated" ? "never" : "not-yet";
  return study.first.includes(Infinity) ? "never" : "not-yet";
}

const estimators = { doubly_robust: "doubly-robust", regression: "regression", weighting: "weighting" } as const;

export function estimateGroupTimes(
  study: Study,
  options: DifferenceInDifferencesOptions,
  base: "varying" | "universal",
): GroupTimeEffects {
  const { covariates, ...panel } = staggeredPanel(study);
  return groupTimeEffects(panel, {
    control: controlOf(study, options),
    anticipation: study.anticipation,
    base,
    ...(covariates === null ? {} : { covariates, estimator: estimators[options.estimator] }),
  });
}

/** Influence fit for few clusters; plain with G − 1 degrees of freedom where clusters have units of several cohorts. */
export function correct(
  study: Study,
  effects: GroupTimeEffects,
  means: Parameters<typeof correctInfluence>[2],
): CorrectedInfluence | null {
  if (study.cohortOf !== null) return correctInfluence(effects, study.cohortOf, means, study.covariates.length);
  const g = study.clusterCount;
  if (g < 3) return null;
  const factor = Math.sqrt(g / (g - 1));
  return {
    columns: means.map(({ influence }) => influence.map((value) => factor * value)),
    df: new Float64Array(means.length).fill(g - 1),
    borrows: false,
  };
}

/** Null where clusters are too few, or there is no other period than that of the base and one. */
export function eventStudy(study: Study, options: DifferenceInDifferencesOptions, context: Context): EventStudy | null {
  const effects = estimateGroupTimes(study, options, "universal");
  const dynamic = aggregateEffects(effects, "dynamic");
  const reference = -1 - study.anticipation;
  const shown = [...dynamic.labels.keys()].filter((k) => dynamic.labels[k] !== reference && dynamic.stderr[k]! > 0);
  if (shown.length === 0) return null;
  const means = shown.map((k) => ({
    influence: dynamic.influence[k]!,
    weights: labelWeights(effects, "dynamic", dynamic.labels[k]!),
  }));
  const corrected = correct(study, effects, means);
  if (corrected === null) return null;
  const covariance = covarianceOf(corrected.columns);
  const m = shown.length;
  const stderr = Float64Array.from({ length: m }, (_, j) => Math.sqrt(covariance.data[j * m + j]!));
  if (!stderr.every((value) => value > 0)) return null;
  const values = Float64Array.from(shown, (k) => dynamic.values[k]!);
  const eventTimes = Float64Array.from(shown, (k) => dynamic.labels[k]!);
  const { df } = corrected;
  const joint = simultaneousCritical(covariance, df, options.level, options.draws, context);
  const half = stderr.map((own, j) => own * studentT.upperTailQuantile((1 - options.level) / 2, df[j]!));
  // The base stands in the table with the 0 that it is by definition.
  const at = eventTimes.findIndex((e) => e > reference);
  const place = at === -1 ? m : at;
  const withBase = (column: (j: number) => number, base: number): Float64Array =>
    Float64Array.from({ length: m + 1 }, (_, i) => (i === place ? base : column(i < place ? i : i - 1)));
  return {
    eventTimes,
    values,
    covariance,
    df,
    reference,
    table: {
      event_time: withBase((j) => eventTimes[j]!, reference),
      estimate: withBase((j) => values[j]!, 0),
      std_error: withBase((j) => stderr[j]!, NaN),
      lower: withBase((j) => values[j]! - half[j]!, 0),
      upper: withBase((j) => values[j]! + half[j]!, 0),
      simultaneous_lower: withBase((j) => values[j]! - joint[j]! * stderr[j]!, 0),
      simultaneous_upper: withBase((j) => values[j]! + joint[j]! * stderr[j]!, 0),
    },
  };
}
