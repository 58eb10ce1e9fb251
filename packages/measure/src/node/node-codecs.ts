import { Readable } from "node:stream";
import zlib from "node:zlib";
import type { ByteFilter, Codecs } from "../formats/codecs.ts";

function filter(create: () => NodeJS.ReadWriteStream): ByteFilter {
  return (bytes) => {
    const source = Readable.from(bytes, { objectMode: false });
    const sink = create() as zlib.Gunzip; // every stream of zlib can be destroyed
    source.once("error", (error) => sink.destroy(error));
    sink.once("close", () => source.destroy());
    return source.pipe(sink);
  };
}

const whole = (length: number): { readonly maxOutputLength: number; readonly chunkSize: number } => ({
  maxOutputLength: Math.max(1, length),
  // One chunk holds the page, so that none is put together from many; when it is full another one is made.
  chunkSize: Math.max(64, length + 1),
});

/** Of ES2024, which every supported Node has. */
type Transferable = ArrayBufferLike & { transfer(length: number): ArrayBuffer };

/** Detaches the page: the collector sees little of memory outside its heap, and would free it late and at length. */
function free({ buffer }: Uint8Array): void {
  // Smaller pages may lie in Node's pool, beside others.
  if (buffer.byteLength > Buffer.poolSize) (buffer as Transferable).transfer(0);
}

/** The engine's own decompressors; Zstandard where this Node has it. */
export const nodeCodecs: Codecs = {
  stream: {
    gzip: filter(() => zlib.createGunzip()),
    ...(typeof zlib.createZstdDecompress === "function" ? { zstd: filter(() => zlib.createZstdDecompress()) } : {}),
  },
  page: {
    GZIP: (bytes, length) => zlib.gunzipSync(bytes, whole(length)),
    BROTLI: (bytes, length) => zlib.brotliDecompressSync(bytes, whole(length)),
    ...(typeof zlib.zstdDecompressSync === "function"
      ? { ZSTD: (bytes: Uint8Array, length: number) => zlib.zstdDecompressSync(bytes, whole(length)) }
      : {}),
  },
  free,
};
