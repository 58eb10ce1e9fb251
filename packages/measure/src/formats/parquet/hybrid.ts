/**
 * Parquet's run-length and bit-packed hybrid (format specification, "Encodings", RLE): `count` numbers of `width` bits, at most 24, from
 * `bytes[start … end]` into `out`.
 *
 * @throws RangeError where the bytes end before.
 */
export function readHybrid(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint32Array,
  count: number,
): void {
  const bytesPerValue = (width + 7) >> 3;
  const mask = 2 ** width - 1;
  let p = start;
  let to = 0;
  while (to < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (p >= end || shift > 28) throw new RangeError("a run of values ends early");
      const byte = bytes[p++]!;
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const run = Math.floor(header / 2);
    if ((header & 1) === 0) {
      if (p + bytesPerValue > end || run === 0) throw new RangeError("a run of values ends early");
      let value = 0;
      for (let i = 0; i < bytesPerValue; i++) value += bytes[p++]! * 2 ** (8 * i);
      const stop = Math.min(count, to + run);
      out.fill(value, to, stop);
      to = stop;
      continue;
    }
    const n = Math.min(8 * run, count - to);
    if (n === 0 || p + ((n * width + 7) >> 3) > end) throw new RangeError("a run of values ends early");
    const stop = to + n;
    let waiting = 0;
    let bits = 0;
    for (let q = p; to < stop; to++) {
      while (bits < width) {
        waiting |= bytes[q++]! << bits;
        bits += 8;
      }
      out[to] = waiting & mask;
      waiting >>>= width;
      bits -= width;
    }
    p += run * width;
  }
}
