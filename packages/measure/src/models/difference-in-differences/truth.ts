import type { Example, MeasuredEffect, PotentialTables, TrueEffect } from "@ie/contracts";
import { aggregateEffects, imputationEffects } from "@ie/stats";
import { effectTable, withoutEffect } from "../../truth/index.ts";
import { estimateGroupTimes } from "./event-study.ts";
import type { DifferenceInDifferencesOptions } from "./options.ts";
import { readCrossSections } from "./study/cross-sections.ts";
import { readStudy } from "./study/read-study.ts";
import { outcomeAt, staggeredPanel, type Study } from "./study/study.ts";

const kinds = ["simple", "group", "dynamic", "calendar"] as const;

/** Mean of the numbers that are known. */
function meanOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Effects on a treated unit in its treated periods that were seen. */
function effectsOn(study: Study, i: number): number[] {
  const { periods } = study.panel;
  return periods.flatMap((_, t) => (t >= study.first[i]! ? [outcomeAt(study, i, t)] : [])).filter(Number.isFinite);
}

/** The mean over units, or over clusters, of their means over treated periods: what differences of collapsed means aim at. */
function collapsedMean(study: Study, byCluster: boolean): number {
  const treated = [...study.first.keys()].filter((i) => study.first[i]! < Infinity);
  const means = new Map(treated.map((i) => [i, meanOf(effectsOn(study, i))]));
  if (!byCluster) return meanOf([...means.values()]);
  const members = new Map<number, number[]>();
  for (const i of treated) {
    const code = study.clusters[i]!;
    members.set(code, [...(members.get(code) ?? []), means.get(i)!]);
  }
  return meanOf(Array.from(members.values(), meanOf));
}

/**
 * The effect on the treated that the method averages as it does: means of units, of cohorts and periods (Callaway and Sant'Anna 2021, §3),
 * of imputed outcomes; two-way fixed effects are held against the mean over all treated outcomes.
 */
export function truth(
  { table, options }: Example<DifferenceInDifferencesOptions>,
  potential: PotentialTables,
  { diagnostics }: MeasuredEffect,
): TrueEffect {
  const outcome = options.dependentVariable;
  const effects = effectTable(table, potential, outcome);
  if (effects === null) return withoutEffect(table, potential, outcome);
  const { method } = diagnostics;
  if (method === "two_by_two") {
    const { y, treated, post } = readCrossSections(effects, options);
    return { value: meanOf(Array.from(y).filter((_, i) => treated[i] === 1 && post[i] === 1)) };
  }
  const study = readStudy(effects, options);
  if (method === "collapsed") return { value: collapsedMean(study, diagnostics["weighting"] === "clusters") };
  if (method === "imputation") {
    const { covariates: _, ...panel } = staggeredPanel(study);
    return { value: imputationEffects(panel, { anticipation: study.anticipation }).overall.value };
  }
  if (method === "two_way_fixed_effects") {
    return { value: meanOf([...study.first.keys()].flatMap((i) => effectsOn(study, i))) };
  }
  const cells = estimateGroupTimes(study, options, "varying");
  const found = kinds.map((kind) => [kind, aggregateEffects(cells, kind).overall.value] as const);
  const value = found.find(([kind]) => kind === options.aggregation)![1]; // the options name one of them
  return { value, effects: Object.fromEntries(found.filter(([, each]) => Number.isFinite(each))) };
}
