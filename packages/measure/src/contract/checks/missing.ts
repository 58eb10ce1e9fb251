import type { Column } from "@ie/contracts";
import { finding, listRows, percent, type DataFinding } from "../finding.ts";
import type { Subject } from "../subject.ts";

/** Share of rows from which on gaps may change the answer. */
const many = 0.05;

/** Rows, from 1, without a value. */
function emptyRows(cells: Column): number[] {
  const rows: number[] = [];
  for (let i = 0; i < cells.length; i++) if (cells[i] === "" || Number.isNaN(cells[i])) rows.push(i + 1);
  return rows;
}

/** Whether one of the rows is of a unit that is treated at some date. */
function hasTreated({ armCodes, unitCodes }: Subject, rows: readonly number[]): boolean {
  const arm = armCodes?.levels.indexOf("1") ?? -1;
  if (armCodes === null || unitCodes === null || arm === -1) return false;
  const treated = new Set<number>();
  armCodes.codes.forEach((code, row) => code === arm && treated.add(unitCodes.codes[row]!));
  return rows.some((row) => treated.has(unitCodes.codes[row - 1]!));
}

/** Empty cells in columns that the model reads. */
export function missing(subject: Subject): readonly DataFinding[] {
  const { table, rows: all, present, complete, completeTreated, time, key, arms } = subject;
  return present.flatMap((name) => {
    const rows = emptyRows(table[name]!);
    const [first] = rows;
    if (first === undefined || name === time) return []; // dates have their own check
    const isNeeded = complete.includes(name) || (completeTreated.includes(name) && hasTreated(subject, rows));
    const share = rows.length / all;
    return finding({
      severity: isNeeded ? "error" : share > many || key.includes(name) ? "warning" : "note",
      code: "data/not-finite",
      column: name,
      row: first,
      count: rows.length,
      message: `column "${name}" is empty in ${listRows(rows)} (${percent(share)} of ${all})`,
      fix: isNeeded
        ? "fill the cells, or set missing in params to what empty cells mean"
        : name === arms?.column
          ? "rows without an arm are left out; look whether they lack one by chance"
          : "look whether they are missing by chance; rows that differ from the others bend the answer",
    });
  });
}
