import { isImpactError, type DataObject } from "@ie/contracts";
import type { Budget } from "./budget.ts";
import type { Codecs } from "./codecs.ts";
import { unreadable } from "./faults.ts";
import type { TableOptions } from "./table-options.ts";

type TextOptions = Pick<TableOptions, "compression" | "encoding">;

/** The text of an object as UTF-8 bytes: decompressed, transcoded, within the budget. */
export async function* plainBytes(
  who: string,
  object: DataObject,
  { compression, encoding }: TextOptions,
  budget: Budget,
  codecs: Codecs,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { name } = object;
  const raw = countedBytes(object);
  const { head, all } = await peek(raw.bytes, 512);
  const packing = compression ?? packingOf(head);
  let bytes = all;
  if (packing !== "none") {
    const filter = codecs.stream[packing];
    if (filter === undefined) {
      throw unreadable(
        who,
        name,
        `it is compressed by ${packing}, which cannot be read here`,
        "use gzip, or decompress it",
      );
    }
    if (packingOf(head) !== packing) throw unreadable(who, name, `it is not ${packing}`, "leave compression out");
    bytes = unpacked(who, name, packing, filter, all, raw);
  }
  let total = 0;
  let first = true;
  const transcode = encoding === null ? null : transcoder(who, name, encoding);
  for await (const chunk of bytes) {
    total += chunk.length;
    budget.spend(name, chunk.length, total, packing === "none" ? null : raw.count());
    if (first && encoding === null) refuseUtf16(who, name, chunk);
    first = false;
    yield transcode === null ? chunk : transcode(chunk);
  }
  if (transcode !== null) yield transcode(null);
}

function packingOf(head: Uint8Array): "none" | "gzip" | "zstd" {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? "zstd" : "none";
}

async function* unpacked(
  who: string,
  name: string,
  packing: string,
  filter: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
  all: AsyncIterable<Uint8Array>,
  raw: { count(): number },
): AsyncGenerator<Uint8Array, void, undefined> {
  let total = 0;
  try {
    for await (const chunk of filter(all)) {
      total += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (isImpactError(error)) throw error;
    const what = `the ${packing} data are damaged or end early, after ${total} bytes from ${raw.count()}`;
    throw unreadable(who, name, what, "fetch the file again", error);
  }
}

function countedBytes(object: DataObject): { readonly bytes: AsyncIterable<Uint8Array>; count(): number } {
  let count = 0;
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of object.stream()) {
      count += chunk.length;
      yield chunk;
    }
  }
  return { bytes: bytes(), count: () => count };
}

/** The first `length` bytes, or fewer, and all of them. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  const head = new Uint8Array(Math.min(size, length));
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk.subarray(0, head.length - at), at);
    at = Math.min(head.length, at + chunk.length);
  }
  async function* all(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* chunks;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { head, all: all() };
}

function refuseUtf16(who: string, name: string, chunk: Uint8Array): void {
  const little = (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] !== 0 && chunk[1] === 0 && chunk[3] === 0);
  const big = (chunk[0] === 0xfe && chunk[1] === 0xff) || (chunk[0] === 0 && chunk[2] === 0 && chunk[1] !== 0);
  if (!little && !big) return;
  const label = little ? "utf-16le" : "utf-16be";
  const hex = Array.from(chunk.subarray(0, 2), (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
  throw unreadable(
    who,
    name,
    `it is UTF-16 text: bytes 0 and 1 are ${hex}`,
    `save it as UTF-8, or set encoding: ${label}`,
  );
}

function transcoder(who: string, name: string, encoding: string): (chunk: Uint8Array | null) => Uint8Array {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  let at = 0;
  return (chunk) => {
    try {
      const text = chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
      at += chunk?.length ?? 0;
      return encoder.encode(text);
    } catch (error) {
      const end = at + (chunk?.length ?? 0);
      throw unreadable(
        who,
        name,
        `it is not ${encoding}: a letter between bytes ${at} and ${end} is none`,
        "name its encoding",
        error,
      );
    }
  };
}
