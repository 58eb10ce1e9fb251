import type { Table } from "@ie/contracts";
import { finding, type DataFinding } from "../finding.ts";
import { maskPersonal, personalIn } from "../personal/index.ts";

/** Columns that look like data about people; their values are never shown. */
export function personal(table: Table): readonly DataFinding[] {
  return Object.entries(table).flatMap(([column, cells]) => {
    const found = personalIn(column, cells);
    if (found === null) return [];
    const { kind, by, row, count } = found;
    const shape = row === null ? "" : `, such as ${JSON.stringify(maskPersonal(String(cells[row - 1])))} in row ${row}`;
    return finding({
      severity: "warning",
      code: "data/personal",
      column,
      row,
      count,
      message: `column "${column}" ${by === "title" ? `is called as ${kind} are` : `looks like ${kind}${shape}`}`,
      fix: "drop it, or replace it by a salted hash or a number before it comes here",
    });
  });
}
