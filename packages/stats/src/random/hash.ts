/**
 * 64-bit FNV-1a hash (Fowler, Noll and Vo 1991) of a string's UTF-16 code units, low byte first, as [low, high] words.
 * A string's hash never changes between versions: streams are named by it.
 */
export function fnv1a(text: string): readonly [low: number, high: number] {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length * 2; i++) {
    low = (low ^ ((text.charCodeAt(i >> 1) >> (i & 1 ? 8 : 0)) & 0xff)) >>> 0;
    // Times 2⁴⁰ + 0x1b3; every intermediate is below 2⁵³.
    const product = low * 0x1b3;
    const shifted = (low << 8) >>> 0;
    high = (high * 0x1b3 + Math.floor(product / 0x100000000) + shifted) % 0x100000000;
    low = product >>> 0;
  }
  return [low, high];
}
