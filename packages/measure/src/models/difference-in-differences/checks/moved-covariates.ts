import type { Context } from "@ie/contracts";
import { isImpactError } from "@ie/contracts";
import { inferChanges, type InferenceOptions } from "../inference/infer-changes.ts";
import { outcomeAt, type Study } from "../study/study.ts";

/** Covariates whose mean change from before to after each unit's (or, of the untreated, the first) treatment differs at p < 0.001. */
export function movedCovariates(study: Study, options: InferenceOptions, context: Context): readonly string[] {
  const { panel, units, first, cohorts, clusters, clusterCount, anticipation } = study;
  const T = panel.periods.length;
  // Each cohort weighs a date for the untreated; the middle one stands for all.
  const middle = cohorts[Math.floor(cohorts.length / 2)]!;
  return study.covariates.filter((name) => {
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
    if (!changes.treated.includes(1) || !changes.treated.includes(0)) return false;
    try {
      return inferChanges(changes, { ...options, inference: "t", covType: "auto" }, name, context).pValue < 0.001;
    } catch (error) {
      // A covariate that gives no test, as one that changes by the same everywhere, shows no movement.
      if (isImpactError(error)) return false;
      throw error;
    }
  });
}
