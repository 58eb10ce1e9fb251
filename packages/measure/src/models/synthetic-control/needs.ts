import type { AssignedArms, DataNeeds, Table } from "@ie/contracts";
import { armsByName, armsInColumn } from "../../units/needs-of-units.ts";
import type { SyntheticControlOptions } from "./options.ts";
import { who } from "./who.ts";

function arms({ treatedUnits, treatedColumn, unitColumn }: SyntheticControlOptions, table: Table): AssignedArms | null {
  return treatedUnits.length === 0
    ? armsInColumn(table, treatedColumn, "0", 2)
    : armsByName(table, unitColumn, treatedUnits, who, "treated_unit");
}

export const needs: DataNeeds<SyntheticControlOptions> = {
  numbers: ({ outcomeColumn, predictors, costColumn }) => [
    ...new Set([
      outcomeColumn,
      ...predictors.map(({ column }) => column),
      ...(costColumn === null ? [] : [costColumn]),
    ]),
  ],
  complete: ({ unitColumn, timeColumn }) => [unitColumn, timeColumn],
  completeTreated: ({ outcomeColumn, missing }) => (missing === "error" ? [outcomeColumn] : []),
  key: ({ unitColumn, timeColumn }) => [unitColumn, timeColumn],
  covariates: ({ predictors, outcomeColumn }) =>
    predictors.map(({ column }) => column).filter((column) => column !== outcomeColumn),
  arms,
  periods: () => ({ before: 2, after: 1, evenly: false }),
};
