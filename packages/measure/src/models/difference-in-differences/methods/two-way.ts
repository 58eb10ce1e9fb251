import { ImpactError, type Context } from "@ie/contracts";
import { createMatrix, twoWayFixedEffects, twoWayInference, type TwoWayKind } from "@ie/stats";
import { compositionCheck } from "../checks/composition.ts";
import { clustersCheck, fewestClusters } from "../inference/arms.ts";
import { byT } from "../inference/inferred.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { refuseCollinear } from "../study/covariate-columns.ts";
import { staggeredPanel, type Study } from "../study/study.ts";
import { who } from "../who.ts";
import type { Answer } from "./answer.ts";
import { studyClusters } from "./group-time.ts";

/** Coefficient of treatment in force beside effects of units and periods: for comparison, since early adopters serve as controls of later ones. */
export function twoWay(study: Study, options: DifferenceInDifferencesOptions, _context: Context): Answer {
  const { covariates, outcome, unit, period } = staggeredPanel(study);
  const n = outcome.length;
  const regressors = createMatrix(n, 1 + study.covariates.length);
  for (let i = 0; i < n; i++) regressors.data[i] = period[i]! >= study.first[unit[i]!]! ? 1 : 0;
  if (covariates !== null) regressors.data.set(covariates.data, n);
  const fit = twoWayFixedEffects({ outcome, unit, period, regressors });
  if (fit.aliased.length > 0) refuseCollinear(fit.aliased.map((j) => study.covariates[j - 1] ?? "treatment"));
  const arms = studyClusters(study);
  const { covType } = options;
  const kind = (covType === "auto" ? "CR2" : covType) as TwoWayKind; // the options refuse HC kinds
  if (kind !== "classical" && arms.isWhole && Math.min(arms.treated, arms.control || arms.treated) < fewestClusters) {
    throw new ImpactError({
      code: "fit/too-few-clusters",
      who,
      what: `cov_type ${kind} has no honest standard error with ${arms.treated} treated and ${arms.control} untreated clusters by "${study.clusterColumn}"`,
      hint: "set method: auto",
      facts: { treated: arms.treated, control: arms.control },
    });
  }
  const clusters = Int32Array.from(unit, (i) => study.clusters[i]!);
  // CR1 as elsewhere in the package: with the degrees of freedom of all effects.
  const found = twoWayInference(fit, kind === "CR1" ? "CR1S" : kind, kind === "classical" ? undefined : clusters);
  return {
    inferred: byT(
      fit.coefficients[0]!,
      found.stderr[0]!,
      found.df[0]!,
      options.level,
      { inference: "t", cov_type: kind, weighting: "units" },
      [clustersCheck(study.clusterColumn, arms, kind === "classical" ? "independent" : "own")],
    ),
    diagnostics: { r_squared_within: fit.rSquaredWithin },
    checks: [compositionCheck(study)],
    effects: [],
    series: null,
    tables: {},
  };
}
