import { type CodedBatch, csvReader, type CsvReaderOptions } from "./csv-reader.ts";
import { plainColumn } from "./plain-table.ts";
import { quote } from "./quote.ts";
import { type Table, tableOf } from "./table.ts";

/** The bytes of a text, such as the body of a response or a file's stream. */
export type Bytes = AsyncIterable<Uint8Array> | WebStream;

/** A web stream, where the engine cannot iterate it. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

export interface CsvBatchOptions extends CsvReaderOptions {
  /** Characters of text in a batch, of those that one byte writes; default 2²⁰. */
  readonly batchCharacters?: number;
}

/**
 * The rows of a CSV text in UTF-8 that need not fit in memory, as tables of some ten thousand rows each. The text is read as by
 * `parseCsv`; where the chunks of bytes end does not matter.
 *
 * The first batch decides which columns are numbers. A cell that is no number in a later row of such a column is a fault, since rows
 * already given cannot turn to text: list the column in `text`. A text without rows gives no table.
 *
 * @throws RangeError on the first fault of the text, with its line, and on an unknown option value or column.
 */
export async function* csvBatches(bytes: Bytes, options: CsvBatchOptions = {}): AsyncGenerator<Table, void, undefined> {
  const size = options.batchCharacters ?? 2 ** 20;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`csvBatches: batchCharacters is ${size}; give a whole number of characters`);
  }
  let tables: Table[] = [];
  const reader = csvReader(options, {
    batch: (batch) => tables.push(tableOfBatch(batch)),
    notNumber(name, row, line, cell) {
      const found = `${quote(cell)} in data row ${row} is no number`;
      const advice = "mend the cell, or list the column as text";
      throw new RangeError(`line ${line}: column ${quote(name)} held numbers so far, and ${found}; ${advice}`);
    },
  });
  const push = (piece: Uint8Array, isLast: boolean): void => {
    try {
      reader.push(piece, isLast);
    } catch (error) {
      if (error instanceof RangeError) error.message = `csvBatches: ${error.message}`;
      throw error;
    }
    const [issue] = reader.issues();
    if (issue !== undefined) throw new RangeError(`csvBatches: ${issue.message}`);
    reader.flush();
  };
  // The first batch is the same wherever the chunks end, since it decides what the columns are.
  const piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunksOf(bytes)) {
    for (let from = 0; from < chunk.length;) {
      const part = chunk.subarray(from, from + size - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < size) break;
      push(piece, false);
      filled = 0;
      yield* tables;
      tables = [];
    }
  }
  push(piece.subarray(0, filled), true);
  yield* tables;
}

function tableOfBatch({ columns }: CodedBatch): Table {
  return tableOf(Array.from(columns, ([name, column]) => [name, plainColumn(column)]));
}

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  if (Symbol.asyncIterator in bytes) {
    yield* bytes;
    return;
  }
  const reader = bytes.getReader();
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      if (value === undefined) throw new RangeError(`csvBatches: the stream gave ${quote(value)}; it gives bytes`);
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel();
  }
}
