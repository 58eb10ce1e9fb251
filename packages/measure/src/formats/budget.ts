import { tooLarge } from "./faults.ts";

/** Compressed data beyond this many times their size are no table that anybody wrote; gzip itself ends at about 1 030. */
const mostExpansion = 500;
/** Below this many bytes any expansion is harmless. */
const harmless = 2 ** 26;

/** The bytes that may still be read. */
export interface Budget {
  /** Counts bytes of an object after decompression, `total` of it so far, from `packed` bytes; null where they are not compressed. */
  spend(path: string, bytes: number, total: number, packed: number | null): void;
}

export function createBudget(who: string, maxBytes: number): Budget {
  let left = maxBytes;
  return {
    spend(path, bytes, total, packed) {
      left -= bytes;
      if (left < 0) {
        const hint = "raise max_bytes, read fewer columns or files, or use a database source";
        throw tooLarge(
          who,
          path,
          `more than ${maxBytes} bytes${packed === null ? "" : " after decompression"}`,
          maxBytes,
          hint,
        );
      }
      if (packed !== null && total > harmless && total > mostExpansion * packed) {
        const what = `${packed} compressed bytes become more than ${total}, above ${mostExpansion} times as many`;
        throw tooLarge(who, path, what, mostExpansion * packed, "decompress the file yourself if it is meant");
      }
    },
  };
}
