import { columnOf } from "./column-of.ts";
import { rank } from "./rank.ts";
import { rowCount, type Table } from "./table.ts";

interface Partition {
  /** Rows sorted by the named columns, ties in row order. */
  readonly order: Uint32Array;
  /** Group g is `order[starts[g]] … order[starts[g + 1] - 1]`. */
  readonly starts: Uint32Array;
}

/** Rows sorted and grouped by the named columns, in O(rows + distinct·log distinct). */
export function partition(who: string, table: Table, names: readonly string[]): Partition {
  const rows = rowCount(table);
  let codes: Uint32Array = new Uint32Array(rows);
  let groups = Math.min(rows, 1);
  for (const name of names) {
    const next = rank(columnOf(who, table, name));
    // Lexicographic order of (code, next code); exact while rows² < 2⁵³, since codes are dense again after each name.
    const { codes: dense, levels } =
      groups > 1 ? rank(Float64Array.from(codes, (code, i) => code * next.levels.length + next.codes[i]!)) : next;
    codes = dense;
    groups = levels.length;
  }
  const starts = new Uint32Array(groups + 1);
  for (const code of codes) starts[code + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const cursor = starts.slice();
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[cursor[codes[row]!]!++] = row;
  return { order, starts };
}
