import { hashBytes, invalidUtf8, textCodes } from "@ie/table";
import { dateOf } from "../dates.ts";
import type { ColumnKind } from "./column-kind.ts";

/** Values of one column as they stand in a page without nulls: numbers, or codes of `dictionary`. */
export interface PlainValues {
  readonly isText: boolean;
  /** Of text; the same array until `reset`. */
  dictionary(): readonly string[];
  /** Code of a missing text. */
  missing(): number;
  /** Begins a new dictionary. */
  reset(): void;
  /** Reads `count` values from `bytes[start]` on into `out` from `at`. @throws RangeError where the bytes end before. */
  read(bytes: Uint8Array, start: number, count: number, out: Float64Array | Uint32Array, at: number): void;
  /** One value as hyparquet gives it. */
  put(value: unknown, out: Float64Array | Uint32Array, at: number): void;
}

/** A whole number beyond 2^53 in a column of numbers. */
export class UnsafeNumber extends RangeError {
  readonly value: bigint;
  /** Row of the row group; null where it is not known. */
  readonly at: number | null;

  constructor(value: bigint, at: number | null) {
    super(`${value} is beyond 2^53`);
    this.value = value;
    this.at = at;
  }
}

const sizes: Readonly<Record<string, number>> = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 };

export interface ColumnType {
  /** Physical type. */
  readonly type: string;
  /** Bytes of each value, where fixed. */
  readonly length: number;
  readonly kind: ColumnKind;
  /** Numbers become text. */
  readonly asText: boolean;
  /** Instants keep their "Z", also at midnight. */
  readonly keepsInstants: boolean;
}

