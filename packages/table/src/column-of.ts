import { quote, quoteAll } from "./quote.ts";
import { type Column, type Table } from "./table.ts";

/** The named column, or a RangeError spoken by `who` that lists the names there are. */
export function columnOf(who: string, table: Table, name: string): Column {
  if (Object.hasOwn(table, name)) return table[name]!;
  const names = Object.keys(table);
  throw new RangeError(
    `${who}: no column ${quote(name)}; the table has ${names.length === 0 ? "no columns" : quoteAll(names)}`,
  );
}
