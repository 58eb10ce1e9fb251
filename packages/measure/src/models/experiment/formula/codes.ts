import { ImpactError, type Column, type Table } from "@ie/contracts";
import { anyColumn } from "../../../columns.ts";

/** A column as categories. */
export interface Codes {
  /** Sorted: numbers by value, text by code point. */
  readonly levels: readonly string[];
  /** n numbers, the place of each row's level in `levels`; −1 where the cell is missing. */
  readonly codes: Int32Array;
}

/** The categories of a column; a number's level is its text. */
export function codesOf(cells: Column): Codes {
  const seen = new Map<number | string, number>();
  const codes = new Int32Array(cells.length);
  let [last, lastCode]: [number | string, number] = ["", -1];
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (cell !== last) {
      const missing = cell === "" || Number.isNaN(cell);
      last = cell;
      lastCode = missing ? -1 : (seen.get(cell) ?? seen.size);
      if (lastCode === seen.size) seen.set(cell, lastCode);
    }
    codes[i] = lastCode;
  }
  const distinct = [...seen.keys()];
  const numeric = cells instanceof Float64Array;
  const order = Array.from(distinct.keys()).sort((i, j) => {
    const [a, b] = [distinct[i]!, distinct[j]!];
    return numeric ? Number(a) - Number(b) : a < b ? -1 : 1; // all differ
  });
  const place = new Int32Array(distinct.length);
  order.forEach((first, rank) => (place[first] = rank));
  return {
    levels: order.map((i) => String(distinct[i])),
    codes: codes.map((code) => (code === -1 ? -1 : place[code]!)),
  };
}

/** Most levels of a category before it is surely an identifier. */
const mostLevels = 200;

/** The categories of a term's column. `data/not-numeric` where there are too many to be categories. */
export function categoriesOf(who: string, table: Table, column: string): Codes {
  const found = codesOf(anyColumn(who, table, column));
  if (found.levels.length <= mostLevels) return found;
  throw new ImpactError({
    code: "data/not-numeric",
    who,
    what: `column "${column}" has ${found.levels.length} different texts, too many for a category`,
    hint: "leave it out of the formula, or mend the cells that are not numbers",
    facts: { column, levels: found.levels.length },
  });
}
