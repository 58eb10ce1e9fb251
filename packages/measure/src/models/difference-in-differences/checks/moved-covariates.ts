import type { Context } from "@ie/contracts";
import { isImpactError } from "@ie/contracts";
import { inferChanges, type InferenceOptions } from "../inference/infer-changes.ts";
import { outcomeAt, type Study } from "../study/study.ts";

/** What a test of each covariate found. */
export interface MovedCovariates {
  /** Whose mean change from before to after each unit's treatment (or, of the untreated, that of the middle cohort) differs at p < 0.001. */
  readonly moved: readonly string[];
  /** That change, but for which there is no test. */
  readonly untested: readonly string[];
}

/** Whether covariates move with the treatment. */
export function movedCovariates(study: Study, options: InferenceOptions, context: Context): MovedCovariates {
  const { panel, units, first, cohorts, clusters, clusterCount, anticipation } = study;
  const T = panel.periods.length;
  // Each cohort weighs a date for the untreated; the middle one stands for all.
  const middle = cohorts[Math.floor(cohorts.length / 2)]!;
  const isMoved = (name: string): boolean | null => {
    const { data } = panel.covariates[name]!;
    const members: number[] = [];
    const y: number[] = [];
    let isMoving = false;
    for (let i = 0; i < units.length; i++) {
      const start = first[i]! < Infinity ? first[i]! : middle;
      let [pre, post, before, after] = [0, 0, 0, 0];
      for (let t = 0; t < T; t++) {
        const value = data[units[i]! * T + t]!;
        if (Number.isNaN(value) || Number.isNaN(outcomeAt(study, i, t))) continue;
        if (t < start - anticipation) {
          pre += value;
          before += 1;
        } else if (t >= start) {
          post += value;
          after += 1;
        }
      }
      if (before === 0 || after === 0) continue;
      const change = post / after - pre / before;
      if (Math.abs(change) > 1e-12 * Math.abs(pre / before)) isMoving = true;
      members.push(i);
      y.push(change);
    }
    if (!isMoving) return false;
    const changes = {
      y: Float64Array.from(y),
      treated: Uint8Array.from(members, (i) => (first[i]! < Infinity ? 1 : 0)),
      covariates: [],
      names: [],
      clusters: Int32Array.from(members, (i) => clusters[i]!),
      clusterCount,
    };
    if (!changes.treated.includes(1) || !changes.treated.includes(0)) return null;
    // Where all change by the same, the treatment moves nothing, and there is no spread for a test.
    if (changes.y.every((change) => change === changes.y[0])) return false;
    try {
      return inferChanges(changes, { ...options, inference: "t", covType: "auto" }, name, context).pValue < 0.001;
    } catch (error) {
      if (isImpactError(error)) return null;
      throw error;
    }
  };
  const found = study.covariates.map((name) => [name, isMoved(name)] as const);
  return {
    moved: found.flatMap(([name, moved]) => (moved === true ? [name] : [])),
    untested: found.flatMap(([name, moved]) => (moved === null ? [name] : [])),
  };
}
