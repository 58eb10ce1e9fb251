import type { Check, Context, Fit, Table } from "@ie/contracts";
import { analyse, type Analysis } from "./analyse.ts";
import type { Capabilities } from "./capabilities.ts";
import { armSizesCheck } from "./checks/arm-sizes.ts";
import { baselineCheck } from "./checks/baseline.ts";
import { clustersCheck, fewestUnits, repeatedUnitsCheck } from "./checks/clusters.ts";
import { influenceOf } from "./checks/influence.ts";
import { leverageCheck } from "./checks/leverage.ts";
import { skewnessCheck } from "./checks/skewness.ts";
import { familyOf, memberOf, type Member } from "./family.ts";
import { findTreatment } from "./find-treatment.ts";
import { formulaColumns, parseFormula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";
import { outcomesOf } from "./outcome.ts";
import { termsOf } from "./terms.ts";
import { who } from "./who.ts";

function membersOf(analyses: readonly Analysis[], options: ExperimentOptions): readonly Member[] {
  return analyses.flatMap(({ outcome, rows, answers }, index) =>
    answers.map((answer) => {
      const pair = `${rows.arms.levels[answer.arm]} vs ${rows.arms.levels[answer.versus]}`;
      const unit = index === 0 ? (options.effectUnit ?? outcome.name) : outcome.name;
      return memberOf(answer, analyses.length === 1 ? pair : `${outcome.name}: ${pair}`, unit);
    }),
  );
}

function checksOf(
  table: Table,
  found: string,
  primary: Analysis,
  balance: readonly Check[],
  influence: Check,
  options: ExperimentOptions,
  { sequential }: Capabilities,
): readonly Check[] {
  const { rows, moments, fit, answers } = primary;
  const { arms, clusterCounts } = rows;
  const [answer] = answers;
  const isExact = answer?.method === "randomisation" || answer?.method === "score";
  const declared = new Set([
    ...formulaColumns(parseFormula(options.formula ?? "")),
    ...options.cluster,
    ...options.strata,
    ...options.covariates,
    ...options.outcomes.map(({ column }) => column),
    arms.column,
  ]);
  const repeated =
    clusterCounts === null && rows.numbers.length === (Object.values(table)[0]?.length ?? 0)
      ? repeatedUnitsCheck(table, arms.codes, declared)
      : null;
  const optional = [
    sequential?.peeking(options.looks, options.interim) ?? null,
    clusterCounts === null ? null : clustersCheck(options.cluster[0] ?? "", clusterCounts),
    repeated,
    baselineCheck(answer?.relative ?? null),
  ];
  return [
    {
      name: "treatment",
      status: "pass",
      message: `${found}; ${arms.levels[arms.primary]} is compared with ${arms.levels[0]}`,
      value: null,
    },
    armSizesCheck(moments[arms.primary]!, moments[0]!, options.inference === "randomisation"),
    skewnessCheck(moments[arms.primary]!, moments[0]!, options.level, isExact),
    ...primary.checks,
    leverageCheck(fit.leverage),
    influence,
    ...balance,
    ...optional.filter((each) => each !== null),
  ];
}

/** What to doubt about the rows of further outcomes, which may lack other cells than the first's. */
function furtherChecks(analyses: readonly Analysis[]): readonly Check[] {
  const own = new Set(["missing_rows", "attrition", "inference"]);
  return analyses.flatMap(({ outcome, checks }) =>
    checks
      .filter(({ name, status }) => status !== "pass" && own.has(name))
      .map((check) => ({ ...check, message: `${outcome.name}: ${check.message}` })),
  );
}

/** The effect of a randomised treatment from one row a unit. */
export function fitRows(table: Table, options: ExperimentOptions, context: Context, capabilities: Capabilities): Fit {
  const formula = parseFormula(options.formula ?? "");
  const { column, found } = findTreatment(who, table, formula, options.treatment);
  const analyses = outcomesOf(formula.outcome, options).map((outcome, index) =>
    analyse(table, formula, column, outcome, index, options, context, capabilities),
  );
  const primary = analyses[0]!; // the formula has an outcome
  const { rows, fit, design, moments, y, units } = primary;
  const { arms, clusterCounts } = rows;
  const answer = primary.answers[0]!; // there are two arms
  const { value, stderr, lower, upper, pValue, relative, resampled } = answer;
  const { level } = options;
  const { adjustment, sequential } = capabilities;
  const balance =
    primary.covariates.length === 0
      ? undefined
      : adjustment?.balance(primary.covariates, arms, rows.clusters[0] ?? null);
  const influence = influenceOf(fit, design.x, primary.weights, answer, rows.numbers);
  const members = membersOf(analyses, options);
  const effects = familyOf(members, options.family, level);
  const n = y.length;
  return {
    estimate: {
      estimand: "ate",
      value,
      stderr: Number.isNaN(stderr) ? null : stderr,
      interval: { lower, upper, level },
      pValue,
      unit: members[0]!.unit,
      ...(relative === null ? {} : { relative }),
    },
    sampleSize: units >= fewestUnits ? units : n,
    diagnostics: {
      r_squared: Math.max(0, 1 - fit.rss / primary.total),
      log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * fit.rss) / n) + 1),
      df_residual: fit.dfResidual,
      residual_sd: Math.sqrt(fit.rss / fit.dfResidual),
      cov_type: options.covType === "auto" ? (clusterCounts === null ? "HC2" : "CR2") : options.covType,
      inference: answer.method,
      df: answer.method === "score" || Number.isNaN(answer.df) ? null : answer.df,
      ...sequential?.stageWise(answer, options.looks, level),
      adjustment: options.adjustment,
      treatment: arms.column,
      arm: arms.levels[arms.primary] ?? "",
      control: arms.levels[0] ?? "",
      n_treated: moments[arms.primary]!.n,
      n_control: moments[0]!.n,
      mean_treated: moments[arms.primary]!.mean,
      mean_control: moments[0]!.mean,
      ...(clusterCounts === null ? {} : { clusters: clusterCounts.total }),
      ...(resampled === null
        ? {}
        : { draws: resampled.draws, enumerated: resampled.enumerated, p_resolution: resampled.resolution }),
      ...(effects.length === 0
        ? {}
        : { primary: members[0]!.name, family: options.family, family_size: effects.length }),
    },
    checks: [
      ...checksOf(table, found, primary, balance?.checks ?? [], influence.check, options, capabilities),
      ...furtherChecks(analyses.slice(1)),
    ],
    effects,
    terms: termsOf(primary, level),
    tables: {
      influence: influence.table,
      ...sequential?.tables(options.looks, level),
      ...(balance === undefined ? {} : { balance: balance.table }),
    },
  };
}
