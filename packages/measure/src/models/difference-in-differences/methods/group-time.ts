import { ImpactError, type Check, type Context, type Table } from "@ie/contracts";
import { aggregateEffects, type GroupTimeEffects } from "@ie/stats";
import { correct, controlOf, estimateGroupTimes } from "../event-study.ts";
import { compositionCheck } from "../checks/composition.ts";
import { overallWeights } from "../inference/cell-weights.ts";
import { sumOfSquares } from "../inference/cohort-influence.ts";
import { byT, type Inferred } from "../inference/inferred.ts";
import { tInference } from "../../../inference.ts";
import { countClusters, clustersCheck } from "../inference/arms.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { refuseCollinear } from "../study/covariate-columns.ts";
import type { Study } from "../study/study.ts";
import { who } from "../who.ts";
import { effectOf, type Answer } from "./answer.ts";

const kinds = ["simple", "group", "dynamic", "calendar"] as const;

/** Clusters as counted by the assignment of their units. */
export function studyClusters(study: Study): ReturnType<typeof countClusters> {
  return countClusters({
    y: study.first,
    treated: Uint8Array.from(study.first, (t) => (t < Infinity ? 1 : 0)),
    covariates: [],
    names: [],
    clusters: study.clusters,
    clusterCount: study.clusterCount,
  });
}

function refuseCells(study: Study, effects: GroupTimeEffects): never {
  const reasons = new Set(effects.cells.map(({ reason }) => reason).filter((reason) => reason !== null));
  if (reasons.has("collinear covariates")) refuseCollinear(study.covariates);
  throw new ImpactError({
    code: reasons.has("no overlap") ? "fit/no-overlap" : "data/no-variation",
    who,
    what: `no group-time effect can be estimated (${[...reasons].join(", ") || "no period after treatment"})`,
    hint: reasons.has("no overlap")
      ? "treated and untreated units share no covariate values; drop covariates, or set estimator: regression"
      : "give untreated units seen before and after, or set control_group: not_yet_treated",
    facts: { reasons: [...reasons] },
  });
}

function cellsCheck(study: Study, effects: GroupTimeEffects): Check {
  const post = effects.cells.filter(({ isPost }) => isPost);
  const lost = post.filter(({ reason }) => reason !== null);
  const treated = (cells: typeof post): number => cells.reduce((sum, cell) => sum + cell.treated, 0);
  const share = treated(lost) / Math.max(1, treated(post));
  return {
    name: "cells",
    status: lost.length === 0 ? "pass" : share > 0.05 ? "fail" : "warn",
    message:
      lost.length === 0
        ? `all ${post.length} group-time effects after treatment are estimated`
        : `${lost.length} of ${post.length} group-time effects after treatment have no estimate (${[...new Set(lost.map(({ reason }) => reason))].join(", ")}), ${(100 * share).toFixed(0)} % of treated unit-periods; the effect is that on the rest`,
    value: lost.length,
  };
}

function groupTimeTable(study: Study, effects: GroupTimeEffects, options: DifferenceInDifferencesOptions): Table {
  const { periods } = study.panel;
  const known = [...effects.cells.entries()].filter(([, { reason }]) => reason === null);
  const corrected = correct(
    study,
    effects,
    known.map(([at]) => {
      const weights = new Float64Array(effects.cells.length);
      weights[at] = 1;
      return { influence: effects.influence[at]!, weights };
    }),
  );
  const stderr = known.map((_, k) => (corrected === null ? NaN : Math.sqrt(sumOfSquares(corrected.columns[k]!))));
  const bounds = known.map(([, { value }], k) =>
    stderr[k]! > 0 ? tInference(value, stderr[k]!, corrected!.df[k]!, options.level).interval : null,
  );
  const column = (pick: (cell: GroupTimeEffects["cells"][number], k: number) => number): Float64Array =>
    Float64Array.from(known, ([, cell], k) => pick(cell, k));
  return {
    group: known.map(([, { group }]) => periods[group]!),
    period: known.map(([, { period }]) => periods[period]!),
    base: known.map(([, { base }]) => periods[base]!),
    event_time: column(({ eventTime }) => eventTime),
    estimate: column(({ value }) => value),
    std_error: Float64Array.from(stderr),
    lower: column((_, k) => bounds[k]?.lower ?? NaN),
    upper: column((_, k) => bounds[k]?.upper ?? NaN),
    treated: column(({ treated }) => treated),
    controls: column(({ controls }) => controls),
  };
}

/** Callaway and Sant'Anna (2021): effects of each cohort in each period, never with an already treated unit as control, then averaged. */
export function groupTime(study: Study, options: DifferenceInDifferencesOptions, _context: Context): Answer {
  const effects = estimateGroupTimes(study, options, "varying");
  const unit = options.effectUnit ?? options.dependentVariable;
  const arms = studyClusters(study);
  const check = (borrows: boolean): Check => clustersCheck(study.clusterColumn, arms, borrows ? "borrowed" : "own");
  const found = kinds.map((kind): Inferred | null => {
    const aggregate = aggregateEffects(effects, kind);
    const { value, influence } = aggregate.overall;
    if (Number.isNaN(value)) return null;
    const corrected = correct(study, effects, [{ influence, weights: overallWeights(effects, aggregate) }]);
    if (corrected === null) {
      throw new ImpactError({
        code: "fit/too-few-clusters",
        who,
        what: `${arms.treated} treated and ${arms.control} never treated clusters by "${study.clusterColumn}" do not show how much they vary`,
        hint: "give at least three never treated clusters, or at least three in every cohort; or set method: imputation",
        facts: { treated: arms.treated, control: arms.control },
      });
    }
    const stderr = Math.sqrt(sumOfSquares(corrected.columns[0]!));
    return byT(
      value,
      stderr,
      corrected.df[0]!,
      options.level,
      {
        inference: corrected.borrows ? "influence_t_borrowed" : "influence_t",
        cov_type: "influence",
        weighting: "units",
        // Of the influence function as it stands, sizes of cohorts estimated: what Callaway and Sant'Anna's formula gives.
        influence_std_error: aggregate.overall.stderr,
      },
      [check(corrected.borrows)],
    );
  });
  const inferred = found[kinds.indexOf(options.aggregation)];
  if (inferred === null || inferred === undefined) refuseCells(study, effects);
  return {
    inferred,
    diagnostics: {
      aggregation: options.aggregation,
      control_group: controlOf(study, options) === "never" ? "never_treated" : "not_yet_treated",
      estimator: study.covariates.length === 0 ? "unadjusted" : options.estimator,
      group_times: effects.cells.filter(({ reason, isPost }) => isPost && reason === null).length,
    },
    checks: [compositionCheck(study), cellsCheck(study, effects)],
    effects: kinds.flatMap((kind, k) =>
      kind === options.aggregation || found[k] === null ? [] : [effectOf(`${kind} average`, found[k]!, unit)],
    ),
    series: null,
    tables: { group_time: groupTimeTable(study, effects, options) },
  };
}
