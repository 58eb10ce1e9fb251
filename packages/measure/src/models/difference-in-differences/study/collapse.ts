import { ImpactError } from "@ie/contracts";
import type { Changes } from "../inference/arms.ts";
import { who } from "../who.ts";
import { periodEffects } from "./period-effects.ts";
import { outcomeAt, type Study } from "./study.ts";

/** Units with outcomes on both sides of the intervention. */
export interface Collapsed {
  /** Mean after less mean before. */
  readonly changes: Changes;
  /** Places of the units in the study. */
  readonly members: Int32Array;
  /** Mean before, net of period effects in an unbalanced panel. */
  readonly before: Float64Array;
  /** Mean outcome after, as seen. */
  readonly after: Float64Array;
  /** Units without an outcome before or after. */
  readonly leftOut: number;
  readonly periodEffects: Float64Array | null;
}

/** Means of the periods before (and before anticipation) and from the intervention on (Bertrand, Duflo and Mullainathan 2004, section IV.C). */
export function collapse(study: Study, start: number): Collapsed {
  const { first, anticipation, panel, clusters, covariates } = study;
  const T = panel.periods.length;
  const effects = periodEffects(study);
  const end = start - anticipation;
  const members: number[] = [];
  const [y, before, after]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < first.length; i++) {
    let [pre, post, seen, preCount, postCount] = [0, 0, 0, 0, 0];
    for (let t = 0; t < T; t++) {
      const value = outcomeAt(study, i, t);
      const net = effects === null ? value : value - effects[t]!;
      if (Number.isNaN(net)) continue;
      if (t < end) {
        pre += net;
        preCount += 1;
      } else if (t >= start) {
        post += net;
        seen += value;
        postCount += 1;
      }
    }
    if (preCount === 0 || postCount === 0) continue;
    members.push(i);
    before.push(pre / preCount);
    after.push(seen / postCount);
    y.push(post / postCount - pre / preCount);
  }
  const treated = Uint8Array.from(members, (i) => (first[i]! < Infinity ? 1 : 0));
  for (const arm of [1, 0]) {
    if (treated.includes(arm)) continue;
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `no ${arm === 1 ? "treated" : "untreated"} unit has outcomes on both sides of ${panel.periods[start]}`,
      hint: "give the missing rows",
    });
  }
  return {
    changes: {
      y: Float64Array.from(y),
      treated,
      covariates: covariates.map((name) => baseline(study, name, members, end)),
      names: covariates,
      clusters: Int32Array.from(members, (i) => clusters[i]!),
      clusterCount: study.clusterCount,
    },
    members: Int32Array.from(members),
    before: Float64Array.from(before),
    after: Float64Array.from(after),
    leftOut: first.length - members.length,
    periodEffects: effects,
  };
}

/** Means of a covariate over the periods before: what the treatment may have moved has no part. */
function baseline({ panel, units }: Study, name: string, members: readonly number[], end: number): Float64Array {
  const T = panel.periods.length;
  const { data } = panel.covariates[name]!;
  return Float64Array.from(members, (i) => {
    let [sum, count] = [0, 0];
    for (let t = 0; t < end; t++) {
      const value = data[units[i]! * T + t]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    return sum / count;
  });
}
