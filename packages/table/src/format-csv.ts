import { quote } from "./quote.ts";
import { rowCount, type Column, type Table } from "./table.ts";

// Semicolons and tabs too, which would otherwise count as delimiters when a header is read.
const needsQuotes = /[",;\t\r\n]|^\s|\s$/;

/**
 * CSV text of a table (RFC 4180: commas, CRLF after each line). Numbers are the shortest decimals that read back as the
 * same double; missing is an empty cell. `parseCsv` gives the same table back when it is told which columns are text,
 * except for text that holds NUL. Cells that a spreadsheet would run as formulas are written as they are.
 *
 * @throws RangeError on a table without columns and on an infinite number.
 */
export function formatCsv(table: Table): string {
  const entries = Object.entries(table);
  if (entries.length === 0) throw new RangeError("formatCsv: the table has no columns; a CSV needs a header");
  // A blank line would be skipped, so a missing cell that is alone in its row is written as "".
  const empty = entries.length === 1 ? '""' : "";
  const cellOf = entries.map(([name, column]) => formatter(name, column, empty));
  const lines = [entries.map(([name]) => formatText(name)).join(",")];
  for (let row = 0; row < rowCount(table); row++) lines.push(cellOf.map((cell) => cell(row)).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

function formatter(name: string, column: Column, empty: string): (row: number) => string {
  if (!(column instanceof Float64Array)) return (row) => formatText(column[row]!) || empty;
  return (row) => {
    const value = column[row]!;
    if (Number.isNaN(value)) return empty;
    if (Number.isFinite(value)) return formatNumber(value);
    throw new RangeError(`formatCsv: row ${row + 1} of column ${quote(name)} is ${value}; a CSV holds finite numbers`);
  };
}

function formatText(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function formatNumber(value: number): string {
  if (Object.is(value, -0)) return "-0";
  // With an exponent, since a long row of digits reads as an identifier.
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value);
}
