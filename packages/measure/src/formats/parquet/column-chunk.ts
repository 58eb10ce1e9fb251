import type { ColumnMetaData } from "hyparquet";
import type { parquetHeader } from "hyparquet/src/column.js";
import { readHybrid } from "./hybrid.ts";
import { type PlainValues, UnsafeNumber } from "./values.ts";

type Header = ReturnType<typeof parquetHeader>;

export interface ChunkReader {
  readonly parseHeader: (reader: { view: DataView; offset: number }) => Header;
  readonly decompress: (codec: string, bytes: Uint8Array, length: number) => Uint8Array;
  /** Is told of what `decompress` gave when it is done with. */
  readonly free: (page: Uint8Array, packed: Uint8Array) => void;
  /** Where the cells of a row group go. */
  readonly room: (values: PlainValues, rows: number) => Float64Array | Uint32Array;
  readonly scratch: Scratch;
}

/** Room for one page at a time: fresh arrays for every page keep the collector busy. */
interface Scratch {
  codes: Uint32Array;
  present: Uint32Array;
}

/**
 * The values of a flat column in one row group, `rows` of them, missing where null: the encodings plain and dictionary, which are nearly
 * all there is. Null where a page has another one.
 *
 * @throws RangeError where a page is damaged.
 */
export function readColumnChunk(
  bytes: Uint8Array,
  { codec }: Pick<ColumnMetaData, "codec">,
  rows: number,
  isOptional: boolean,
  values: PlainValues,
  { parseHeader, decompress, free, room, scratch }: ChunkReader,
): Float64Array | Uint32Array | null {
  const out = room(values, rows);
  const gap = values.isText ? values.missing() : NaN;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let dictionary: Float64Array | Uint32Array | null = null;
  let at = 0;
  let hasOther = false;

  while (at < rows) {
    if (reader.offset >= bytes.length) throw new RangeError(`the column has ${at} of ${rows} values`);
    const header = parseHeader(reader);
    const packed = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    if (header.compressed_page_size < 0 || packed.length < header.compressed_page_size)
      throw new RangeError("a page ends early");
    reader.offset += packed.length;
    const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: own } = header;
    requireSizes(header.uncompressed_page_size, packed.length, v1?.num_values, v2?.num_values, own?.num_values);
    if (own !== undefined) {
      const page = decompress(codec, packed, header.uncompressed_page_size);
      const size = own.num_values;
      // Every value takes a bit at least.
      if (size < 0 || size > 8 * page.length) throw new RangeError("the dictionary is larger than its page");
      dictionary = values.isText ? new Uint32Array(size) : new Float64Array(size);
      try {
        values.read(page, 0, size, dictionary, 0);
      } catch (error) {
        throw error instanceof UnsafeNumber ? new UnsafeNumber(error.value, null) : error;
      }
      free(page, packed);
      continue;
    }
    const count = v1?.num_values ?? v2?.num_values ?? -1;
    const encoding = v1?.encoding ?? v2?.encoding ?? "";
    if (count < 0 || at + count > rows) throw new RangeError(`the pages have more than ${rows} values`);
    if (v2 !== undefined) {
      const {
        num_nulls: nulls,
        repetition_levels_byte_length: repetition,
        definition_levels_byte_length: definition,
      } = v2;
      requireSizes(
        nulls ?? NaN,
        repetition ?? NaN,
        definition ?? NaN,
        count - nulls,
        packed.length - repetition - definition,
      );
    }
    const isCoded = encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY";
    if (!isCoded && encoding !== "PLAIN") {
      // The other pages are looked at all the same: hyparquet trusts their headers.
      if (!others.has(encoding)) throw new RangeError(`the encoding ${encoding} is not known`);
      hasOther = true;
    }
    if (hasOther) {
      at += count;
      continue;
    }

    let page: Uint8Array;
    let p = 0;
    let present: Uint32Array | null = null;
    if (v2 !== undefined) {
      const levels = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
      if (isOptional && v2.num_nulls > 0) {
        present = presence(packed, v2.repetition_levels_byte_length, levels, count, scratch);
      }
      const body = packed.subarray(levels);
      page = v2.is_compressed === false ? body : decompress(codec, body, header.uncompressed_page_size - levels);
    } else {
      page = decompress(codec, packed, header.uncompressed_page_size);
      if (isOptional) {
        if (page.length < 4) throw new RangeError("a page ends early");
        const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
        if (length > page.length - 4) throw new RangeError("a page ends early");
        present = presence(page, 4, 4 + length, count, scratch);
        p = 4 + length;
      }
    }
    const filled = present === null ? count : countOnes(present);
    // Values stand at the end of the page's rows first, and move down to theirs where there are gaps.
    if (isCoded) {
      if (dictionary === null) throw new RangeError("a page has no dictionary");
      if (filled > 0) readCodes(page, p, filled, dictionary, out, at, scratch);
    } else values.read(page, p, filled, out, at);
    if (present !== null && filled < count) spread(out, at, present, filled, gap);
    free(page, packed);
    at += count;
  }
  return hasOther ? null : out;
}

