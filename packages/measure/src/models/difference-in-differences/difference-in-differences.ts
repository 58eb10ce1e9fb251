import {
  ImpactError,
  type Check,
  type Context,
  type Diagnostics,
  type Estimate,
  type Fit,
  type Model,
  type Table,
} from "@ie/contracts";
import { badControlsCheck } from "./checks/bad-controls.ts";
import { forbiddenComparisons } from "./checks/forbidden-comparisons.ts";
import { movedCovariates } from "./checks/moved-covariates.ts";
import { parallelTrends } from "./checks/parallel-trends.ts";
import { controlOf, eventStudy, type EventStudy } from "./event-study.ts";
import type { Inferred } from "./inference/inferred.ts";
import type { Answer } from "./methods/answer.ts";
import { collapsed } from "./methods/collapsed.ts";
import { groupTime, studyClusters } from "./methods/group-time.ts";
import { imputation } from "./methods/imputation.ts";
import { twoByTwo } from "./methods/two-by-two.ts";
import { twoWay } from "./methods/two-way.ts";
import { differenceInDifferencesOptions, type DifferenceInDifferencesOptions, type Method } from "./options.ts";
import { periodsMoved } from "./study/periods-moved.ts";
import { cohortMeans } from "./study/cohort-means.ts";
import { needs } from "./needs.ts";
import { refutable } from "./refutable.ts";
import { truth } from "./truth.ts";
import { readCrossSections } from "./study/cross-sections.ts";
import { readStudy } from "./study/read-study.ts";
import type { Study } from "./study/study.ts";
import { who } from "./who.ts";

const methods: Readonly<
  Record<
    Exclude<Method, "two_by_two">,
    (study: Study, options: DifferenceInDifferencesOptions, context: Context) => Answer
  >
> = { collapsed, group_time: groupTime, imputation, two_way_fixed_effects: twoWay };

function estimateOf({ value, stderr, interval, pValue, relative }: Inferred, unit: string): Estimate {
  return {
    estimand: "att",
    value,
    stderr,
    interval,
    pValue,
    unit,
    ...(relative === undefined || relative === null ? {} : { relative }),
  };
}

function fitRows(table: Table, options: DifferenceInDifferencesOptions, context: Context): Fit {
  const rows = readCrossSections(table, options);
  const answer = twoByTwo(rows, options, context);
  return {
    estimate: estimateOf(answer.inferred, options.effectUnit ?? options.dependentVariable),
    sampleSize: rows.y.length,
    diagnostics: { method: "two_by_two", ...answer.inferred.diagnostics, ...answer.diagnostics },
    checks: [...rows.checks, ...answer.inferred.checks, ...answer.checks],
    effects: answer.effects,
    terms: answer.terms,
    tables: answer.tables,
  };
}

function controlGroupCheck(study: Study, options: DifferenceInDifferencesOptions): Check {
  const never = study.first.reduce((sum, t) => sum + (t === Infinity ? 1 : 0), 0);
  const isNever = controlOf(study, options) === "never";
  return {
    name: "control_group",
    status: never === 0 ? "warn" : "pass",
    message:
      never === 0
        ? "no unit stays untreated, so that units treated later are compared with; effects after the last date have no control"
        : `compared with ${never} units that ${isNever ? "were never treated" : "were never treated, and with those not yet treated"}`,
    value: never,
  };
}

function usesLaterCovariates(method: Method): boolean {
  return method === "imputation" || method === "two_way_fixed_effects";
}

/** What the options could not know: several dates take `auto` to a method that has no use for these. */
function refuseIgnored(study: Study, { inference, covType }: DifferenceInDifferencesOptions): void {
  if (inference !== "permutation" && covType === "auto") return;
  const dates = study.cohorts.map((t) => study.panel.periods[t]!);
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `${inference === "permutation" ? "inference: permutation" : `cov_type ${covType}`} needs one date of treatment and untreated units; units start in ${dates.slice(0, 5).join(", ")}${dates.length > 5 ? ", …" : ""}`,
    hint: "leave it out, or measure one date at a time",
    facts: { dates },
  });
}

function fitPanel(table: Table, options: DifferenceInDifferencesOptions, context: Context): Fit {
  const study = readStudy(table, options);
  const chosen = options.method;
  const method: Exclude<Method, "two_by_two"> =
    chosen === "auto" || chosen === "two_by_two"
      ? study.cohorts.length === 1 && study.first.includes(Infinity)
        ? "collapsed"
        : "group_time"
      : chosen;
  if (method === "group_time") refuseIgnored(study, options);
  const answer = methods[method](study, options, context);
  const means = cohortMeans(study);
  const events: EventStudy | null = eventStudy(study, options, context);
  const trends = parallelTrends(events, answer.inferred, periodsMoved(study, method === "group_time"));
  const comparisons = forbiddenComparisons(study, method);
  const arms = studyClusters(study);
  const treatedUnits = study.first.reduce((sum, t) => sum + (t < Infinity ? 1 : 0), 0);
  const diagnostics: Diagnostics = {
    method,
    ...answer.inferred.diagnostics,
    r_squared: means.rSquared,
    units: study.units.length,
    treated_units: treatedUnits,
    periods: study.panel.periods.length,
    adoption_dates: study.cohorts.length,
    clusters: arms.total,
    treated_clusters: arms.treated,
    ...answer.diagnostics,
    ...comparisons.diagnostics,
    ...trends.diagnostics,
  };
  return {
    estimate: estimateOf(answer.inferred, options.effectUnit ?? options.dependentVariable),
    sampleSize: study.observed,
    diagnostics,
    checks: [
      ...study.checks,
      ...answer.inferred.checks,
      ...answer.checks,
      controlGroupCheck(study, options),
      ...trends.checks,
      ...comparisons.checks,
      ...(study.covariates.length === 0
        ? []
        : [badControlsCheck(movedCovariates(study, options, context), usesLaterCovariates(method))]),
    ],
    effects: answer.effects,
    ...(answer.series === null ? {} : { series: answer.series }),
    tables: {
      ...(events === null ? {} : { event_study: events.table }),
      ...trends.tables,
      ...answer.tables,
      ...comparisons.tables,
      means: means.table,
    },
  };
}

function isRows({ method, unitColumn }: DifferenceInDifferencesOptions): boolean {
  return method === "two_by_two" || (method === "auto" && unitColumn === null);
}

/** Changes of treated units beside those of untreated ones over the same time. */
export const differenceInDifferences: Model<DifferenceInDifferencesOptions> = {
  design: "quasi-experiment",
  options: differenceInDifferencesOptions,
  columns: (options) => {
    const { dependentVariable, unitColumn, timeColumn, treatmentColumn, postColumn, firstTreatedColumn } = options;
    const named = [dependentVariable, unitColumn, timeColumn, treatmentColumn, postColumn, firstTreatedColumn];
    return [...new Set([...named, options.cluster, ...options.covariates].filter((name) => name !== null))];
  },
  fit: (table, options, context) => (isRows(options) ? fitRows : fitPanel)(table, options, context),
  refutable,
  truth,
  needs,
};
