import { quote } from "./quote.ts";

/** One value per row. `NaN` is a missing number, `""` a missing text; dates are `"YYYY-MM-DD"`. */
export type Column = Float64Array | readonly string[];

/** Columns of equal length by name. Verbs return new tables and never write to the old one's columns. */
export type Table = Readonly<Record<string, Column>>;

/**
 * A table from columns, which are copied, so that later writes to the arguments do not reach it. An empty plain array
 * is a text column.
 *
 * The result has no prototype: `"__proto__"`, `"constructor"` and `"toString"` are names like any other. The object and
 * its text columns are frozen; JavaScript cannot freeze a `Float64Array`, so do not write to one. Names that look like
 * array indices ("2024") come first in ascending order, as in every JavaScript object.
 *
 * @throws RangeError on columns of unequal length, an empty name, or a column that mixes numbers and texts.
 */
export function createTable(columns: Readonly<Record<string, Column | readonly number[]>>): Table {
  const entries = Object.entries(columns).map(([name, values]): [string, Column] => {
    if (name === "") throw new RangeError("createTable: a column has no name; names are non-empty texts");
    return [name, copyColumn("createTable", name, values)];
  });
  const [first] = entries;
  for (const [name, column] of entries) {
    if (first !== undefined && column.length !== first[1].length) {
      throw new RangeError(
        `createTable: column ${quote(name)} has ${column.length} rows; ${quote(first[0])} has ${first[1].length}`,
      );
    }
  }
  return tableOf(entries);
}

/** Number of rows; 0 for a table without columns. */
export function rowCount(table: Table): number {
  const [name] = Object.keys(table);
  return name === undefined ? 0 : table[name]!.length;
}

/** Names of the columns in their order. */
export function columnNames(table: Table): readonly string[] {
  return Object.keys(table);
}

/** Takes ownership of columns of equal length that nobody else writes to. */
export function tableOf(entries: Iterable<readonly [string, Column]>): Table {
  const table = Object.create(null) as Record<string, Column>;
  for (const [name, column] of entries) {
    table[name] = column instanceof Float64Array ? column : Object.freeze(column);
  }
  return Object.freeze(table);
}

export function copyColumn(who: string, name: string, values: Column | readonly number[]): Column {
  if (values instanceof Float64Array) return values.slice();
  if (!Array.isArray(values)) {
    throw new RangeError(`${who}: column ${quote(name)} is no Float64Array or array; convert it to one of them`);
  }
  const cells = values as readonly unknown[];
  const kind = typeof cells[0] === "number" ? "number" : "string";
  // findIndex, unlike every or some, also visits holes.
  const odd = cells.findIndex((cell) => typeof cell !== kind);
  if (odd >= 0) {
    throw new RangeError(
      `${who}: column ${quote(name)} mixes types; row ${odd + 1} is ${quote(cells[odd])}, where a ${kind} should be`,
    );
  }
  return kind === "number" ? Float64Array.from(cells as readonly number[]) : (cells.slice() as string[]);
}
