import { createMatrix } from "@ie/stats";
import { takeRows } from "@ie/table";
import type { Units } from "./units.ts";

/** The units at `rows`, ascending places among them. Columns of x may have become constant or collinear. */
export function takeUnits(units: Units, rows: readonly number[]): Units {
  const { x } = units;
  const n = rows.length;
  const own = createMatrix(n, x.cols);
  for (let j = 0; j < x.cols; j++) for (let i = 0; i < n; i++) own.data[j * n + i] = x.data[j * x.rows + rows[i]!]!;
  const treated = Uint8Array.from(rows, (i) => units.treated[i]!);
  const nTreated = treated.reduce((sum, each) => sum + each, 0);
  return {
    ...units,
    n,
    nTreated,
    nControl: n - nTreated,
    y: Float64Array.from(rows, (i) => units.y[i]!),
    treated,
    x: own,
    table: takeRows(units.table, rows),
    rowNumbers: Float64Array.from(rows, (i) => units.rowNumbers[i]!),
  };
}
