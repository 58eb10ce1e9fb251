import { lineCounter } from "./csv-issues.ts";
import { type CsvLayout, csvLayout } from "./csv-layout.ts";
import { type CsvRow, eachCsvRow } from "./csv-rows.ts";
import { invalidUtf8 } from "./utf8.ts";

/** The header of a CSV, and where it ends. */
export interface CsvHead {
  readonly layout: CsvLayout;
  readonly names: readonly string[];
  /** Line of the header. */
  readonly line: number;
  readonly fault: "misquoted" | "unclosed" | null;
  /** Offset of the first byte after it, and the line there. */
  readonly end: number;
  readonly nextLine: number;
}

/** The header of a text that begins with `bytes`; null where it does not end within them, or where there is none. */
export function csvHead(
  bytes: Uint8Array,
  isLast: boolean,
  decimal: "." | ",",
  delimiter: CsvLayout["delimiter"] | null,
): CsvHead | null {
  const bad = invalidUtf8(bytes);
  // A letter may be cut off at the end.
  if (bad >= 0 && (isLast || bad < bytes.length - 3)) throw notUtf8(bytes, bad, bad);
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = new TextDecoder().decode(bytes);
  const detected = csvLayout(text, decimal);
  const layout = { ...detected, delimiter: delimiter ?? detected.delimiter };
  const rows: CsvRow[] = [];
  eachCsvRow(text, layout, (row) => rows.push(row) < 2);
  const [header, next] = rows;
  if (header === undefined || (next === undefined && !isLast)) return null;
  const lineOf = lineCounter(text, layout.newline);
  const line = lineOf(header.start);
  const end = next?.start ?? text.length;
  return {
    layout,
    names: header.cells,
    line,
    fault: header.unclosed ? "unclosed" : header.misquoted ? "misquoted" : null,
    end: mark + new TextEncoder().encode(text.slice(0, end)).length,
    nextLine: lineOf(end),
  };
}

/** `at`: offset in `bytes`; `offset`: in the whole text. */
export function notUtf8(bytes: Uint8Array, at: number, offset: number): RangeError {
  const hex = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return new RangeError(`the text is not UTF-8: byte ${offset} is 0x${hex}; save it as UTF-8, or name its encoding`);
}
