import type { DataObject } from "@ie/contracts";
import { isImpactError, ImpactError } from "@ie/contracts";
import type { CodedBatch, CodedText } from "@ie/table";
import type { FileMetaData, SchemaTree } from "hyparquet";
import type { Codecs } from "../codecs.ts";
import { dateOf } from "../dates.ts";
import { missingColumn, tooLarge, unreadable } from "../faults.ts";
import type { Reading } from "../reading.ts";
import { readColumnChunk, type ChunkReader } from "./column-chunk.ts";
import { columnKind, type ColumnKind } from "./column-kind.ts";
import { plainValues, UnsafeNumber, type PlainValues } from "./values.ts";

/** Most footers are smaller; a larger one is fetched in two parts. */
const footerGuess = 2 ** 16;

interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isOptional: boolean;
  readonly values: PlainValues;
}

/** The rows of a Parquet file, a batch for each row group, reading only the columns asked for. */
export async function* readParquetObject(
  object: DataObject,
  reading: Reading,
): AsyncGenerator<CodedBatch, void, undefined> {
  const { who, budget, signal } = reading;
  const { name } = object;
  const [{ parquetMetadataAsync, parquetRead, parquetSchema }, { parquetHeader }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet/src/column.js"),
  ]);
  const source = await sizedObject(object, reading);
  const size = source.bytes ?? 0;
  if (size < 12)
    throw unreadable(who, name, `it is no Parquet file: it has ${size} bytes`, "set format, or write it again");
  const tail = await source.slice(size - 4, size);
  if (new TextDecoder().decode(tail) !== "PAR1") {
    const head = new TextDecoder().decode(await source.slice(0, 4));
    const what =
      head === "PAR1"
        ? `it is a truncated Parquet file: the footer is not in its ${size} bytes`
        : "it is no Parquet file";
    throw unreadable(who, name, what, head === "PAR1" ? "fetch or write it again" : "set format");
  }
  const file = {
    byteLength: size,
    slice: async (start: number, end = size) => bufferOf(await source.slice(start, end)),
  };
  const damaged = (error: unknown, where: string): ImpactError => {
    if (isImpactError(error)) return error;
    const what = `${where}: ${(error as Error).message}`;
    return unreadable(who, name, what, "the file is damaged, or of a kind that is not known; write it again", error);
  };
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file, { geoparquet: false, initialFetchSize: footerGuess });
  } catch (error) {
    throw damaged(error, "the footer cannot be read");
  }
  const schema = parquetSchema(metadata).children;
  const columns = columnsOf(schema, object, reading);
  reading.header(
    object,
    schema.map(({ element }) => element.name),
  );
  const rows = Number(metadata.num_rows);
  // A double a cell, whatever little room they take in the file.
  if (8 * rows * columns.length > reading.options.maxBytes) {
    const what = `${rows} rows of ${columns.length} columns take more than ${reading.options.maxBytes} bytes`;
    throw tooLarge(
      who,
      name,
      what,
      reading.options.maxBytes,
      "name the columns to read, raise max_bytes, or use a database source",
    );
  }
  let total = 0;
  const pages = await pageCodecs(metadata, reading.codecs);
  const rooms = new Map<PlainValues, Float64Array | Uint32Array>();
  const chunks: ChunkReader = {
    parseHeader: parquetHeader,
    scratch: { codes: new Uint32Array(0), present: new Uint32Array(0) },
    room(values, length) {
      const known = reading.isTransient ? rooms.get(values) : undefined;
      if (known !== undefined && known.length >= length) return known.subarray(0, length);
      const own = values.isText ? new Uint32Array(length) : new Float64Array(length);
      rooms.set(values, own);
      return own;
    },
    decompress(codec, bytes, length) {
      total += length;
      budget.spend(name, length, total, size);
      if (codec === "UNCOMPRESSED") return bytes;
      const own = Object.hasOwn(pages, codec) ? pages[codec] : undefined;
      if (own === undefined) throw new RangeError(`the compression ${codec} is not known`);
      const page = own(bytes, length);
      if (page.length !== length) throw new RangeError(`a page has ${page.length} bytes, not ${length}`);
      // One kind of array, also where it is Node's Buffer.
      return new Uint8Array(page.buffer, page.byteOffset, length);
    },
    free(page, packed) {
      if (page.buffer !== packed.buffer) reading.codecs.free?.(page);
    },
  };
  let groupStart = 0;
  for (const [g, group] of metadata.row_groups.entries()) {
    signal.throwIfAborted();
    const n = Number(group.num_rows);
    const dates = columns.find(({ name: own, kind }) => own === reading.window?.column && kind.kind === "date");
    if (dates !== undefined && isOutside(group, dates.name, reading)) {
      groupStart += n;
      continue;
    }
    const ready = new Map<string, Float64Array | CodedText>();
    for (const column of columns) {
      const meta = columnIn(group, column.name);
      const where = `column "${column.name}" of row group ${g + 1}`;
      if (meta === undefined) throw unreadable(who, name, `${where} is not there`, "write the file again");
      column.values.reset();
      try {
        const start = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
        const from = Math.min(start > 0 ? start : Number(meta.data_page_offset), Number(meta.data_page_offset));
        const to = from + Number(meta.total_compressed_size);
        if (to > size) throw new RangeError("it lies behind the end of the file");
        const bytes = await source.slice(from, to);
        const cells =
          readColumnChunk(bytes, meta, n, column.isOptional, column.values, chunks) ??
          (await readByHyparquet(column, n, (onChunk) =>
            parquetRead({
              file,
              metadata: unannotated(metadata),
              columns: [column.name],
              rowStart: groupStart,
              rowEnd: groupStart + n,
              utf8: false,
              compressors: pages,
              onChunk,
            }),
          ));
        ready.set(
          column.name,
          cells instanceof Float64Array ? cells : { codes: cells, dictionary: column.values.dictionary() },
        );
      } catch (error) {
        if (error instanceof UnsafeNumber) throw unsafe(who, name, column.name, error, groupStart);
        throw damaged(error, where);
      }
    }
    yield { rows: n, columns: ready };
    groupStart += n;
  }
}

