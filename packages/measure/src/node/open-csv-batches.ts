import { createReadStream } from "node:fs";
import { ImpactError, type Table } from "@ie/contracts";
import { type CsvBatchOptions, csvBatches } from "@ie/table";
import type { OpenRows } from "../streaming/open-rows.ts";

/** Bytes read from the file at once. */
const chunk = 2 ** 20;

/**
 * The rows of a CSV file of any size, for `measureExperimentStream`: each call of the result opens the file anew. `path` is taken as it
 * stands; it is the program's, not a configuration's. A file that cannot be read, or a fault in it, is `data/unreadable`.
 */
export function openCsvBatches(path: string, options: Omit<CsvBatchOptions, "columns"> = {}): OpenRows {
  return (columns) => readBatches(path, columns.length === 0 ? options : { ...options, columns });
}

async function* readBatches(path: string, options: CsvBatchOptions): AsyncGenerator<Table, void, undefined> {
  const file = createReadStream(path, { highWaterMark: chunk });
  try {
    yield* csvBatches(file as AsyncIterable<Uint8Array>, options); // without an encoding, chunks are bytes
  } catch (error) {
    if (!(error instanceof RangeError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    const { message } = error as Error;
    throw new ImpactError({
      code: "data/unreadable",
      who: "file",
      what: `"${path}": ${message.replace(/^csvBatches: /, "")}`,
      facts: { path },
      cause: error,
    });
  } finally {
    file.destroy();
  }
}
