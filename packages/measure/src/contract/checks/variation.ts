import { codesOf } from "../../models/experiment/formula/codes.ts";
import { finding, type DataFinding } from "../finding.ts";
import { shown } from "../personal/index.ts";
import type { Subject } from "../subject.ts";

/** Outcomes and covariates that are the same everywhere. */
export function variation({
  table,
  rows,
  outcome,
  varying,
  covariates,
  present,
  arms,
}: Subject): readonly DataFinding[] {
  if (rows < 2) return [];
  return present
    .filter((name) => name === outcome || (covariates.includes(name) && name !== arms?.column))
    .flatMap((name) => {
      const { levels } = codesOf(table[name]!);
      if (levels.length !== 1) return [];
      const isOutcome = name === outcome;
      return finding({
        severity: isOutcome || varying.includes(name) ? "error" : "warning",
        code: "data/no-variation",
        column: name,
        row: 1,
        count: rows,
        message: `${isOutcome ? "the outcome" : "covariate"} "${name}" is ${shown(table[name]![0]!, name)} in every row`,
        fix: isOutcome ? "an effect needs an outcome that varies; look at the source" : "leave it out",
      });
    });
}
