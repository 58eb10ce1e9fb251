import { parseNumber } from "./parse-number.ts";
import { type Column } from "./table.ts";

/** Takes the cells of one column, row by row. */
export interface CsvColumn {
  push(cell: string): void;
  /** The column, or null when it turned out to be text after its first cells were kept as numbers. */
  finish(): Column | null;
}

/** A column that is numeric until a cell is no number. */
export function inferredColumn(decimal: "." | ","): CsvColumn {
  let values = new Float64Array(64);
  let length = 0;
  let text: CsvColumn | null = null;
  let spoiled = false;
  return {
    push(cell) {
      if (spoiled) return;
      const value = text === null ? parseNumber(cell, decimal) : null;
      if (value !== null) {
        if (length === values.length) values = grow(values);
        values[length++] = value;
      } else if (length > 0) {
        spoiled = true;
        values = new Float64Array(0);
      } else {
        text ??= textCells();
        text.push(cell);
      }
    },
    finish: () => (spoiled ? null : (text?.finish() ?? values.slice(0, length))),
  };
}

/** A column that is text whatever its cells look like. */
export function textCells(): CsvColumn {
  const cells: string[] = [];
  // Equal texts share memory; columns of many different ones stop being looked up.
  const known = new Map<string, string>();
  const most = 65_536;
  return {
    push(cell) {
      if (known.size >= most) {
        cells.push(cell);
        return;
      }
      const same = known.get(cell);
      if (same === undefined) known.set(cell, cell);
      cells.push(same ?? cell);
    },
    finish: () => cells,
  };
}

function grow(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}
