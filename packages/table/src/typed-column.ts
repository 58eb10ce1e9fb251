import { columnOf } from "./column-of.ts";
import { firstNonNumeric } from "./numeric-cells.ts";
import { quote } from "./quote.ts";
import { type Table } from "./table.ts";

/**
 * The named column, which must hold numbers.
 *
 * @throws RangeError that names the table's columns, or the first cell that is no number.
 */
export function numberColumn(table: Table, name: string): Float64Array {
  return numbersOf("numberColumn", table, name);
}

/**
 * The named column, which must hold text.
 *
 * @throws RangeError that names the table's columns, or says that the column holds numbers.
 */
export function textColumn(table: Table, name: string): readonly string[] {
  const column = columnOf("textColumn", table, name);
  if (!(column instanceof Float64Array)) return column;
  throw new RangeError(
    `textColumn: column ${quote(name)} holds numbers; parseCsv keeps it as text with { text: [name] }`,
  );
}

/** As `numberColumn`, spoken by `who`. */
export function numbersOf(who: string, table: Table, name: string): Float64Array {
  const column = columnOf(who, table, name);
  if (column instanceof Float64Array) return column;
  const spoiler = firstNonNumeric(table, name);
  const found = spoiler === null ? "convert it with numericCells" : `row ${spoiler.row} is ${quote(spoiler.value)}`;
  throw new RangeError(`${who}: column ${quote(name)} holds text; ${found}`);
}
