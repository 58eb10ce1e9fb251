import { formulaColumns } from "../models/experiment/formula/formula.ts";
import { parseTerm } from "./covariate-terms.ts";
import type { UnitOptions } from "./unit-options.ts";

/** What only terms have: a hyphen or a space is more often part of a name. */
const operators = /[`()^:*+]/u;

/** The columns that covariates read, where no table is at hand: names, and those inside of terms. */
export function covariateColumns(covariates: readonly string[]): readonly string[] {
  const all = covariates.flatMap((name) => {
    const term = operators.test(name) ? parseTerm(name) : null;
    return term === null || "fault" in term ? [name] : formulaColumns(term).slice(1);
  });
  return [...new Set(all)];
}

/** The columns of a model of units: those that its options name for all such models, and `further` ones. */
export function unitColumns(
  {
    dependentVariable,
    treatmentColumn,
    covariateColumns: covariates,
    unitColumn,
  }: Pick<UnitOptions, "dependentVariable" | "treatmentColumn" | "covariateColumns" | "unitColumn">,
  further: readonly (string | null)[] = [],
): readonly string[] {
  const all = [dependentVariable, treatmentColumn, ...covariateColumns(covariates), unitColumn, ...further];
  return [...new Set(all.filter((name) => name !== null))];
}