function columnsOf(
  schema: readonly SchemaTree[],
  object: DataObject,
  { who, only, text, dates }: Reading,
): readonly Column[] {
  const names = schema.map(({ element }) => element.name);
  const absent = [...(only ?? [])].find((name) => !names.includes(name));
  if (absent !== undefined) throw missingColumn(who, object.name, absent, names);
  return schema.flatMap((tree): Column[] => {
    const { name, repetition_type: repetition, type = "", type_length: length = 0 } = tree.element;
    if (only !== null && !only.has(name)) return [];
    const kind = columnKind(tree);
    if (kind.kind === "refused") {
      const flat = schema.filter((each) => columnKind(each).kind !== "refused").map(({ element }) => element.name);
      const hint = `list the columns to read: columns: [${flat.join(", ")}]`;
      throw unreadable(who, object.name, `column "${name}" is ${kind.why}`, hint, undefined, { column: name });
    }
    const asText = text.has(name) || (dates.has(name) && kind.kind === "number");
    const values = plainValues({ type, length, kind, asText, keepsInstants: dates.has(name) });
    return [{ name, kind, isOptional: repetition === "OPTIONAL", values }];
  });
}

type RowGroup = FileMetaData["row_groups"][number];

function columnIn(group: RowGroup, name: string): RowGroup["columns"][number]["meta_data"] {
  return group.columns.find(({ meta_data: own }) => own?.path_in_schema[0] === name)?.meta_data;
}

/** Whether a row group has dates alone that the window leaves out, as far as its footer tells. */
function isOutside(group: RowGroup, name: string, { window, dates }: Reading): boolean {
  const { min_value: min, max_value: max, null_count: gaps } = columnIn(group, name)?.statistics ?? {};
  if (window === null || dates.has(name) || gaps !== 0n || !(min instanceof Date) || !(max instanceof Date))
    return false;
  const [first, last] = [dateOf(min.getTime()), dateOf(max.getTime())];
  if (first === null || last === null) return false;
  return (window.to !== null && first > window.to) || (window.from !== null && last < window.from);
}

/** The codecs at hand, and where they are not all that the file needs, those of JavaScript too. */
async function pageCodecs({ row_groups: groups }: FileMetaData, { page }: Codecs): Promise<Codecs["page"]> {
  const used = groups.flatMap(({ columns }) => columns.map(({ meta_data: own }) => own?.codec ?? "UNCOMPRESSED"));
  if (used.every((codec) => codec === "UNCOMPRESSED" || Object.hasOwn(page, codec))) return page;
  const { compressors } = await import("hyparquet-compressors");
  return { ...compressors, ...page };
}

async function readByHyparquet(
  { values }: Column,
  rows: number,
  read: (onChunk: (chunk: { columnData: ArrayLike<unknown> }) => void) => Promise<void>,
): Promise<Float64Array | Uint32Array> {
  const out = values.isText ? new Uint32Array(rows) : new Float64Array(rows);
  let at = 0;
  await read(({ columnData }) => {
    for (let i = 0; i < columnData.length && at < rows; i++) values.put(columnData[i], out, at++);
  });
  if (at < rows) throw new RangeError(`the column has ${at} of ${rows} values`);
  return out;
}

/** Metadata by which hyparquet gives the values as they are stored. */
function unannotated(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map(({ converted_type: _converted, logical_type: _logical, ...element }) => element);
  return { ...metadata, schema };
}

function unsafe(who: string, path: string, column: string, { value, at }: UnsafeNumber, before: number): ImpactError {
  const row = at === null ? null : before + at + 1;
  return new ImpactError({
    code: "data/out-of-range",
    who,
    what: `"${path}": column "${column}" has ${value}${row === null ? "" : ` in row ${row}`}, beyond 2^53`,
    hint: `a number would lose its last digits; set types: { ${column}: text }`,
    facts: { path, column, row, value: String(value) },
  });
}

/** The object with its size known, read into memory where it has to be. */
async function sizedObject(object: DataObject, { budget }: Reading): Promise<DataObject> {
  if (object.bytes !== null) return object;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of object.stream()) {
    size += chunk.length;
    budget.spend(object.name, chunk.length, size, null);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { ...object, bytes: size, slice: (start, end) => Promise.resolve(bytes.subarray(start, end)) };
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}
