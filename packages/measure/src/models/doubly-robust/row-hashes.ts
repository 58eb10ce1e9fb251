import type { Matrix, Rng } from "@ie/stats";

/** Mixing of 32 bits in which each bit in moves each bit out by half (MurmurHash3's finaliser, Appleby 2011). */
function mix(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}

/**
 * One number in [0, 1) a row from its treatment and covariates, and from `rng`: it follows the row through any order of rows and of
 * columns, and does not look at the outcome. `names`: of the columns of `x`.
 */
export function rowHashes(treated: Uint8Array, x: Matrix, names: readonly string[], rng: Rng): Float64Array {
  const n = x.rows;
  const bound = 2 ** 32;
  const low = new Int32Array(n).fill(rng.integer(bound) | 0);
  const high = new Int32Array(n).fill(rng.integer(bound) | 0);
  const order = [...names.keys()].sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const cell = new Float64Array(1);
  const words = new Int32Array(cell.buffer);
  const absorb = (i: number, value: number): void => {
    cell[0] = value + 0; // −0 is 0
    low[i] = mix(low[i]! ^ words[0]!) ^ (high[i]! >>> 3);
    high[i] = mix((high[i]! + Math.imul(words[1]!, 0x9e3779b1)) ^ low[i]);
  };
  for (let i = 0; i < n; i++) absorb(i, treated[i]!);
  for (const j of order) {
    const from = j * n;
    for (let i = 0; i < n; i++) absorb(i, x.data[from + i]!);
  }
  return Float64Array.from(low, (word, i) => ((high[i]! >>> 0) * 2 ** 21 + (word >>> 11)) / 2 ** 53);
}
