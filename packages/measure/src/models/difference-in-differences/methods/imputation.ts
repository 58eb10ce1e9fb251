import { ImpactError, type Check, type Context } from "@ie/contracts";
import { imputationEffects } from "@ie/stats";
import { compositionCheck } from "../checks/composition.ts";
import { clustersCheck, fewestClusters } from "../inference/arms.ts";
import { byT } from "../inference/inferred.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { refuseCollinear } from "../study/covariate-columns.ts";
import { staggeredPanel, type Study } from "../study/study.ts";
import { who } from "../who.ts";
import type { Answer } from "./answer.ts";
import { studyClusters } from "./group-time.ts";

function imputableCheck(lost: number, total: number): Check {
  return {
    name: "imputable",
    status: lost === 0 ? "pass" : lost / total > 0.05 ? "fail" : "warn",
    message:
      lost === 0
        ? "every treated outcome has an imputed one to compare with"
        : `${lost} of ${total} treated outcomes lie in periods or units without untreated ones and were left out; the effect is that on the rest`,
    value: lost,
  };
}

/** Borusyak, Jaravel and Spiess (2024): untreated outcomes give unit and period effects, which impute what the treated would have had. */
export function imputation(study: Study, options: DifferenceInDifferencesOptions, _context: Context): Answer {
  const { covariates, ...panel } = staggeredPanel(study);
  const found = imputationEffects(panel, {
    anticipation: study.anticipation,
    ...(covariates === null ? {} : { covariates }),
  });
  if (found.notIdentified.length > 0) refuseCollinear(found.notIdentified.map((j) => study.covariates[j]!));
  const arms = studyClusters(study);
  if (Number.isNaN(found.overall.value)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: "no treated outcome can be imputed",
      hint: "give units that were untreated in the same periods",
    });
  }
  if (arms.treated < fewestClusters || !(found.overall.stderr > 0)) {
    throw new ImpactError({
      code: "fit/too-few-clusters",
      who,
      what: `method imputation needs at least ${fewestClusters} treated clusters; "${study.clusterColumn}" has ${arms.treated}`,
      hint: "set method: auto",
      facts: { treated: arms.treated },
    });
  }
  const treated = panel.unit.reduce((sum, unit, i) => sum + (panel.period[i]! >= study.first[unit]! ? 1 : 0), 0);
  // The residuals of treated clusters carry the error; each cohort's mean is taken from them.
  const df = Math.max(1, Math.min(arms.treated - study.cohorts.length, arms.total - 2));
  return {
    inferred: byT(
      found.overall.value,
      found.overall.stderr,
      df,
      options.level,
      { inference: "influence_t", cov_type: "influence", weighting: "units" },
      [clustersCheck(study.clusterColumn, arms, "own")],
    ),
    diagnostics: { untreated_outcomes: found.untreated, not_imputable: found.notImputable },
    checks: [compositionCheck(study), imputableCheck(found.notImputable, treated)],
    effects: [],
    series: null,
    tables: {},
  };
}
