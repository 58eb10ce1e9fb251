/** Text cells as numbers: cell i is `dictionary[codes[i]]`. */
export interface CodedText {
  readonly codes: Uint32Array;
  readonly dictionary: readonly string[];
}

/** Gives equal cells the same code. */
export interface TextCodes {
  /** Code of bytes from `start` up to `end`, whose {@link hashBytes} is `hash`; `decode` is asked once for each different cell. */
  code(bytes: Uint8Array, start: number, end: number, hash: number): number;
  readonly dictionary: string[];
}

/** FNV-1a of 32 bits (Fowler, Noll and Vo 1991). */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2128831035;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 16777619);
  return hash;
}

export function textCodes(decode: (bytes: Uint8Array, start: number, end: number) => string): TextCodes {
  const dictionary: string[] = [];
  // Open addressing; 0 is free, else a code + 1.
  let slots = new Int32Array(1024);
  let hashes = new Int32Array(512);
  // Cell k is arena[ends[k - 1] … ends[k]].
  let ends = new Uint32Array(513);
  let arena = new Uint8Array(8192);

  function enlarge(): void {
    const count = dictionary.length;
    hashes = copyOf(hashes, new Int32Array(4 * hashes.length));
    ends = copyOf(ends, new Uint32Array(4 * hashes.length + 1));
    slots = new Int32Array(2 * hashes.length);
    const mask = slots.length - 1;
    for (let code = 0; code < count; code++) {
      let slot = hashes[code]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
  }

  function add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = dictionary.length;
    dictionary.push(decode(bytes, start, end));
    const from = ends[code]!;
    const to = from + end - start;
    if (to > arena.length) arena = copyOf(arena, new Uint8Array(2 * to));
    arena.set(bytes.subarray(start, end), from);
    ends[code + 1] = to;
    hashes[code] = hash;
    slots[slot] = code + 1;
    if (code + 1 === hashes.length) enlarge();
    return code;
  }

  return {
    dictionary,
    code(bytes, start, end, hash) {
      const mask = slots.length - 1;
      const length = end - start;
      let slot = hash & mask;
      for (;;) {
        const code = slots[slot]! - 1;
        if (code < 0) return add(bytes, start, end, hash, slot);
        if (hashes[code] === hash) {
          const from = ends[code]!;
          if (ends[code + 1]! - from === length) {
            let i = 0;
            while (i < length && arena[from + i] === bytes[start + i]) i++;
            if (i === length) return code;
          }
        }
        slot = (slot + 1) & mask;
      }
    },
  };
}

function copyOf<A extends Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  from: A,
  to: A,
): A {
  to.set(from);
  return to;
}
