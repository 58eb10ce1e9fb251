import type { Model } from "@ie/contracts";
import type { Capabilities } from "./capabilities.ts";
import { experimentOptions } from "./experiment-options.ts";
import { fitRows } from "./fit-rows.ts";
import { formulaColumns, parseFormula } from "./formula/formula.ts";
import type { ExperimentOptions } from "./options.ts";

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
 * An experiment that can do what it is given beside its core, so that a bundle carries nothing else. The core is least squares by a
 * formula with HC2 errors and Bell and McCaffrey's (2002) degrees of freedom, CR2 for clusters, the relative effect, several arms and
 * outcomes, and the checks of what an interval rests on. An option of a capability that was left out is a fault that names it.
 */
export function createExperiment(capabilities: Capabilities = {}): Model<ExperimentOptions> {
  return {
    design: "experiment",
    options: experimentOptions(capabilities),
    columns,
    fit: (table, options, context) =>
      options.summary !== null && capabilities.summaries !== undefined
        ? capabilities.summaries.fit(table, options, capabilities)
        : fitRows(table, options, context, capabilities),
  };
}
