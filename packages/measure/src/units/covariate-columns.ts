import { formulaColumns } from "../models/experiment/formula/formula.ts";
import { parseTerm } from "./covariate-terms.ts";

/** The columns that covariates read, where no table is at hand: names, and those inside of terms. */
export function covariateColumns(covariates: readonly string[]): readonly string[] {
  const all = covariates.flatMap((name) => {
    const term = parseTerm(name);
    return term === null ? [name] : formulaColumns(term).slice(1);
  });
  return [...new Set(all)];
}
