import { type Check, type Fit, ImpactError, type Term } from "@ie/contracts";
import { createMatrix, type Matrix, type RobustKind, type StreamedInference, studentT } from "@ie/stats";
import { collinearCheck } from "../collinear-check.ts";
import { tInference } from "../inference.ts";
import { armSizesCheck } from "../models/experiment/checks/arm-sizes.ts";
import { baselineCheck } from "../models/experiment/checks/baseline.ts";
import { clustersCheck, fewestUnits } from "../models/experiment/checks/clusters.ts";
import { attritionCheck, sampleRatioCheck } from "../models/experiment/checks/sample-ratio.ts";
import { skewnessCheck } from "../models/experiment/checks/skewness.ts";
import { comparedArms, type Contrast } from "../models/experiment/contrast.ts";
import { type Expression, expressionText } from "../models/experiment/formula/expression.ts";
import { familyOf } from "../models/experiment/family.ts";
import { relativeOf } from "../models/experiment/relative.ts";
import type { BatchDesign } from "./batch-design.ts";
import { who } from "../models/experiment/who.ts";
import type { StreamedExperimentOptions } from "./options.ts";
import type { FirstPass, Reading, SecondPass } from "./two-passes.ts";

/**
 * What is asked of the second pass, k × m: for each arm its mean, had every row been of it, less that of the control; the control's mean;
 * and with `terms` each coefficient.
 */
export function contrastsOf({ arms }: BatchDesign, means: Float64Array, treated: number, terms: boolean): Matrix {
  const k = arms.length;
  const contrasts = createMatrix(k, treated + 1 + (terms ? k : 0));
  for (const [j, arm] of arms.entries()) {
    for (let at = 0; at < treated; at++) {
      contrasts.data[at * k + j] = arm === at + 1 ? means[j]! : arm === 0 ? -means[j]! : 0;
    }
    contrasts.data[treated * k + j] = arm === null || arm === 0 ? means[j]! : 0;
    if (terms) contrasts.data[(treated + 1 + j) * k + j] = 1;
  }
  return contrasts;
}

/** An answer needs an outcome that varies beyond the terms, and rows beyond their number. */
export function refuseDegenerate({ fit }: FirstPass, outcome: string): void {
  if (fit.dfResidual < 1) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${fit.rows} rows carry ${fit.coefficients.length} terms and leave no degrees of freedom`,
      hint: "use fewer terms or more rows",
      facts: { rows: fit.rows, terms: fit.coefficients.length },
    });
  }
  if (fit.rss <= 1e-24 * fit.tss) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: fit.tss === 0 ? `the outcome "${outcome}" is constant` : `the terms fit "${outcome}" exactly`,
      hint: "an effect needs an outcome that varies beyond the terms; look for a column that repeats it",
      facts: { outcome },
    });
  }
}

function refuseUndefined(reason: string | null, arm: string, kind: RobustKind): void {
  if (reason === null) return;
  throw new ImpactError({
    code: "fit/singular",
    who,
    what: `the effect of "${arm}" has no ${kind} standard error (${reason})`,
    hint:
      reason === "aliased coefficient"
        ? "leave out the term that repeats the treatment"
        : "leave out the term that has a single unit, or set cov_type: classical",
    facts: { arm, reason },
  });
}

function contrastAt(inference: StreamedInference, arm: number, baseline: number): Contrast {
  const entry = (a: number, b: number): number => inference.covariance.data[a * inference.covariance.rows + b]!;
  const at = arm - 1;
  return {
    arm,
    versus: 0,
    value: inference.values[at]!,
    stderr: Math.sqrt(entry(at, at)),
    df: inference.df[at]!,
    baseline:
      inference.reasons[baseline] === "aliased coefficient"
        ? null
        : {
            value: inference.values[baseline]!,
            variance: entry(baseline, baseline),
            covariance: entry(at, baseline),
          },
  };
}

/** The coefficients in use; one that is the estimate itself has the estimate's own interval. */
function termsOf(
  design: BatchDesign,
  inference: StreamedInference,
  from: number,
  level: number,
  isEstimate: (j: number) => boolean,
  estimate: Omit<Term, "name">,
): Term[] {
  return design.names.flatMap((name, j): Term[] => {
    if (isEstimate(j)) return [{ name, ...estimate }];
    const at = from + j;
    if (inference.reasons[at] === "aliased coefficient") return [];
    const value = inference.values[at]!;
    const stderr = Math.sqrt(inference.covariance.data[at * (inference.covariance.rows + 1)]!);
    const df = inference.df[at]!;
    if (!(stderr > 0 && df > 0)) return [{ name, value, stderr: null, interval: null, pValue: null }];
    return [{ name, value, stderr, ...tInference(value, stderr, df, level) }];
  });
}

function checksOf(
  { arms, cluster }: Reading,
  first: FirstPass,
  { moments, clusters }: SecondPass,
  aliased: readonly string[],
  relative: Parameters<typeof baselineCheck>[0],
  { expectedShares, level }: Pick<StreamedExperimentOptions, "expectedShares" | "level">,
): readonly Check[] {
  const { levels, column, primary } = arms;
  const { dropped, rows } = first;
  const missing: Check = {
    name: "missing_rows",
    status: dropped === 0 ? "pass" : dropped / rows > 0.05 ? "fail" : "warn",
    message:
      dropped === 0
        ? "no row lacks a value"
        : `${dropped} of ${rows} rows lack a value and were left out; the effect is that of the rest`,
    value: dropped,
  };
  const isWhole = clusters?.whole === true;
  const optional = [
    attritionCheck(levels, first.assigned, first.counts),
    clusters === null ? null : clustersCheck(cluster ?? "", clusters),
    clusters === null ? null : fewClustersCheck(clusters.total),
    baselineCheck(relative),
  ];
  return [
    {
      name: "treatment",
      status: "pass",
      message: `"${column}" is declared the treatment; ${levels[primary]} is compared with ${levels[0]}`,
      value: null,
    },
    armSizesCheck(moments[primary]!, moments[0]!, false),
    skewnessCheck(moments[primary]!, moments[0]!, level, false),
    sampleRatioCheck(levels, isWhole ? clusters.byArm : first.assigned, expectedShares, isWhole ? "clusters" : "units"),
    missing,
    collinearCheck(aliased),
    ...optional.filter((check) => check !== null),
  ];
}

/** Below this number of clusters the model in memory takes the wild cluster bootstrap. */
const fewClusters = 40;

function fewClustersCheck(total: number): Check | null {
  if (total >= fewClusters) return null;
  return {
    name: "few_clusters",
    status: "warn",
    message: `${total} clusters; below ${fewClusters} a wild cluster bootstrap is safer, which needs all rows in memory; this interval is Student's t`,
    value: total,
  };
}

