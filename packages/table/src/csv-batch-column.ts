import { inferredColumn, textCells } from "./csv-column.ts";
import { parseNumber } from "./parse-number.ts";
import { type Column } from "./table.ts";

/** Takes the cells of one column, batch by batch. */
export interface BatchColumn {
  /** False when the column holds numbers and the cell is none. */
  push(cell: string): boolean;
  /** The cells since the last call. The first call that has cells settles whether the column holds numbers. */
  take(): Column;
}

/** A column that is text, or whatever the cells of its first batch are. */
export function batchColumn(isText: boolean, decimal: "." | ","): BatchColumn {
  let kind: "text" | "number" | null = isText ? "text" : null;
  let text = textCells();
  let values = new Float64Array(4096);
  let length = 0;
  return {
    push(cell) {
      if (kind !== "number") {
        text.push(cell);
        return true;
      }
      const value = parseNumber(cell, decimal);
      if (value === null) return false;
      if (length === values.length) {
        const larger = new Float64Array(2 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
      return true;
    },
    take() {
      if (kind === "number") {
        const result = values.slice(0, length);
        length = 0;
        return result;
      }
      const cells = text.finish() as readonly string[]; // text cells are never given up
      text = textCells();
      if (kind === "text" || cells.length === 0) return cells;
      const inferred = inferredColumn(decimal);
      for (const cell of cells) inferred.push(cell);
      const column = inferred.finish() ?? cells;
      kind = column instanceof Float64Array ? "number" : "text";
      return column;
    },
  };
}
