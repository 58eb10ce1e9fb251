import { ImpactError, type Context } from "@ie/contracts";
import { compositionCheck } from "../checks/composition.ts";
import { clusterMeans } from "../inference/cluster-means.ts";
import { inferChanges } from "../inference/infer-changes.ts";
import { relativeChange } from "../inference/relative-change.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { collapse } from "../study/collapse.ts";
import { counterfactual } from "../study/counterfactual.ts";
import type { Study } from "../study/study.ts";
import { who } from "../who.ts";
import type { Answer } from "./answer.ts";

/**
 * One adoption date: each unit's mean after less its mean before, compared between treated and untreated. In a balanced panel the estimate
 * is that of two-way fixed effects, and CR2 is the same too; serial correlation within units or clusters has no say in it.
 */
export function collapsed(study: Study, options: DifferenceInDifferencesOptions, context: Context): Answer {
  const start = study.cohorts[0]!;
  if (study.cohorts.length > 1 || !study.first.includes(Infinity)) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `method collapsed needs one date of adoption; units start in ${study.cohorts.map((t) => study.panel.periods[t]).join(", ")}`,
      hint: "set method: group_time or imputation",
      facts: { dates: study.cohorts.map((t) => study.panel.periods[t]) },
    });
  }
  const found = collapse(study, start);
  const inferred = inferChanges(found.changes, options, study.clusterColumn, context);
  const means =
    inferred.diagnostics["weighting"] === "clusters"
      ? clusterMeans({ ...found.changes, covariates: [found.before, found.after] })
      : { ...found.changes, covariates: [found.before, found.after] };
  const relative = relativeChange(means, means.covariates[0]!, means.covariates[1]!, inferred);
  return {
    inferred: { ...inferred, relative },
    diagnostics: {
      intervention: study.panel.periods[start]!,
      pre_periods: start - study.anticipation,
      post_periods: study.panel.periods.length - start,
    },
    checks: [compositionCheck(study, found.leftOut)],
    effects: [],
    series: counterfactual(study, found, start, inferred, options.draws, context),
    tables: {},
  };
}