/** The result of both passes. */
export function fitOf(
  reading: Reading,
  outcome: Expression,
  first: FirstPass,
  second: SecondPass,
  kind: RobustKind,
  options: StreamedExperimentOptions,
): Fit {
  const { arms, design } = reading;
  const { inference, moments, clusters } = second;
  const { fit } = first;
  const { level } = options;
  const unit = options.effectUnit ?? expressionText(outcome);
  // The mean of a function of the outcome is no baseline of the outcome.
  const isPlainValue = outcome.kind === "column";
  const treated = arms.levels.length - 1;
  const members = comparedArms(arms.levels.length, arms.primary, "control").map(({ arm }) => {
    refuseUndefined(inference.reasons[arm - 1] ?? null, arms.levels[arm]!, kind);
    const contrast = contrastAt(inference, arm, treated);
    const { value, stderr, df } = contrast;
    const { interval, pValue } = tInference(value, stderr, df, level);
    const critical = studentT.upperTailQuantile((1 - level) / 2, df);
    const { lower, upper } = interval;
    const relative = isPlainValue ? relativeOf(contrast, critical, level) : null;
    const name = `${arms.levels[arm]} vs ${arms.levels[0]}`;
    return { name, value, stderr, lower, upper, pValue, unit, relative };
  });
  const own = members[0]!; // there are two arms
  const effects = familyOf(members, "holm", level);
  const n = fit.rows;
  const aliased = fit.aliased.map((j) => design.names[j]!);
  const weights = contrastsOf(design, first.means, treated, false).data.subarray(
    (arms.primary - 1) * design.names.length,
    arms.primary * design.names.length,
  );
  const isEstimate = (j: number): boolean => weights.every((weight, i) => weight === (i === j ? 1 : 0));
  const { value, stderr, pValue } = own;
  const interval = { lower: own.lower, upper: own.upper, level };
  const isClusterUnit = clusters !== null && clusters.total >= fewestUnits;
  return {
    estimate: {
      estimand: "ate",
      value,
      stderr,
      interval,
      pValue,
      unit,
      ...(own.relative === null ? {} : { relative: own.relative }),
    },
    sampleSize: isClusterUnit ? clusters.total : n,
    diagnostics: {
      r_squared: Math.max(0, 1 - fit.rss / fit.tss),
      log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * fit.rss) / n) + 1),
      df_residual: fit.dfResidual,
      residual_sd: Math.sqrt(fit.rss / fit.dfResidual),
      cov_type: kind,
      inference: "t",
      df: inference.df[arms.primary - 1]!,
      treatment: arms.column,
      arm: arms.levels[arms.primary]!,
      control: arms.levels[0]!,
      n_treated: moments[arms.primary]!.n,
      n_control: moments[0]!.n,
      mean_treated: moments[arms.primary]!.mean,
      mean_control: moments[0]!.mean,
      ...(clusters === null ? {} : { clusters: clusters.total }),
      ...(effects.length === 0 ? {} : { primary: own.name, family: "holm", family_size: effects.length }),
    },
    checks: checksOf(reading, first, second, aliased, own.relative, options),
    effects,
    terms: options.terms
      ? termsOf(design, inference, treated + 1, level, isEstimate, { value, stderr, interval, pValue })
      : [],
  };
}
