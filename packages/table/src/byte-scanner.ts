import { hashBytes, textCodes, type TextCodes } from "./text-codes.ts";

/** A longer row is one whose quote is not closed, or no text that anybody wrote. */
export const longestRow: number = 2 ** 22;

const quote = 34;
const zero = 48;
const plus = 43;
const minus = 45;
const powers: Float64Array = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

export const skipped = 0;
export const numeric = 1;
export const textual = 2;

/** What the cells of one column become. */
export interface Slot {
  kind: typeof skipped | typeof numeric | typeof textual;
  values: Float64Array;
  codes: Uint32Array;
  texts: TextCodes;
}

export interface ScanEvents {
  /** A fault of the row that begins on `line`; `cells` is how many it has. */
  ragged(row: number, line: number, cells: number): void;
  misquoted(row: number, line: number): void;
  unclosed(row: number, line: number, column: number): void;
  /** A cell of a column of numbers that is none; what the column then is. */
  notNumber(row: number, line: number, column: number, cell: string): Slot["kind"];
  /** A row of as many bytes. */
  long(line: number, bytes: number): void;
  /** `rows` rows are in the slots. */
  full(rows: number): void;
}

export interface ScanLayout {
  /** Codes of single ASCII characters. */
  readonly delimiter: number;
  readonly newline: number;
  readonly decimal: number;
  /** Rows that the slots hold. */
  readonly capacity: number;
  /** Of the first row. */
  readonly line: number;
}

export interface ByteScanner {
  /**
   * Reads the rows that end before `end`, all of them where `isLast`, and gives the offset of the first that does not. `bytes[end]` must be
   * the newline.
   */
  scan(bytes: Uint8Array, start: number, end: number, isLast: boolean): number;
  /** Hands over the rows that are in the slots. */
  flush(): void;
  rows(): number;
  /** Line of the next row. */
  line(): number;
}

