import type { Column, Table } from "@ie/contracts";

/** Rows by unit, units in the order of their names; where `unit` is null each row is a unit. */
export function rowsByUnit(table: Table, unit: string | null, rows: number): readonly (readonly number[])[] {
  if (unit === null) return Array.from({ length: rows }, (_, row) => [row]);
  const groups = new Map<string, number[]>();
  const ids = table[unit]!;
  for (let row = 0; row < rows; row++) {
    const id = String(ids[row]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** A column with the values of the rows `from`, one for each row. */
export function gather(column: Column, from: ArrayLike<number>): Column {
  return column instanceof Float64Array
    ? Float64Array.from(from, (row) => column[row]!)
    : Array.from(from, (row) => column[row]!);
}
