import { type Table } from "../src/table.ts";

/** A table as plain arrays, to compare with `toEqual`, which tells −0 from 0 and takes NaN for NaN. */
export function dump(table: Table): [string, (number | string)[]][] {
  return Object.entries(table).map(([name, column]) => [name, Array.from<number | string>(column)]);
}
