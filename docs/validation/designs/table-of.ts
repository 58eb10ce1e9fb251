import { createTable, type Table } from "@ie/table";

/** A table of n rows whose cells are made row by row, in the order of the names. */
export function tableOf<Name extends string>(n: number, row: (i: number) => Readonly<Record<Name, number>>): Table {
  const rows = Array.from({ length: n }, (_, i) => row(i));
  const names = Object.keys(rows[0]!) as Name[]; // n is at least 1
  return createTable(Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (cells) => cells[name])])));
}
