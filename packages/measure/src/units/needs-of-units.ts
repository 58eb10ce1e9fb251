import { ImpactError, suggestName, type AssignedArms, type DataNeeds, type Table } from "@ie/contracts";
import { numericCells } from "@ie/table";
import { covariateColumns } from "./covariate-columns.ts";

interface Named {
  readonly dependentVariable: string;
  readonly treatmentColumn: string;
  readonly covariateColumns: readonly string[];
  readonly control: string | null;
  readonly unitColumn: string | null;
  readonly missing: "error" | "drop";
}

/** Arms as a column has them; null where there is no such column. */
export function armsInColumn(
  table: Table,
  column: string | null,
  control: string | null,
  most: number,
): AssignedArms | null {
  const cells = column !== null && Object.hasOwn(table, column) ? table[column] : undefined;
  return column === null || cells === undefined ? null : { column, cells, control, most };
}

/** Arms of units that are treated by name, "1" and "0"; `config/unknown-name` for one that no row has. `option` names them in errors. */
export function armsByName(
  table: Table,
  unitColumn: string | null,
  treated: readonly (string | number)[],
  who: string,
  option: string,
): AssignedArms | null {
  const found = armsInColumn(table, unitColumn, "0", 2);
  if (found === null) return null;
  const ids = Array.from(found.cells as readonly (string | number)[], String); // both kinds of column
  const known = new Set(ids);
  const stranger = treated.map(String).find((id) => !known.has(id));
  if (stranger !== undefined) {
    throw new ImpactError({
      code: "config/unknown-name",
      who,
      what: `${option} "${stranger}" is no unit of column "${unitColumn}"`,
      hint: suggestName(stranger, known),
      facts: { option, unit: stranger },
    });
  }
  const names = new Set(treated.map(String));
  return { ...found, cells: ids.map((id) => (names.has(id) ? "1" : "0")) };
}

/** Whether a column of text holds numbers in more than half of its cells, so that the others are mistakes. */
export function isMostlyNumbers(table: Table, name: string): boolean {
  const cells = Object.hasOwn(table, name) ? table[name] : undefined;
  if (cells === undefined || cells instanceof Float64Array) return false;
  const count = numericCells(cells).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  return 2 * count > cells.length;
}

/** What models ask of a table of units; `columns` are those that the model reads. */
export function needsOfUnits<O extends Named>(columns: (options: O) => readonly string[]): DataNeeds<O> {
  return {
    numbers: (options, table) => [
      options.dependentVariable,
      ...options.covariateColumns.filter((name) => isMostlyNumbers(table, name)),
    ],
    complete: (options) => (options.missing === "error" ? columns(options) : []),
    key: ({ unitColumn }) => (unitColumn === null ? [] : [unitColumn]),
    varying: (options) => covariateColumns(options.covariateColumns),
    covariates: (options) => covariateColumns(options.covariateColumns),
    arms: ({ treatmentColumn, control }, table) => armsInColumn(table, treatmentColumn, control, 2),
  };
}
