import { ImpactError, suggestName, type Column, type Table } from "@ie/contracts";
import { anyColumn } from "../columns.ts";
import type { Panel } from "./panel.ts";

/** Index of the unit called `id`; an unknown one is `config/unknown-name`. `option` names it in errors. */
export function unitIndex({ units, columns }: Panel, id: string | number, who: string, option: string): number {
  const at = units.indexOf(String(id));
  if (at !== -1) return at;
  throw new ImpactError({
    code: "config/unknown-name",
    who,
    what: `${option} "${id}" is no unit of column "${columns.unit}"`,
    hint: suggestName(String(id), units),
    facts: { option, unit: String(id), units: units.slice(0, 50) },
  });
}

/**
 * What belongs to a unit throughout (its first treated period, cluster or region): one cell a unit, NaN or "" where it
 * has none. Two different cells of one unit are `data/out-of-range`; an empty cell beside a filled one counts as it.
 */
export function unitAttribute(table: Table, panel: Panel, name: string, who: string): Column {
  const column = anyColumn(who, table, name);
  const T = panel.periods.length;
  const found = panel.units.map((unit, u) => {
    let value: string | number | undefined;
    for (let t = 0; t < T; t++) {
      const row = panel.rows[u * T + t]!;
      const cell = row < 0 ? NaN : column[row]!;
      if (cell === "" || Number.isNaN(cell)) continue;
      if (value !== undefined && value !== cell) {
        throw new ImpactError({
          code: "data/out-of-range",
          who,
          what: `column "${name}" changes within unit "${unit}", from ${value} to ${cell} in row ${row + 1}`,
          hint: "it must be the same in all rows of a unit",
          facts: { column: name, unit, row: row + 1 },
        });
      }
      value = cell;
    }
    return value;
  });
  return column instanceof Float64Array
    ? Float64Array.from(found, (value) => (value === undefined ? NaN : Number(value)))
    : found.map((value) => (value === undefined ? "" : String(value)));
}
