import type { Model } from "@ie/contracts";
import { fitRows } from "./fit-rows.ts";
import { fitSummary } from "./fit-summary.ts";
import { formulaColumns, parseFormula } from "./formula/formula.ts";
import { experimentOptions, type ExperimentOptions } from "./options.ts";

function columns(options: ExperimentOptions): readonly string[] {
  const { formula, summary, treatment, denominator, outcomes, covariates, cluster, strata } = options;
  if (summary !== null) return [...new Set(Object.values(summary).filter((name) => name !== null))];
  const all = [
    ...formulaColumns(parseFormula(formula ?? "")),
    treatment,
    denominator,
    ...outcomes.flatMap((outcome) => [outcome.column, outcome.denominator]),
    ...covariates,
    ...cluster,
    ...strata,
  ];
  return [...new Set(all.filter((name) => name !== null))];
}

/**
 * Average effect of a randomised treatment: least squares with robust standard errors (Bell and McCaffrey 2002), adjustment for covariates
 * (Lin 2013; Deng et al. 2013), clusters, several arms and outcomes, ratios, repeated looks and randomisation tests.
 */
export const experiment: Model<ExperimentOptions> = {
  design: "experiment",
  options: experimentOptions,
  columns,
  fit: (table, options, context) =>
    options.summary === null ? fitRows(table, options, context) : fitSummary(table, options),
};
