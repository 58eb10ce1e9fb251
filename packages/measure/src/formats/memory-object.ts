import type { DataObject } from "@ie/contracts";

/** Bytes in memory as an object to read, such as the body of a response. */
export function memoryObject(name: string, bytes: Uint8Array): DataObject {
  return {
    name,
    bytes: bytes.length,
    slice: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    stream: async function* () {
      yield await Promise.resolve(bytes);
    },
  };
}
