import { type CsvColumn, inferredColumn, textCells } from "./csv-column.ts";
import { type CsvIssue, csvIssues } from "./csv-issues.ts";
import { csvLayout } from "./csv-layout.ts";
import { exceedsLimits } from "./csv-limits.ts";
import { readCsv } from "./read-csv.ts";
import { quote } from "./quote.ts";
import { type Column, type Table, tableOf } from "./table.ts";

export interface CsvOptions {
  /** Columns to keep as text whatever their cells look like, such as identifiers; names that the file lacks do nothing. */
  readonly text?: readonly string[];
  /** Decimal mark of numbers; default `"."`. */
  readonly decimal?: "." | ",";
  /** Default: whichever of the four occurs most often in the header. */
  readonly delimiter?: "," | ";" | "\t" | "|";
}

/**
 * A table from CSV text with a header (RFC 4180; also a byte order mark, LF, CR or mixed line endings, semicolons, tabs, bars).
 * Lines without content are skipped.
 *
 * A column holds numbers when each of its cells is a finite decimal number or missing (`""`, `NA`, `NaN`, `null`), and
 * else text, cell by cell as it stands in the file: `"NA"` is then a text, `True` is one always. Identifiers stay text: a
 * number with leading zeros, or an integer too long for a double, makes its column text. `firstNonNumeric` names the cell
 * that made a column text.
 *
 * Faults of the text are issues, all of them up to a hundred, beside what could be read: a row with too few cells is
 * filled up with missing ones, surplus cells are dropped, so are columns without a name of their own and a row whose
 * quote is never closed. Time and memory are linear in the text; a line of more than 2²⁰ characters, a run of 2¹² blanks
 * in a text with quotes, or a header of more than 16 384 names is an issue, with a table without columns.
 *
 * @throws RangeError on an unknown option value.
 */
export function parseCsv(text: string, options: CsvOptions = {}): { table: Table; issues: readonly CsvIssue[] } {
  const { decimal = ".", text: textNames = [] } = options;
  checkCsvOptions("parseCsv", options);
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const detected = csvLayout(source, decimal);
  const layout = { ...detected, delimiter: options.delimiter ?? detected.delimiter };
  const issues = csvIssues();
  if (exceedsLimits(source, layout.newline, issues)) return { table: tableOf([]), issues: issues.list() };

  const ids = new Set(textNames);
  const read = readCsv(source, layout, issues, (name) => (ids.has(name) ? textCells() : inferredColumn(decimal)));
  const columns = finish(read);
  // The numerals of a column that turned to text late were not kept: that would double the memory of every column.
  const late = new Set([...columns].filter(([, column]) => column === null).map(([name]) => name));
  const reread =
    late.size === 0 ? [] : readCsv(source, layout, csvIssues(), (name) => (late.has(name) ? textCells() : null));
  for (const [name, column] of finish(reread)) columns.set(name, column);
  return { table: tableOf(columns as Map<string, Column>), issues: issues.list() };
}

function finish(columns: Iterable<readonly [string, CsvColumn]>): Map<string, Column | null> {
  return new Map(Array.from(columns, ([name, column]) => [name, column.finish()]));
}

/** RangeError on an option value that does not exist. */
export function checkCsvOptions(who: string, { decimal = ".", delimiter = "," }: CsvOptions): void {
  assertOneOf(who, "decimal", decimal, [".", ","]);
  assertOneOf(who, "delimiter", delimiter, [",", ";", "\t", "|"]);
}

function assertOneOf(who: string, option: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new RangeError(`${who}: ${option} is ${quote(value)}; it is one of ${allowed.map(quote).join(", ")}`);
}
