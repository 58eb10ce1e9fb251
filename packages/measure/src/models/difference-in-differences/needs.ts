import type { AssignedArms, Column, DataNeeds, Table } from "@ie/contracts";
import { canonicalDate } from "../../columns.ts";
import { armsByName, armsInColumn } from "../../units/needs-of-units.ts";
import type { DifferenceInDifferencesOptions } from "./options.ts";
import { who } from "./who.ts";

/** Rows that stand for themselves, in two groups before and after. */
function isRows({ method, unitColumn }: DifferenceInDifferencesOptions): boolean {
  return method === "two_by_two" || (method === "auto" && unitColumn === null);
}

const never = /^(?:0|never|inf|infinity|na|nan|null)?$/i;

/** A period as something that can be compared: a number, or a canonical date. */
function periodOf(cell: string | number): string | number {
  return typeof cell === "number" || cell.trim() === "" || Number.isNaN(Number(cell))
    ? (canonicalDate(String(cell)) ?? cell)
    : Number(cell);
}

/** "1" from a unit's first treated period on. */
function inForce(first: Column, times: Column): readonly string[] {
  return Array.from(first as readonly (string | number)[], (cell, row) => {
    // both kinds of column
    if (never.test(String(cell))) return "0";
    return periodOf(times[row]!) >= periodOf(cell) ? "1" : "0";
  });
}

function arms(options: DifferenceInDifferencesOptions, table: Table): AssignedArms | null {
  const { treatmentColumn, firstTreatedColumn, treatedUnits, unitColumn, timeColumn } = options;
  if (treatmentColumn !== null) return armsInColumn(table, treatmentColumn, "0", 2);
  if (firstTreatedColumn === null) return armsByName(table, unitColumn, treatedUnits, who, "treated_units");
  const found = armsInColumn(table, firstTreatedColumn, "0", 2);
  const times = timeColumn !== null && Object.hasOwn(table, timeColumn) ? table[timeColumn] : undefined;
  return found === null || times === undefined ? null : { ...found, cells: inForce(found.cells, times) };
}

export const needs: DataNeeds<DifferenceInDifferencesOptions> = {
  numbers: ({ dependentVariable, treatmentColumn, postColumn }) =>
    [dependentVariable, treatmentColumn, postColumn].filter((name) => name !== null),
  complete: ({ missing, dependentVariable, ...options }) => {
    const { unitColumn, timeColumn, treatmentColumn, postColumn, cluster, covariates } = options;
    if (missing === "drop") return [];
    const named = [dependentVariable, unitColumn, timeColumn, treatmentColumn, postColumn, cluster, ...covariates];
    return named.filter((name) => name !== null);
  },
  key: (options) => {
    const { unitColumn, timeColumn } = options;
    return isRows(options) || unitColumn === null || timeColumn === null ? [] : [unitColumn, timeColumn];
  },
  varying: ({ covariates }) => covariates,
  covariates: ({ covariates }) => covariates,
  arms,
};
