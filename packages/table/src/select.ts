import { columnOf } from "./column-of.ts";
import { quote } from "./quote.ts";
import { copyColumn, rowCount, type Column, type Table, tableOf } from "./table.ts";

/**
 * The named columns, in that order. Columns are shared, not copied.
 *
 * @throws RangeError on an unknown or repeated name.
 */
export function select(table: Table, names: readonly string[]): Table {
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) throw new RangeError(`select: ${quote(repeated)} is named twice; name each column once`);
  return tableOf(names.map((name) => [name, columnOf("select", table, name)]));
}

/**
 * The table under new names, given as `{ old: new }`. Order stays.
 *
 * @throws RangeError on an unknown old name, an empty new name, or two columns of one name.
 */
export function rename(table: Table, names: Readonly<Record<string, string>>): Table {
  for (const name of Object.keys(names)) columnOf("rename", table, name);
  const taken = new Set<string>();
  const entries = Object.entries(table).map(([old, column]): [string, Column] => {
    const name = Object.hasOwn(names, old) ? names[old]! : old;
    if (name === "") throw new RangeError(`rename: the new name of ${quote(old)} is empty; names are non-empty texts`);
    if (taken.has(name)) throw new RangeError(`rename: two columns would be called ${quote(name)}; names are unique`);
    taken.add(name);
    return [name, column];
  });
  return tableOf(entries);
}

/**
 * The table with one column added at the end, or replaced in its place. The column is copied.
 *
 * @throws RangeError on an empty name, another length, or a column that mixes numbers and texts.
 */
export function withColumn(table: Table, name: string, column: Column | readonly number[]): Table {
  if (name === "") throw new RangeError("withColumn: the column has no name; names are non-empty texts");
  if (Object.keys(table).length > 0 && column.length !== rowCount(table)) {
    throw new RangeError(
      `withColumn: column ${quote(name)} has ${column.length} rows; the table has ${rowCount(table)}`,
    );
  }
  const entries = new Map(Object.entries(table));
  return tableOf(entries.set(name, copyColumn("withColumn", name, column)));
}