export function plainValues(column: ColumnType): PlainValues {
  const { type, length, kind, asText } = column;
  const size = sizes[type] ?? length;
  const isText = kind.kind !== "number" || asText;
  const toText = textOf(column);
  const decimals = kind.kind === "number" ? kind.decimals : 0;
  const unsigned = kind.kind === "number" && kind.unsigned;
  // Exact up to 10^22, so that the quotient rounds once.
  const scale = 10 ** decimals;
  let codes = textCodes(utf8);
  let known = new Map<number | bigint, number>();
  const encoder = new TextEncoder();

  function codeOf(text: string): number {
    const bytes = encoder.encode(text);
    return codes.code(bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
  }

  function numberOf(value: number | bigint, at: number): number {
    if (typeof value === "bigint") {
      const own = Number(value);
      if (decimals === 0 && !Number.isSafeInteger(own)) throw new UnsafeNumber(value, at);
      return own / scale;
    }
    return decimals === 0 ? value : value / scale;
  }

  function rawAt(view: DataView, p: number): number | bigint {
    if (type === "INT32") return unsigned ? view.getUint32(p, true) : view.getInt32(p, true);
    if (type === "INT64") {
      const high = unsigned ? view.getUint32(p + 4, true) : view.getInt32(p + 4, true);
      // Within 2^53 two halves are exact, and no BigInt is made.
      if (high >= -0x20_0000 && high < 0x20_0000) return high * 2 ** 32 + view.getUint32(p, true);
      return unsigned ? view.getBigUint64(p, true) : view.getBigInt64(p, true);
    }
    if (type === "INT96") return instantOf96(view.getBigUint64(p, true), view.getInt32(p + 8, true));
    if (type === "FLOAT") return view.getFloat32(p, true);
    if (type === "DOUBLE") return view.getFloat64(p, true);
    return bigEndian(new Uint8Array(view.buffer, view.byteOffset + p, length));
  }

  function putRaw(raw: number | bigint, out: Float64Array | Uint32Array, at: number): void {
    if (!isText) {
      out[at] = numberOf(raw, at);
      return;
    }
    let code = known.get(raw);
    if (code === undefined) {
      code = codeOf(toText(raw));
      known.set(raw, code);
    }
    out[at] = code;
  }

  return {
    isText,
    dictionary: () => codes.dictionary,
    missing: () => codeOf(""),
    reset() {
      if (codes.dictionary.length <= 65_536) return;
      codes = textCodes(utf8);
      known = new Map();
    },
    read(bytes, start, count, out, at) {
      if (kind.kind === "bytes") {
        readByteArrays(bytes, start, count, codes, out, at);
        return;
      }
      if (type === "BOOLEAN") {
        requireBytes(bytes, start, Math.ceil(count / 8));
        for (let i = 0; i < count; i++) putRaw((bytes[start + (i >> 3)]! >> (i & 7)) & 1, out, at + i);
        return;
      }
      requireBytes(bytes, start, count * size);
      if (type === "DOUBLE" && !isText && decimals === 0) {
        new Uint8Array(out.buffer, out.byteOffset + at * 8, count * 8).set(bytes.subarray(start, start + count * 8));
        return;
      }
      if (kind.kind === "uuid") {
        for (let i = 0; i < count; i++)
          out[at + i] = codeOf(uuidOf(bytes.subarray(start + i * length, start + (i + 1) * length)));
        return;
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < count; i++) putRaw(rawAt(view, start + i * size), out, at + i);
    },
    put(value, out, at) {
      if (value === null || value === undefined) out[at] = isText ? codeOf("") : NaN;
      else if (typeof value === "boolean") putRaw(Number(value), out, at);
      else if (typeof value === "number") putRaw(value, out, at);
      else if (typeof value === "bigint") {
        const isShort = type !== "INT96" && value >= -(2n ** 53n) && value <= 2n ** 53n;
        if (type === "INT96") putRaw(instantOf96(value & 0xffff_ffff_ffff_ffffn, Number(value >> 64n)), out, at);
        else putRaw(isShort ? Number(value) : unsigned ? BigInt.asUintN(64, value) : value, out, at);
      } else if (value instanceof Uint8Array) {
        if (kind.kind === "bytes") out[at] = codes.code(value, 0, value.length, hashBytes(value, 0, value.length));
        else if (kind.kind === "uuid") out[at] = codeOf(uuidOf(value));
        else putRaw(bigEndian(value), out, at);
      } else throw new RangeError(`a value is ${typeof value}`);
    },
  };
}

function readByteArrays(
  bytes: Uint8Array,
  start: number,
  count: number,
  codes: ReturnType<typeof textCodes>,
  out: Float64Array | Uint32Array,
  at: number,
): void {
  let p = start;
  for (let i = 0; i < count; i++) {
    requireBytes(bytes, p, 4);
    const length = bytes[p]! + bytes[p + 1]! * 2 ** 8 + bytes[p + 2]! * 2 ** 16 + bytes[p + 3]! * 2 ** 24;
    p += 4;
    requireBytes(bytes, p, length);
    out[at + i] = codes.code(bytes, p, p + length, hashBytes(bytes, p, p + length));
    p += length;
  }
}

function requireBytes(bytes: Uint8Array, start: number, count: number): void {
  if (start + count > bytes.length) throw new RangeError("a page ends early");
}

function utf8(bytes: Uint8Array, start: number, end: number): string {
  const cell = bytes.subarray(start, end);
  if (invalidUtf8(cell) >= 0) throw new RangeError("a text is not UTF-8");
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(cell);
}

/** Days since Julian day 2 440 588, which is 1970-01-01, and nanoseconds: nanoseconds since 1970. */
function instantOf96(nanoseconds: bigint, julianDay: number): bigint {
  return BigInt(julianDay - 2_440_588) * 86_400_000_000_000n + nanoseconds;
}

function bigEndian(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  const own = BigInt.asIntN(8 * bytes.length, value);
  const short = Number(own);
  return Number.isSafeInteger(short) ? short : own;
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function textOf({ kind, keepsInstants }: ColumnType): (raw: number | bigint) => string {
  if (kind.kind === "date") return (raw) => dateOf(Number(raw) * 86_400_000) ?? outside(raw);
  if (kind.kind !== "time") return String;
  return (raw) => {
    const instant =
      typeof raw === "bigint" ? Number(raw / BigInt(kind.perMillisecond)) : Math.floor(raw / kind.perMillisecond);
    const date = dateOf(instant) ?? outside(raw);
    const time = new Date(instant).toISOString().slice(11, 19);
    if (kind.isInstant && keepsInstants) return `${date}T${time}Z`;
    return time === "00:00:00" ? date : `${date}T${time.endsWith(":00") ? time.slice(0, 5) : time}`;
  };
}

function outside(raw: number | bigint): never {
  throw new RangeError(`a date of ${raw} is outside the years 0000 to 9999`);
}