/** Cells of CSV rows into slots, one a column. `decode` and `parse` read cells that are no plain ASCII numerals. */
export function byteScanner(
  layout: ScanLayout,
  slots: readonly Slot[],
  events: ScanEvents,
  decode: (bytes: Uint8Array, start: number, end: number) => string,
  parse: (cell: string) => number | null,
): ByteScanner {
  const { delimiter, newline, decimal, capacity } = layout;
  const width = slots.length;
  // Before a newline it belongs to it; where it is the newline, it never does.
  const returned = newline === 13 ? -1 : 13;
  const aside: Slot = {
    kind: skipped,
    values: new Float64Array(0),
    codes: new Uint32Array(0),
    texts: textCodes(decode),
  };
  let line = layout.line;
  let rows = 0;
  let n = 0;
  // Of the cell that `quoted` has read.
  let cell: Uint8Array = new Uint8Array(0);
  let from = 0;
  let to = 0;
  let newlines = 0;
  let isMisquoted = false;
  const odd: { readonly column: number; readonly text: string }[] = [];

  /** Reads a quoted cell that begins at `start`; the offset of its delimiter or newline, or -1 where the bytes end before. */
  function quoted(bytes: Uint8Array, start: number, end: number): number {
    let p = start + 1;
    let escapes = 0;
    for (; ; p++) {
      if (p >= end) return -1;
      const byte = bytes[p]!;
      if (byte === newline) newlines++;
      if (byte !== quote) continue;
      if (p + 1 < end && bytes[p + 1] === quote) {
        escapes++;
        p++;
      } else break;
    }
    cell = bytes;
    from = start + 1;
    to = p;
    if (escapes > 0) {
      cell = new Uint8Array(p - start - 1 - escapes);
      for (let i = start + 1, k = 0; i < p; i++) {
        cell[k++] = bytes[i]!;
        if (bytes[i] === quote) i++;
      }
      from = 0;
      to = cell.length;
    }
    p++;
    while (p < end && bytes[p] === 32) p++;
    if (bytes[p] === returned && bytes[p + 1] === newline) return p + 1;
    if (bytes[p] === delimiter || bytes[p] === newline) return p;
    isMisquoted = true;
    while (bytes[p] !== delimiter && bytes[p] !== newline) p++;
    return p;
  }

  /** Offset after a line of blanks alone, or -1. */
  function blankEnd(bytes: Uint8Array, start: number): number {
    for (let p = start; ; p++) {
      const byte = bytes[p]!;
      if (byte === newline) return p + 1;
      if (byte === delimiter || (byte !== 32 && (byte < 9 || byte > 13))) return -1;
    }
  }

  function putNumber(slot: Slot, column: number, text: string): void {
    const value = parse(text);
    if (value === null) odd.push({ column, text });
    slot.values[n] = value ?? NaN;
  }

  function scan(bytes: Uint8Array, start: number, end: number, isLast: boolean): number {
    let p = start;
    while (p < end) {
      const rowStart = p;
      if (bytes[p]! <= 32) {
        const after = blankEnd(bytes, p);
        if (after > end && !isLast) return rowStart;
        if (after >= 0) {
          line++;
          p = after;
          continue;
        }
      }
      if (n === capacity) {
        events.full(n);
        n = 0;
      }
      let column = 0;
      let q = p;
      newlines = 0;
      isMisquoted = false;
      if (odd.length > 0) odd.length = 0;
      for (;;) {
        const slot = column < width ? slots[column]! : aside;
        const kind = slot.kind;
        q = p;
        let c = bytes[q]!;
        if (c === quote && q < end) {
          q = quoted(bytes, p, end);
          if (q < 0) {
            if (!isLast) return rowStart;
            events.unclosed(rows + 1, line, column);
            return end;
          }
          if (q >= end && !isLast) return rowStart;
          if (kind === numeric) putNumber(slot, column, decode(cell, from, to));
          else if (kind === textual) slot.codes[n] = slot.texts.code(cell, from, to, hashBytes(cell, from, to));
        } else if (kind === numeric) {
          if (c === minus || c === plus) c = bytes[++q]!;
          const digits = q;
          let mantissa = 0;
          while (c >= zero && c <= 57) {
            mantissa = mantissa * 10 + (c - zero);
            c = bytes[++q]!;
          }
          const whole = q - digits;
          let decimals = 0;
          if (c === decimal && c !== delimiter) {
            const point = q;
            c = bytes[++q]!;
            while (c >= zero && c <= 57) {
              mantissa = mantissa * 10 + (c - zero);
              c = bytes[++q]!;
            }
            decimals = q - point - 1;
          }
          if (c === returned && bytes[q + 1] === newline) c = bytes[++q]!;
          const isEnd = c === delimiter || c === newline;
          // Up to 15 digits the mantissa and the power of ten are exact, so that one division rounds correctly (Clinger 1990).
          if (isEnd && whole + decimals <= 15 && whole + decimals > 0 && (whole < 2 || bytes[digits] !== zero)) {
            const size = decimals === 0 ? mantissa : mantissa / powers[decimals]!;
            slot.values[n] = bytes[p] === minus ? -size : size;
          } else {
            while (c !== delimiter && c !== newline) c = bytes[++q]!;
            if (q >= end && !isLast) return rowStart;
            const stop = c === newline && q > p && bytes[q - 1] === returned ? q - 1 : q;
            if (stop === p) slot.values[n] = NaN;
            else putNumber(slot, column, decode(bytes, p, stop));
          }
        } else if (kind === textual) {
          let hash = -2128831035;
          while (c !== delimiter && c !== newline) {
            hash = Math.imul(hash ^ c, 16777619);
            c = bytes[++q]!;
          }
          if (q >= end && !isLast) return rowStart;
          const isReturned = c === newline && q > p && bytes[q - 1] === returned;
          const stop = isReturned ? q - 1 : q;
          slot.codes[n] = slot.texts.code(bytes, p, stop, isReturned ? hashBytes(bytes, p, stop) : hash);
        } else {
          while (c !== delimiter && c !== newline) c = bytes[++q]!;
        }
        column++;
        p = q + 1;
        if (bytes[q] === newline) break;
      }
      if (q >= end && !isLast) return rowStart;
      if (q - rowStart > longestRow) events.long(line, q - rowStart);
      rows++;
      if (isMisquoted) events.misquoted(rows, line);
      if (column !== width) {
        events.ragged(rows, line, column);
        for (let k = column; k < width; k++) putMissing(slots[k]!);
      }
      for (const { column: at, text } of odd) slots[at]!.kind = events.notNumber(rows, line, at, text);
      n++;
      line += 1 + newlines;
    }
    return Math.min(p, end);
  }

  function putMissing(slot: Slot): void {
    if (slot.kind === numeric) slot.values[n] = NaN;
    else if (slot.kind === textual) slot.codes[n] = slot.texts.code(cell, 0, 0, hashBytes(cell, 0, 0));
  }

  return {
    scan,
    flush() {
      if (n > 0) events.full(n);
      n = 0;
    },
    rows: () => rows,
    line: () => line,
  };
}
