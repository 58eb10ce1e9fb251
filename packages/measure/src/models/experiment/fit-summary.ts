import { ImpactError, type Check, type Fit, type Table } from "@ie/contracts";
import { welchDf, type Moments } from "@ie/stats";
import { requireUnits } from "../../columns.ts";
import type { Answer, Method } from "./answer.ts";
import { sumArms } from "./arm-sums.ts";
import type { Capabilities } from "./capabilities.ts";
import { armSizesCheck } from "./checks/arm-sizes.ts";
import { baselineCheck } from "./checks/baseline.ts";
import { sampleRatioCheck } from "./checks/sample-ratio.ts";
import { comparedArms, type Contrast } from "./contrast.ts";
import { familyOf, memberOf } from "./family.ts";
import type { ExperimentOptions } from "./options.ts";
import { inferBy, singleLook } from "./procedure.ts";
import { relativeOf } from "./relative.ts";
import { who } from "./who.ts";

/** Difference of independent means with unequal variances (Welch 1947). */
function welchContrast(arm: number, versus: number, moments: readonly Moments[]): Contrast {
  const [a, b] = [moments[arm]!, moments[versus]!];
  const variance = b.variance / b.n;
  return {
    arm,
    versus,
    value: a.mean - b.mean,
    stderr: Math.sqrt(a.variance / a.n + variance),
    df: welchDf(a.variance, a.n, b.variance, b.n),
    baseline: { value: b.mean, variance, covariance: -variance },
  };
}

function answerFrom(
  contrast: Contrast,
  moments: readonly Moments[],
  method: Method,
  options: ExperimentOptions,
  { proportions, sequential }: Capabilities,
): Answer {
  const { level, looks } = options;
  if (method === "score" && proportions !== undefined) {
    const proportion = (arm: number): { events: number; n: number } => ({
      events: moments[arm]!.mean * moments[arm]!.n,
      n: moments[arm]!.n,
    });
    return proportions.answer(contrast, proportion(contrast.arm), proportion(contrast.versus), level);
  }
  const units = moments.reduce((sum, { n }) => sum + n, 0);
  const procedure = looks === null ? undefined : sequential?.procedure(looks, level, units);
  const inferred = inferBy(procedure ?? singleLook(level), contrast);
  return {
    ...contrast,
    ...inferred,
    relative: relativeOf(contrast, inferred.critical, level),
    method,
    resampled: null,
  };
}

/** The effect of a randomised treatment from sums over the units of each arm, without their rows. */
export function fitSummary(table: Table, options: ExperimentOptions, capabilities: Capabilities): Fit {
  const { arms, moments, rawMeans, adjusted } = sumArms(table, options);
  const { level, looks, metric, inference } = options;
  const { sequential } = capabilities;
  const n = moments.reduce((sum, own) => sum + own.n, 0);
  requireUnits(who, n, "units");
  const within = moments.reduce((sum, own) => sum + (own.n - 1) * own.variance, 0);
  const mean = moments.reduce((sum, own) => sum + own.n * own.mean, 0) / n;
  const between = moments.reduce((sum, own) => sum + own.n * (own.mean - mean) ** 2, 0);
  const outcome = options.summary?.sum ?? "";
  if (!(within > 0)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `the outcome "${outcome}" does not vary within the arms`,
      hint: "an effect needs an outcome that varies; look at the sums of squares",
      facts: { outcome },
    });
  }
  const method: Method = looks !== null ? looks.plan : metric === "proportion" && inference === "auto" ? "score" : "t";
  const answers = comparedArms(arms.levels.length, arms.primary, options.comparisons).map(({ arm, versus }) =>
    answerFrom(welchContrast(arm, versus, moments), moments, method, options, capabilities),
  );
  const name = metric === "ratio" ? `${outcome} / ${options.summary?.denominatorSum}` : outcome;
  const members = answers.map((each) =>
    memberOf(each, `${arms.levels[each.arm]} vs ${arms.levels[each.versus]}`, options.effectUnit ?? name),
  );
  const answer = answers[0]!; // there are two arms
  const effects = familyOf(members, options.family, level);
  const [treated, control] = [arms.primary, 0].map((arm) => ({ ...moments[arm]!, skewness: 0 }));
  const optional: readonly (Check | null)[] = [
    sequential?.peeking(looks, options.interim) ?? null,
    baselineCheck(answer.relative),
  ];
  return {
    estimate: {
      estimand: "ate",
      value: answer.value,
      stderr: answer.stderr,
      interval: { lower: answer.lower, upper: answer.upper, level },
      pValue: answer.pValue,
      unit: members[0]!.unit,
      ...(answer.relative === null ? {} : { relative: answer.relative }),
    },
    sampleSize: n,
    diagnostics: {
      r_squared: between / (between + within),
      log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * within) / n) + 1),
      df_residual: n - arms.levels.length,
      residual_sd: Math.sqrt(within / (n - arms.levels.length)),
      cov_type: "HC2",
      inference: answer.method,
      df: answer.method === "score" ? null : answer.df,
      ...sequential?.stageWise(answer, looks, level),
      adjustment: options.adjustment,
      treatment: arms.column,
      arm: arms.levels[arms.primary] ?? "",
      control: arms.levels[0] ?? "",
      n_treated: treated!.n,
      n_control: control!.n,
      mean_treated: rawMeans[arms.primary]!,
      mean_control: rawMeans[0]!,
      ...(adjusted === null ? {} : { theta: adjusted.theta, variance_factor: adjusted.varianceFactor }),
      ...(effects.length === 0
        ? {}
        : { primary: members[0]!.name, family: options.family, family_size: effects.length }),
    },
    checks: [
      {
        name: "treatment",
        status: "pass",
        message: `sums of ${n} units by "${arms.column}"; ${arms.levels[arms.primary]} is compared with ${arms.levels[0]}`,
        value: null,
      },
      armSizesCheck(treated!, control!, false),
      sampleRatioCheck(
        arms.levels,
        moments.map((own) => own.n),
        options.expectedShares,
        "units",
      ),
      ...optional.filter((each) => each !== null),
    ],
    effects,
    tables: sequential?.tables(looks, level) ?? {},
  };
}