/** Encodings that hyparquet reads. */
const others: ReadonlySet<string> = new Set([
  "RLE",
  "DELTA_BINARY_PACKED",
  "DELTA_LENGTH_BYTE_ARRAY",
  "DELTA_BYTE_ARRAY",
  "BYTE_STREAM_SPLIT",
]);

function requireSizes(...sizes: readonly (number | undefined)[]): void {
  for (const size of sizes) {
    if (size === undefined) continue;
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`a page has a size of ${size}`);
  }
}

/** Which of `count` values are there; null where all are. */
function presence(bytes: Uint8Array, start: number, end: number, count: number, scratch: Scratch): Uint32Array | null {
  if (isOneRun(bytes, start, end, count)) return null;
  if (scratch.present.length < count) scratch.present = new Uint32Array(count);
  const present = scratch.present.subarray(0, count);
  readHybrid(bytes, start, end, 1, present, count);
  return present.includes(0) ? present : null;
}

/** Whether the levels are one run of `count` ones, as most are. */
function isOneRun(bytes: Uint8Array, start: number, end: number, count: number): boolean {
  let header = 0;
  let p = start;
  for (let shift = 0; p < end && shift <= 28; shift += 7) {
    const byte = bytes[p++]!;
    header += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  return p < end && header % 2 === 0 && header / 2 >= count && bytes[p] === 1;
}

function countOnes(flags: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < flags.length; i++) count += flags[i]!;
  return count;
}

function readCodes(
  page: Uint8Array,
  start: number,
  count: number,
  dictionary: Float64Array | Uint32Array,
  out: Float64Array | Uint32Array,
  at: number,
  scratch: Scratch,
): void {
  const width = page[start] ?? 255;
  if (width > 24) throw new RangeError(`a dictionary has codes of ${width} bits`);
  if (scratch.codes.length < count) scratch.codes = new Uint32Array(count);
  const { codes } = scratch;
  if (width > 0) readHybrid(page, start + 1, page.length, width, codes, count);
  else codes.fill(0, 0, count);
  // Loops over one kind of array each, since those over both are several times as slow.
  if (out instanceof Float64Array) lookUpNumbers(codes, count, dictionary as Float64Array, out, at);
  else lookUpTexts(codes, count, dictionary as Uint32Array, out, at); // both are of the column's kind
}

function lookUpNumbers(
  codes: Uint32Array,
  count: number,
  dictionary: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const size = dictionary.length;
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    if (code >= size) throw notIn(code, size);
    out[at + i] = dictionary[code]!;
  }
}

function lookUpTexts(codes: Uint32Array, count: number, dictionary: Uint32Array, out: Uint32Array, at: number): void {
  const size = dictionary.length;
  for (let i = 0; i < count; i++) {
    const code = codes[i]!;
    if (code >= size) throw notIn(code, size);
    out[at + i] = dictionary[code]!;
  }
}

function notIn(code: number, size: number): RangeError {
  return new RangeError(`code ${code} is not in a dictionary of ${size}`);
}

function spread(out: Float64Array | Uint32Array, at: number, present: Uint32Array, filled: number, gap: number): void {
  let from = at + filled - 1;
  for (let i = present.length - 1; i >= 0; i--) out[at + i] = present[i] === 1 ? out[from--]! : gap;
}
