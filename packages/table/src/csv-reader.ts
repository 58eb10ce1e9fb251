import {
  byteScanner,
  type ByteScanner,
  longestRow,
  numeric,
  type ScanEvents,
  skipped,
  type Slot,
  textual,
} from "./byte-scanner.ts";
import { csvHead, notUtf8 } from "./csv-head.ts";
import { type CsvIssue, csvIssues } from "./csv-issues.ts";
import { columnKinds, slotOf } from "./csv-kinds.ts";
import { numberReader } from "./number-cells.ts";
import { checkCsvOptions, type CsvOptions } from "./parse-csv.ts";
import { quote, quoteAll } from "./quote.ts";
import { checkHeader, mostColumns } from "./read-csv.ts";
import { type CodedText, textCodes } from "./text-codes.ts";
import { invalidUtf8 } from "./utf8.ts";

/** Different texts after which a column's dictionary begins anew. */
const mostTexts = 65_536;

export interface CsvReaderOptions extends CsvOptions {
  /** Columns that hold numbers, whatever the first rows look like. */
  readonly numbers?: readonly string[];
  /** Columns to read; default all. */
  readonly columns?: readonly string[];
  /** Between groups of three digits; default none. */
  readonly thousands?: "," | "." | " " | "'" | "_";
  /** Cells that are missing, beside empty ones; default NA, NaN and null in columns of numbers. */
  readonly missing?: readonly string[];
  /** Most rows of a batch; default 32 768. */
  readonly batchRows?: number;
  /** Batches are done with once {@link CsvReader.recycle} is called. */
  readonly isTransient?: boolean;
}

/** Rows whose texts are codes. Columns stand in the order of the file. */
export interface CodedBatch {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Float64Array | CodedText>;
}

export interface CsvSink {
  /** Is told the header, and may say which columns to read in place of `columns`; null for all. */
  header?(names: readonly string[]): ReadonlySet<string> | null;
  batch(batch: CodedBatch): void;
  /** A cell that is no number, in a column that is declared one or whose first rows were; it is missing in the batch. */
  notNumber(name: string, row: number, line: number, cell: string): void;
}

/** Reads CSV in UTF-8 piece by piece. */
export interface CsvReader {
  /** Takes the next bytes, which may end anywhere, and gives the sink the batches that are full. */
  push(bytes: Uint8Array, isLast: boolean): void;
  /** Gives the sink the rows so far. */
  flush(): void;
  /** With `isTransient`, says that the batches so far are done with, so that their arrays are written again. */
  recycle(): void;
  /** Faults of the text so far. */
  issues(): readonly CsvIssue[];
}

