import { columnOf } from "./column-of.ts";
import { isMissing } from "./missing.ts";
import { rank } from "./rank.ts";
import { type Table } from "./table.ts";

/**
 * The different values of a column in ascending order (text by code point), whatever the order of rows. Missing is no
 * value and left out; −0 counts as 0.
 *
 * @throws RangeError on an unknown name.
 */
export function distinct(table: Table, name: string): readonly number[] | readonly string[] {
  const { levels } = rank(columnOf("distinct", table, name));
  // Missing text sorts first, missing numbers last.
  return levels.slice(isMissing(levels[0]) ? 1 : 0, isMissing(levels.at(-1)) ? -1 : undefined);
}
