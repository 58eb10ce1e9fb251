import { ImpactError, type Check, type Context, type Table } from "@ie/contracts";
import { leastSquares, type LeastSquares } from "@ie/stats";
import { collinearCheck } from "../../collinear-check.ts";
import { armMoments, type ArmMoments } from "./checks/arm-moments.ts";
import type { Answer } from "./answer.ts";
import { answersOf } from "./answers.ts";
import type { Capabilities } from "./capabilities.ts";
import { comparedArms } from "./contrast.ts";
import { designMatrix, type DesignMatrix } from "./design-matrix.ts";
import { estimateContrasts, type Estimated } from "./estimate-contrasts.ts";
import type { Formula } from "./formula/formula.ts";
import { regressorsOf, type Regressor } from "./formula/regressors.ts";
import type { ExperimentOptions } from "./options.ts";
import { outcomeValues, requireVariation, type Outcome } from "./outcome.ts";
import type { ResamplingRows } from "./resampling/resample.ts";
import { rowsOf, type Rows } from "./rows.ts";
import { who } from "./who.ts";

/** One outcome, analysed. */
export interface Analysis {
  readonly outcome: Outcome;
  readonly rows: Rows;
  readonly y: Float64Array;
  readonly design: DesignMatrix;
  readonly fit: LeastSquares;
  /** Sum of squares of y about its mean. */
  readonly total: number;
  readonly moments: readonly ArmMoments[];
  /** Columns that the arms are compared by. */
  readonly covariates: readonly Regressor[];
  /** The primary comparison first. */
  readonly answers: readonly Answer[];
  /** Weights on the coefficients of the primary comparison. */
  readonly weights: Float64Array;
  readonly coefficients: Estimated["coefficients"];
  /** Independent units: clusters, or rows without them. */
  readonly units: number;
  readonly checks: readonly Check[];
}

function regress(outcome: Outcome, y: Float64Array, design: DesignMatrix): LeastSquares {
  const fit = leastSquares(design.x, y);
  if (fit.dfResidual >= 1) return fit;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${y.length} rows carry ${design.regressors.length} terms for "${outcome.name}" and leave no degrees of freedom`,
    hint: "use fewer terms or more rows",
    facts: { rows: y.length, terms: design.regressors.length },
  });
}

/** Effects of every pair of arms on one outcome. `index`: its place among the outcomes, which names its random streams. */
export function analyse(
  table: Table,
  formula: Formula,
  treatment: string,
  outcome: Outcome,
  index: number,
  options: ExperimentOptions,
  context: Context,
  capabilities: Capabilities,
): Analysis {
  const { adjustment } = capabilities;
  const rows = rowsOf(table, formula, treatment, outcome, options);
  const { arms, clusters } = rows;
  const { y, check: cut } = outcomeValues(rows.table, outcome, options, arms);
  const declared = adjustment?.covariates(rows.table, options) ?? { regressors: [], check: null };
  const terms = regressorsOf(who, rows.table, formula, arms);
  const known = new Set(terms.others.map(({ name }) => name));
  const further = declared.regressors.filter(({ name }) => !known.has(name));
  const others = options.adjustment === "none" ? terms.others : [...terms.others, ...further];
  const slopes = others.filter(({ name }) => name !== "Intercept");
  if (options.adjustment !== "none" && slopes.length === 0) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `adjustment: ${options.adjustment} has no covariates`,
      hint: "name them: covariates: [<column>, …]",
    });
  }
  const lin = options.adjustment === "lin" ? (adjustment?.slopes(slopes, arms) ?? []) : [];
  const design = designMatrix([...others, ...terms.treatment, ...lin]);
  const fit = regress(outcome, y, design);
  const total = requireVariation(outcome.name, y, fit.rss);
  const moments = armMoments(y, arms.codes, arms.levels.length);
  const pairs = comparedArms(arms.levels.length, arms.primary, options.comparisons);
  const { contrasts, weights, coefficients, repaired } = estimateContrasts(
    fit,
    design,
    arms,
    pairs,
    options.covType,
    clusters,
    options.inference !== "randomisation",
  );
  const units = clusters.length > 0 ? Math.min(...clusters.map((codes) => new Set(codes).size)) : y.length;
  const resampling: ResamplingRows = {
    y,
    x: design.x,
    kept: fit.kept,
    codes: arms.codes,
    cluster: clusters[0] ?? null,
    strata: rows.strata,
    draws: options.draws,
    level: options.level,
    context,
  };
  const adjust = [...design.regressors.keys()].filter(
    (j) => slopes.includes(design.regressors[j]!) && fit.kept.includes(j),
  );
  const { answers, check: fallback } = answersOf(
    { contrasts, weights, rows, outcome, moments, units, resampling, adjust, index },
    options,
    capabilities,
  );
  const checks = [
    ...rows.checks,
    ...(declared.check === null ? [] : [declared.check]),
    ...(cut === null ? [] : [cut]),
    collinearCheck(fit.aliased.map((j) => design.regressors[j]!.name)),
    ...(fallback === null ? [] : [fallback]),
    ...(repaired ? [repairedCheck] : []),
    ...(rows.strata === null || capabilities.resampling === undefined
      ? []
      : [capabilities.resampling.strata(rows.strata, arms.codes, arms.primary)]),
  ];
  return {
    outcome,
    rows,
    y,
    design,
    fit,
    total,
    moments,
    covariates: [...terms.mains, ...further],
    answers,
    weights: weights[0]!,
    coefficients,
    units,
    checks,
  };
}

const repairedCheck: Check = {
  name: "two_way_covariance",
  status: "warn",
  message: "the two-way covariance was not positive; its negative part was set to 0, so look at one-way clusters too",
  value: null,
};