/** @throws RangeError on an unknown option value; `push` on bytes that are not UTF-8 and on a column that is not there. */
export function csvReader(options: CsvReaderOptions, sink: CsvSink): CsvReader {
  checkCsvOptions("csv", options);
  const { decimal = ".", thousands = null, batchRows = 32_768, isTransient = false } = options;
  if (thousands === decimal) {
    throw new RangeError(`csv: thousands and decimal are both ${quote(decimal)}; give different ones`);
  }
  const missing = options.missing === undefined ? null : new Set(options.missing);
  const parse = numberReader({ decimal, thousands, missing });
  const text = new Set(options.text);
  const numbers = new Set(options.numbers);
  let wanted: ReadonlySet<string> | null = options.columns === undefined ? null : new Set(options.columns);
  const issues = csvIssues();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  // What is left of the bytes so far, `length` of them, with room for the newline behind them.
  let buffer: Uint8Array = new Uint8Array(0);
  let length = 0;
  let offset = 0;
  let names: readonly string[] = [];
  let slots: readonly Slot[] = [];
  let scanner: ByteScanner | null = null;
  let newline = 10;
  let line = 1;
  let ended = false;
  let nul: number | null = null;
  const values = arrayPool<Float64Array>(() => new Float64Array(batchRows), isTransient);
  const texts = arrayPool<Uint32Array>(() => new Uint32Array(batchRows), isTransient);

  function decode(bytes: Uint8Array, start: number, end: number): string {
    if (end - start < 24) {
      let plain = "";
      let i = start;
      for (; i < end && bytes[i]! < 0x80 && bytes[i] !== 0; i++) plain += String.fromCharCode(bytes[i]!);
      if (i === end) return plain;
    }
    const cell = bytes.subarray(start, end);
    // Cells without their quotes are copies: their fault is the first of its kind in the buffer.
    if (cell.includes(0)) nul ??= offset + buffer.indexOf(0);
    if (invalidUtf8(cell) >= 0) {
      const at = invalidUtf8(buffer.subarray(0, length));
      throw notUtf8(buffer, at, offset + at);
    }
    return decoder.decode(cell);
  }

  const codes = (): Slot["texts"] =>
    textCodes((bytes, start, end) => {
      const cell = decode(bytes, start, end);
      return missing?.has(cell) === true ? "" : cell;
    });

  const events: ScanEvents = {
    ragged(row, at, cells) {
      const which = cells < names.length ? "few" : "many";
      issues.add(row, at, null, `too ${which} cells, ${cells}; the header has ${names.length}`);
    },
    misquoted(row, at) {
      issues.add(row, at, null, 'text follows a closing quote; write a quote inside a quoted cell as ""');
    },
    unclosed(row, at, column) {
      stop(at, "a quote is not closed; the text ends inside it", row, names[column] ?? null);
    },
    long(at, bytes) {
      stop(at, `a row has ${bytes} bytes; at most ${longestRow} are read`);
    },
    notNumber(row, at, column, cell) {
      sink.notNumber(names[column]!, row, at, cell);
      return numeric;
    },
    full(rows) {
      const columns = new Map<string, Float64Array | CodedText>();
      for (const [i, slot] of slots.entries()) {
        if (slot.kind === numeric) {
          columns.set(names[i]!, slot.values.subarray(0, rows));
          slot.values = values.next(slot.values);
        } else if (slot.kind === textual) {
          columns.set(names[i]!, { codes: slot.codes.subarray(0, rows), dictionary: slot.texts.dictionary });
          slot.codes = texts.next(slot.codes);
          if (slot.texts.dictionary.length > mostTexts) slot.texts = codes();
        }
      }
      sink.batch({ rows, columns });
    },
  };

  function stop(at: number, what: string, row: number | null = null, column: string | null = null): void {
    ended = true;
    issues.add(row, at, column, what);
  }

  /** Reads the header; offset of the first row, or null where more bytes are needed or there is none. */
  function begin(isLast: boolean): number | null {
    const head = csvHead(buffer.subarray(0, length), isLast, decimal, options.delimiter ?? null);
    if (head === null) {
      if (isLast) stop(1, "no header; the text is empty");
      return null;
    }
    ({ line } = head);
    const faults: (readonly [string | null, string])[] = [];
    const positions = checkHeader(head.names, (column, what) => faults.push([column, what]));
    if (head.fault === "unclosed") stop(line, "a quote is not closed; the text ends inside it");
    if (head.names.length > mostColumns) {
      stop(line, `the header has ${head.names.length} names; at most ${mostColumns} are read`);
    }
    if (ended) return null;
    if (sink.header !== undefined) wanted = sink.header([...positions.keys()]);
    const absent = [...(wanted ?? [])].filter((name) => !positions.has(name));
    if (absent.length > 0) {
      throw new RangeError(`no column ${quoteAll(absent)}; the text has ${quoteAll([...positions.keys()])}`);
    }
    const layout = {
      delimiter: head.layout.delimiter.charCodeAt(0),
      newline: head.layout.newline.charCodeAt(0),
      decimal: decimal.charCodeAt(0),
      line: head.nextLine,
    };
    const declared = head.names.map((name, i): Slot["kind"] => {
      const isRead = positions.get(name) === i && (wanted === null || wanted.has(name));
      return !isRead ? skipped : text.has(name) ? textual : numeric;
    });
    const isFixed = (column: number): boolean => numbers.has(head.names[column]!);
    buffer[length] = layout.newline;
    const kinds = columnKinds(declared, isFixed, layout, parse, [buffer, head.end, length, isLast]);
    // Without a whole row the header comes again, with more bytes.
    if (kinds === null) return null;
    for (const [column, what] of faults) issues.add(null, line, column, what);
    if (head.fault === "misquoted") issues.add(null, line, null, "text follows a closing quote");
    ({ newline } = layout);
    names = head.names;
    slots = kinds.map((kind) => slotOf(kind, batchRows, codes()));
    scanner = byteScanner({ ...layout, capacity: batchRows }, slots, events, decode, parse);
    return head.end;
  }

  function append(bytes: Uint8Array): void {
    if (length + bytes.length + 1 > buffer.length) {
      const larger = new Uint8Array(Math.max(length + bytes.length + 1, 2 * length));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(bytes, length);
    length += bytes.length;
  }

  return {
    push(bytes, isLast) {
      if (ended) return;
      append(bytes);
      const start = scanner === null ? begin(isLast) : 0;
      if (start !== null && scanner !== null) {
        buffer[length] = newline;
        const done = scanner.scan(buffer, start, length, isLast);
        buffer.copyWithin(0, done, length);
        length -= done;
        offset += done;
      }
      if (nul !== null && !ended)
        stop(scanner?.line() ?? line, `byte ${nul} is NUL; the text is binary, or in another encoding`);
      if (length > longestRow && !ended) stop(scanner?.line() ?? line, `a row does not end within ${longestRow} bytes`);
      if (isLast && !ended) scanner?.flush();
      ended ||= isLast;
    },
    flush: () => scanner?.flush(),
    recycle() {
      values.recycle();
      texts.recycle();
    },
    issues: () => issues.list(),
  };
}

interface ArrayPool<A> {
  /** An array to write to in the place of one that is lent. */
  next(lent: A): A;
  recycle(): void;
}

function arrayPool<A>(make: () => A, isReused: boolean): ArrayPool<A> {
  let free: A[] = [];
  let lent: A[] = [];
  return {
    next(array) {
      if (isReused) lent.push(array);
      return free.pop() ?? make();
    },
    recycle() {
      free = [...free, ...lent];
      lent = [];
    },
  };
}
