import type { DataObject } from "@ie/contracts";
import { type CodedBatch, csvReader } from "@ie/table";
import { missingColumn, mostShown, unreadable } from "./faults.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { Reading } from "./reading.ts";

/** The rows of a CSV. */
export async function* readCsvObject(
  object: DataObject,
  reading: Reading,
): AsyncGenerator<CodedBatch, void, undefined> {
  const { who, options, only } = reading;
  const { name } = object;
  let ready: CodedBatch[] = [];
  const reader = csvReader(
    {
      text: [...reading.text],
      numbers: [...reading.numbers],
      decimal: options.decimal,
      isTransient: reading.isTransient,
      ...(options.delimiter === null ? {} : { delimiter: options.delimiter }),
      ...(options.thousands === null ? {} : { thousands: options.thousands }),
      ...(options.missingValues === null ? {} : { missing: options.missingValues }),
    },
    {
      header(names) {
        const absent = only === null ? undefined : [...only].find((column) => !names.includes(column));
        if (absent !== undefined) throw missingColumn(who, name, absent, names);
        reading.header(object, names);
        return only;
      },
      batch: (batch) => ready.push(batch),
      notNumber: (column, row, _line, value) => reading.notNumber(object, column, row, value),
    },
  );
  const push = (chunk: Uint8Array, isLast: boolean): void => {
    try {
      reader.push(chunk, isLast);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const [what = "", hint = "mend the file"] = error.message.split("; ");
      throw unreadable(who, name, what, hint, error);
    }
  };
  let first = true;
  for await (const chunk of plainBytes(who, object, options, reading.budget, reading.codecs)) {
    reading.signal.throwIfAborted();
    if (first) refuseOthers(who, name, chunk);
    first = false;
    push(chunk, false);
    // The faults are told together at the end; the rows with them are nobody's.
    if (reader.issues().length === 0) yield* ready;
    ready = [];
    reader.recycle();
  }
  push(new Uint8Array(0), true);
  const issues = reader.issues();
  if (issues.length === 0) {
    yield* ready;
    return;
  }
  const shown = issues.slice(0, mostShown).map(({ message }) => message);
  const more = issues.length - shown.length;
  throw unreadable(
    who,
    name,
    `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`,
    "mend these lines",
    undefined,
    {
      lines: issues.slice(0, mostShown).map(({ line }) => line),
    },
  );
}

/** Throws where the first bytes are those of something else than CSV. */
function refuseOthers(who: string, name: string, bytes: Uint8Array): void {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).trimStart();
  if (head.startsWith("PAR1")) throw unreadable(who, name, "it is a Parquet file, not CSV", "set format: parquet");
  if (head.startsWith("PK\u0003\u0004"))
    throw unreadable(who, name, "it is an Excel or ZIP file, not CSV", "save the sheet as CSV, or unpack it");
  if (/^<(?:!doctype|html|\?xml)/i.test(head))
    throw unreadable(
      who,
      name,
      "it is a web page or XML, not CSV",
      "fetch the data themselves; a page may ask to sign in",
    );
}
