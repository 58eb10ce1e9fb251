import { type CsvColumn } from "./csv-column.ts";
import { type CsvIssues, lineCounter } from "./csv-issues.ts";
import { type CsvLayout } from "./csv-layout.ts";
import { eachCsvRow } from "./csv-rows.ts";
import { parseNumber } from "./parse-number.ts";
import { quote } from "./quote.ts";

/** As many as a spreadsheet has. */
export const mostColumns = 16_384;

/** Pushes the cells of a text into the columns that `columnFor` gives for its names, null for those not wanted. */
export function readCsv(
  text: string,
  layout: CsvLayout,
  issues: CsvIssues,
  columnFor: (name: string) => CsvColumn | null,
): ReadonlyMap<string, CsvColumn> {
  const lineOf = lineCounter(text, layout.newline);
  const checksNul = text.includes("\0");
  const columns = new Map<string, CsvColumn>();
  let names: readonly string[] | null = null;
  let slots: readonly (CsvColumn | null)[] = [];
  let row = 0;
  let stopped = false;

  eachCsvRow(text, layout, ({ cells, start, unclosed, misquoted }) => {
    const issue = (column: string | null, what: string): void => {
      issues.add(names === null ? null : row, lineOf(start), column, what);
    };
    if (names !== null) row++;
    if (misquoted) issue(null, 'text follows a closing quote; write a quote inside a quoted cell as ""');
    if (unclosed) {
      stopped = true;
      issue(names?.[cells.length - 1] ?? null, "a quote is not closed; the text ends inside it");
      return false;
    }
    if (checksNul) {
      const at = cells.findIndex((cell) => cell.includes("\0"));
      if (at >= 0) issue(names?.[at] ?? null, "a cell has a NUL character; the text is binary or not UTF-8");
    }
    if (names === null) {
      if (cells.length > mostColumns) {
        stopped = true;
        issue(null, `the header has ${cells.length} names; at most ${mostColumns} are read`);
        return false;
      }
      const own = checkHeader(cells, issue);
      slots = cells.map((name, i) => {
        const column = own.get(name) === i ? columnFor(name) : null;
        if (column !== null) columns.set(name, column);
        return column;
      });
      names = cells;
      return true;
    }
    if (cells.length !== names.length) {
      const which = cells.length < names.length ? "few" : "many";
      issue(null, `too ${which} cells, ${cells.length}; the header has ${names.length}`);
    }
    for (let i = 0; i < slots.length; i++) slots[i]?.push(cells[i] ?? "");
    return true;
  });

  if (names === null && !stopped) issues.add(null, 1, null, "no header; the text is empty");
  else if (row === 0 && !stopped) issues.add(null, 1, null, "no rows; the text ends with its header");
  return columns;
}

/** Names of the columns to read, with their positions. */
export function checkHeader(
  names: readonly string[],
  issue: (column: string | null, what: string) => void,
): ReadonlyMap<string, number> {
  const filled = names.filter((name) => name !== "");
  if (filled.length > 0 && filled.every((name) => Number.isFinite(parseNumber(name)))) {
    issue(null, `no header; the first line holds numbers, from ${quote(filled[0])}`);
  }
  const positions = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    const first = positions.get(name);
    if (name === "") issue(null, `column ${i + 1} has no name; name it or leave it out`);
    else if (first === undefined) positions.set(name, i);
    else issue(name, `columns ${first + 1} and ${i + 1} are both called ${quote(name)}; names are unique`);
  }
  return positions;
}
