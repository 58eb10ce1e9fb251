import Papa from "papaparse";
import { type CsvLayout } from "./csv-layout.ts";

/** A row of cells as they stand in a CSV text, without quotes. */
export interface CsvRow {
  readonly cells: string[];
  /** Offset at which the row starts. */
  readonly start: number;
  /** A quoted cell does not end before the text does. */
  readonly unclosed: boolean;
  /** A quoted cell has text between its closing quote and the next delimiter. */
  readonly misquoted: boolean;
}

/** Visits the rows that are not blank, until `visit` says false. The text has no byte order mark. */
export function eachCsvRow(text: string, layout: CsvLayout, visit: (row: CsvRow) => boolean): void {
  const { delimiter, newline } = layout;
  let start = 0;
  Papa.parse<string[]>(text, {
    delimiter,
    newline,
    // Without quotes papaparse would split the whole text at once; its general path walks row by row, and no slower.
    fastMode: false,
    step({ data: cells, errors, meta }, parser) {
      const end = meta.cursor;
      const last = cells.length - 1;
      if (newline === "\n" && cells[last]!.endsWith("\r") && endsUnquoted(text, cells[last]!, end, delimiter)) {
        cells[last] = cells[last]!.slice(0, -1);
      }
      const isBlank = last === 0 && cells[0]!.trim() === "" && text[start] !== '"';
      const go =
        isBlank ||
        visit({ cells, start, unclosed: has(errors, "MissingQuotes"), misquoted: has(errors, "InvalidQuotes") });
      start = end;
      if (!go) parser.abort();
    },
  });
}

function has(errors: readonly { readonly code: string }[], code: string): boolean {
  return errors.some((error) => error.code === code);
}

// papaparse knows one line ending per text. We give it LF, so that files which mix LF and CRLF work too, and take the CR
// off a last cell; not off a quoted one, whose CR is content. An unquoted cell stands in the text letter by letter.
function endsUnquoted(text: string, cell: string, end: number, delimiter: string): boolean {
  const stop = text[end - 1] === "\n" ? end - 1 : end;
  const from = stop - cell.length;
  const before = text[from - 1];
  return text.startsWith(cell, from) && (before === undefined || before === "\n" || before === delimiter);
}
