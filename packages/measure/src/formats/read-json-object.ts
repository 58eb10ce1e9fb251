import { repeatedKey, type DataObject } from "@ie/contracts";
import { type CodedBatch, invalidUtf8 } from "@ie/table";
import { missingColumn, tooLarge, unreadable } from "./faults.ts";
import { namesOf } from "./names.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { Reading } from "./reading.ts";
import { recordColumns, type RecordColumns, type RecordFault } from "./record-columns.ts";

/** A JSON text is parsed whole; a longer one is no string that the engine can hold. */
const longestJson = 2 ** 28;
const longestLine = 2 ** 24;
/** Rows of a batch. */
const batchRows = 32_768;

/** The records of an object; a column of a batch may hold gaps alone, and the first ones may lack it. */
export async function* readJsonObject(
  object: DataObject,
  format: "json" | "ndjson",
  reading: Reading,
): AsyncGenerator<CodedBatch, void, undefined> {
  const { only, options, who } = reading;
  const missing = new Set(["", ...(options.missingValues ?? [])]);
  const text = new Set([...reading.text, ...namesOf(options).numbers]);
  const names = new Set<string>();
  const isRead = (name: string): boolean => {
    names.add(name);
    return only === null || only.has(name);
  };
  const columns = recordColumns(isRead, text, missing);
  if (format === "json") await readJson(object, reading, columns);
  else yield* readLines(object, reading, columns);
  const absent = [...(only ?? [])].find((name) => !names.has(name));
  if (absent !== undefined && columns.rows() > 0) throw missingColumn(who, object.name, absent, [...names]);
  reading.header(object, [...names]);
  yield columns.take();
}

async function readJson(object: DataObject, reading: Reading, columns: RecordColumns): Promise<void> {
  const { who } = reading;
  const { name } = object;
  const text = await textOf(object, reading);
  const value = parse(who, name, text, null, "write a JSON list of records");
  if (!Array.isArray(value) || value.length === 0) {
    const example = 'write [{"date": "2024-01-01", "revenue": 1}, …]';
    throw unreadable(
      who,
      name,
      "it is not a list of records",
      isRecord(value) && Object.values(value).every((cell) => typeof cell !== "object")
        ? `${example}, or set format: ndjson`
        : example,
    );
  }
  for (const [i, record] of (value as readonly unknown[]).entries())
    add(record, `record ${i + 1}`, i + 1, object, reading, columns);
}

async function* readLines(
  object: DataObject,
  reading: Reading,
  columns: RecordColumns,
): AsyncGenerator<CodedBatch, void, undefined> {
  const { who } = reading;
  const { name } = object;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = new Uint8Array(0);
  let line = 0;
  let offset = 0;
  const take = (bytes: Uint8Array): void => {
    line++;
    const text = decode(who, name, decoder, bytes, offset);
    if (text.trim() === "") return;
    const record = parse(who, name, text, line, "write one record in each line");
    add(record, `line ${line}`, columns.rows() + 1, object, reading, columns);
  };
  for await (const chunk of plainBytes(who, object, reading.options, reading.budget, reading.codecs)) {
    reading.signal.throwIfAborted();
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    let start = 0;
    for (let end = bytes.indexOf(10, rest.length); end >= 0; end = bytes.indexOf(10, start)) {
      take(bytes.subarray(start, end));
      offset += end + 1 - start;
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (columns.waiting() >= batchRows) yield columns.take();
    if (rest.length > longestLine) {
      throw tooLarge(
        who,
        name,
        `line ${line + 1} has more than ${longestLine} bytes`,
        longestLine,
        "write one record in each line",
      );
    }
  }
  if (rest.length > 0) take(rest);
}

function add(
  record: unknown,
  place: string,
  row: number,
  { name }: DataObject,
  { who }: Reading,
  columns: RecordColumns,
): void {
  if (!isRecord(record))
    throw unreadable(who, name, `${place} is no record`, 'write records such as {"date": "2024-01-01", "revenue": 1}');
  const fault = columns.add(record);
  if (fault !== null)
    throw unreadable(who, name, ...describe(fault, place), undefined, {
      column: fault.column,
      row,
      value: fault.value,
    });
}

function describe({ column, what, value }: RecordFault, place: string): readonly [what: string, hint: string] {
  if (what === "nested")
    return [`${place} has a nested "${column}"`, "give plain numbers and text, or leave it out of columns"];
  if (what === "unsafe") return [`${place} has ${String(value)} in "${column}", beyond 2^53`, "write it as text"];
  const kinds =
    what === "text" ? `text in "${column}", which holds numbers` : `no text in "${column}", which holds text`;
  return [`${place} has ${kinds}: ${JSON.stringify(value)}`, `make them alike, or set types: { ${column}: text }`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(who: string, name: string, text: string, line: number | null, hint: string): unknown {
  const at = line === null ? "" : `line ${line}: `;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error; // what JSON.parse throws
    const isLines = line === null && message.includes("after JSON");
    throw unreadable(who, name, `${at}${message}`, isLines ? `${hint}, or set format: ndjson` : hint, error, { line });
  }
  const twice = repeatedKey(text);
  if (twice === null) return value;
  const place = line ?? text.slice(0, twice.offset).split("\n").length;
  const what = `line ${place}: a record has "${twice.key}" twice`;
  throw unreadable(who, name, what, "give each value a key of its own", undefined, { line: place, column: twice.key });
}

async function textOf(object: DataObject, { who, options, budget, codecs, signal }: Reading): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of plainBytes(who, object, options, budget, codecs)) {
    signal.throwIfAborted();
    chunks.push(chunk);
    size += chunk.length;
    if (size > longestJson) {
      const what = `a JSON text of more than ${longestJson} bytes`;
      throw tooLarge(who, object.name, what, longestJson, "write one record in each line (ndjson), or Parquet");
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return decode(who, object.name, new TextDecoder("utf-8", { fatal: true }), bytes, 0);
}

function decode(
  who: string,
  name: string,
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  offset: number,
): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    const at = invalidUtf8(bytes);
    const what = `it is not UTF-8 text: byte ${offset + at} is 0x${(bytes[at] ?? 0).toString(16).toUpperCase()}`;
    throw unreadable(who, name, what, "save it as UTF-8, or name its encoding", error, { offset: offset + at });
  }
}
