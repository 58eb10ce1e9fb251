import { ImpactError, type Table } from "@ie/contracts";
import { anyColumn } from "../columns.ts";
import type { Panel } from "./panel.ts";

/**
 * First treated period of each unit by a 0/1 column of treatment in force, −1 for never. A treatment that ends, or
 * another number, is `data/out-of-range`; a missing cell counts as the last one before it.
 */
export function firstTreated(table: Table, panel: Panel, name: string, who: string): Int32Array {
  const column = anyColumn(who, table, name);
  const T = panel.periods.length;
  const first = new Int32Array(panel.units.length).fill(-1);
  for (let u = 0; u < first.length; u++) {
    for (let t = 0; t < T; t++) {
      const row = panel.rows[u * T + t]!;
      const value = row < 0 ? "" : column[row]!;
      if (value === "" || Number.isNaN(value)) continue;
      if (value === 1 && first[u] === -1) first[u] = t;
      if (value === 1 || (value === 0 && first[u] === -1)) continue;
      throw new ImpactError({
        code: "data/out-of-range",
        who,
        what:
          value === 0
            ? `column "${name}": the treatment of unit "${panel.units[u]}" ends in period ${panel.periods[t]}`
            : `column "${name}" has ${JSON.stringify(value)} in row ${row + 1}`,
        hint:
          value === 0
            ? "only treatments that last can be measured; leave the periods after it out"
            : "it must be 0 or 1",
        facts: { column: name, unit: panel.units[u], row: row + 1 },
      });
    }
  }
  return first;
}
