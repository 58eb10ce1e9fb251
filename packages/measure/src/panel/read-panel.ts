import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix, type Matrix } from "@ie/stats";
import { anyColumn, numericColumn } from "../columns.ts";
import type { Panel, PanelColumns } from "./panel.ts";
import { periodKeys } from "./period-keys.ts";
import { unitKeys } from "./unit-keys.ts";

/** Size whose square is a number still, with room for sums. */
const largest = 1e140;

function numbers(who: string, table: Table, name: string): Float64Array {
  const column = numericColumn(who, table, name);
  const at = column.findIndex((value) => Math.abs(value) > largest);
  if (at === -1) return column;
  const isFinite = Number.isFinite(column[at]);
  throw new ImpactError({
    code: isFinite ? "data/out-of-range" : "data/not-finite",
    who,
    what: `column "${name}" has ${column[at]} in row ${at + 1}`,
    hint: isFinite
      ? "its square is beyond the range of numbers; give the column in another unit"
      : "give a finite number, or leave the cell empty where the value is missing",
    facts: { column: name, row: at + 1 },
  });
}

function spread(column: Float64Array, rows: Int32Array, periods: number, units: number): Matrix {
  const matrix = createMatrix(periods, units);
  for (let cell = 0; cell < rows.length; cell++) matrix.data[cell] = rows[cell]! < 0 ? NaN : column[rows[cell]!]!;
  return matrix;
}

/**
 * Rows in any order, one for each unit and period, as a panel; units may lack periods. Ids and periods may be text or
 * numbers. Two rows of one unit and period are `data/duplicate-key`; an infinite number `data/not-finite`; a text
 * outcome `data/not-numeric`.
 */
export function readPanel(table: Table, columns: PanelColumns, who: string): Panel {
  const outcome = numbers(who, table, columns.outcome);
  const covariates = (columns.covariates ?? []).map((name) => [name, numbers(who, table, name)] as const);
  const unit = unitKeys(who, anyColumn(who, table, columns.unit), columns.unit);
  const time = periodKeys(who, table, columns.time);
  const [T, N] = [time.periods.length, unit.ids.length];
  const rows = new Int32Array(T * N).fill(-1);
  for (let row = 0; row < outcome.length; row++) {
    const cell = unit.of[row]! * T + time.of[row]!;
    const earlier = rows[cell]!;
    if (earlier !== -1) {
      throw new ImpactError({
        code: "data/duplicate-key",
        who,
        what: `rows ${earlier + 1} and ${row + 1} are both unit "${unit.ids[unit.of[row]!]}" in period ${time.periods[time.of[row]!]}`,
        hint: "give one row for each unit and period; aggregate the others first",
        facts: { unit: unit.ids[unit.of[row]!], period: time.periods[time.of[row]!], rows: [earlier + 1, row + 1] },
      });
    }
    rows[cell] = row;
  }
  return {
    columns,
    units: unit.ids,
    periods: time.periods,
    calendar: time.calendar,
    times: time.times,
    outcome: spread(outcome, rows, T, N),
    covariates: Object.fromEntries(covariates.map(([name, values]) => [name, spread(values, rows, T, N)])),
    rows,
  };
}
