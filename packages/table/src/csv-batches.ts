import { batchReader } from "./csv-batch-reader.ts";
import { type CsvOptions } from "./parse-csv.ts";
import { quote } from "./quote.ts";
import { type Table } from "./table.ts";

/** The bytes of a text, such as the body of a response or a file's stream. */
export type Bytes = AsyncIterable<Uint8Array> | WebStream;

/** A web stream, where the engine cannot iterate it. */
export interface WebStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(): Promise<void>;
  };
}

export interface CsvBatchOptions extends CsvOptions {
  /** Columns to read; default all. The others are not converted. */
  readonly columns?: readonly string[];
  /** Characters of text in a batch; default 2²⁰. The table of a batch takes a few times as much memory. */
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
  const reader = batchReader(options);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let wanted = size;
  for await (const chunk of chunksOf(bytes)) {
    text += decode(decoder, chunk);
    while (text.length >= wanted) {
      const { table, consumed } = reader.read(text.slice(0, wanted), false);
      text = text.slice(consumed);
      // A row that did not end is read again with twice the text, wherever the chunk ended.
      wanted = consumed === 0 ? 2 * wanted : size;
      if (table !== null) yield table;
    }
  }
  text += decode(decoder);
  const { table } = reader.read(text, true);
  if (table !== null) yield table;
}

function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new RangeError("csvBatches: the text is not UTF-8; save it as UTF-8", { cause: error });
  }
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
