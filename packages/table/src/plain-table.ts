import { type Column, type Table, tableOf } from "./table.ts";
import type { CodedText } from "./text-codes.ts";

/** Some rows of a table, whose texts may be codes. */
export type Batch = Readonly<Record<string, Column | CodedText>>;

/** A table of columns whose texts may be codes. Columns of numbers and of plain texts are taken as they are, not copied. */
export function plainTable(batch: Batch): Table {
  return tableOf(Object.entries(batch).map(([name, column]) => [name, plainColumn(column)]));
}

export function plainColumn(column: Column | CodedText): Column {
  if (!("codes" in column)) return column;
  const { codes, dictionary } = column;
  return Array.from(codes, (code) => dictionary[code]!);
}
