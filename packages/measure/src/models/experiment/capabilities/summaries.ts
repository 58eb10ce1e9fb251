import { groupOption, mappedOption, orNull, type Option } from "@ie/contracts";
import { faultWhen, type Fault, type SummariesCapability } from "../capabilities.ts";
import { columnOption } from "../column-options.ts";
import { fitSummary } from "../fit-summary.ts";
import type { ExperimentOptions, SummaryColumns } from "../options.ts";

const orColumn = orNull(columnOption);

const summary: Option<SummaryColumns> = mappedOption(
  groupOption({
    arm: columnOption,
    n: columnOption,
    sum: columnOption,
    sum_squares: orColumn,
    pre_sum: orColumn,
    pre_sum_squares: orColumn,
    cross: orColumn,
    denominator_sum: orColumn,
    denominator_sum_squares: orColumn,
    denominator_cross: orColumn,
  }),
  (given) => ({
    arm: given.arm,
    n: given.n,
    sum: given.sum,
    sumSquares: given.sum_squares,
    preSum: given.pre_sum,
    preSumSquares: given.pre_sum_squares,
    cross: given.cross,
    denominatorSum: given.denominator_sum,
    denominatorSumSquares: given.denominator_sum_squares,
    denominatorCross: given.denominator_cross,
  }),
);

function faults(options: ExperimentOptions): readonly (Fault | null)[] {
  const { summary: columns, metric, adjustment, inference } = options;
  if (columns === null) return [];
  const rowsOnly = (key: string, used: boolean): Fault | null =>
    faultWhen(key, used, "needs rows of units; a summary has only their sums");
  const needs = (key: string, missing: boolean, why: string): Fault | null =>
    faultWhen(["summary", key], missing, `is missing; ${why} needs it`);
  const isMissing = (name: string | null): boolean => name === null;
  const pre = [columns.preSum, columns.preSumSquares, columns.cross];
  const denominator = [columns.denominatorSum, columns.denominatorSumSquares, columns.denominatorCross];
  return [
    rowsOnly("formula", options.formula !== null),
    rowsOnly("treatment", options.treatment !== null),
    rowsOnly("covariates", options.covariates.length > 0),
    rowsOnly("outcomes", options.outcomes.length > 0),
    rowsOnly("denominator", options.denominator !== null),
    rowsOnly("winsorise", options.winsorise !== null),
    rowsOnly("cluster", options.cluster.length > 0),
    rowsOnly("strata", options.strata.length > 0),
    rowsOnly("cov_type", options.covType !== "auto"),
    rowsOnly("inference", inference !== "auto" && inference !== "t"),
    rowsOnly("adjustment", adjustment === "lin"),
    needs("sum_squares", columns.sumSquares === null && metric !== "proportion", `metric: ${metric}`),
    needs("pre_sum", adjustment === "cuped" && pre.every(isMissing), "adjustment: cuped"),
    needs("pre_sum", pre.some(isMissing) !== pre.every(isMissing), "each of pre_sum, pre_sum_squares and cross"),
    needs(
      "denominator_sum",
      denominator.some(isMissing) && metric === "ratio",
      "metric: ratio, with denominator_sum_squares and denominator_cross, each of which",
    ),
    faultWhen(
      ["summary", "pre_sum"],
      !pre.some(isMissing) && metric !== "mean",
      `goes with metric: mean; the metric is ${metric}`,
    ),
  ];
}

/** Sums over the units of each arm instead of their rows, with CUPED (Deng et al. 2013) and ratios (Deng, Knoblich and Lu 2018). */
export const summaries: SummariesCapability = { options: { summary: orNull(summary) }, faults, fit: fitSummary };
