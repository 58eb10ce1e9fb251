import type { Matrix } from "../linear-algebra/matrix.ts";

/** Units that matching cannot tell apart: same arm, block, coordinates and limited covariates. So searches are over distinct points. */
export interface Cells {
  readonly count: number;
  readonly dimensions: number;
  /** Cell of each of the n units. */
  readonly of: Int32Array;
  /** count × dimensions, row-major. */
  readonly points: Float64Array;
  readonly arm: Uint8Array;
  readonly block: Int32Array;
  /** Units by cell: those of cell c are `members[start[c]]` up to `members[start[c + 1]]`, in the order in which they are taken. */
  readonly start: Int32Array;
  readonly members: Int32Array;
  /** count × the covariates with calipers of their own, row-major. */
  readonly limits: Float64Array;
}

export interface CellInput {
  /** n × d; see {@link MatchingCoordinates}. */
  readonly coordinates: Matrix;
  /** n, 1 for treated and 0 for controls. */
  readonly treated: Uint8Array;
  /** n codes; matches stay within a code. */
  readonly blocks?: Int32Array | undefined;
  /** n × c covariates with calipers of their own. */
  readonly limited?: Matrix | undefined;
}

/** One round of the mixing function of MurmurHash3. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** The cells, numbered in the order of their first units. Linear in n. */
export function cellsOf({ coordinates, treated, blocks, limited }: CellInput): Cells {
  const n = coordinates.rows;
  const d = coordinates.cols;
  const c = limited?.cols ?? 0;
  const width = d + c + 1;
  const keys = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    const at = i * width;
    for (let j = 0; j < d; j++) keys[at + j] = coordinates.data[j * n + i]! + 0; // −0 is 0
    for (let j = 0; j < c; j++) keys[at + d + j] = limited!.data[j * n + i]! + 0;
    keys[at + d + c] = 2 * (blocks?.[i] ?? 0) + treated[i]!;
  }
  const words = new Int32Array(keys.buffer);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * n)))).fill(-1);
  const mask = slots.length - 1;
  const of = new Int32Array(n);
  const example = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    let hash = 0;
    for (let w = 2 * i * width, end = w + 2 * width; w < end; w++) hash = mix(hash, words[w]!);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const known = slots[slot]!;
      if (known === -1) {
        slots[slot] = count;
        example[count] = i;
        of[i] = count;
        count += 1;
        break;
      }
      let a = example[known]! * width;
      let b = i * width;
      const end = a + width;
      while (a < end && keys[a] === keys[b]) {
        a += 1;
        b += 1;
      }
      if (a === end) {
        of[i] = known;
        break;
      }
    }
  }
  const points = new Float64Array(count * d);
  const arm = new Uint8Array(count);
  const limits = new Float64Array(count * c);
  const block = new Int32Array(count);
  const start = new Int32Array(count + 1);
  for (let cell = 0; cell < count; cell++) {
    const i = example[cell]!;
    for (let j = 0; j < d; j++) points[cell * d + j] = keys[i * width + j]!;
    for (let j = 0; j < c; j++) limits[cell * c + j] = keys[i * width + d + j]!;
    arm[cell] = treated[i]!;
    block[cell] = blocks?.[i] ?? 0;
  }
  for (let i = 0; i < n; i++) start[of[i]! + 1]! += 1;
  for (let cell = 0; cell < count; cell++) start[cell + 1]! += start[cell]!;
  const members = new Int32Array(n);
  const next = start.slice(0, count);
  for (let i = 0; i < n; i++) {
    const cell = of[i]!;
    members[next[cell]!] = i;
    next[cell]! += 1;
  }
  return { count, dimensions: d, of, points, arm, block, start, members, limits };
}

/** Which of two cells comes first where distances tie: by coordinates, then by limited covariates. */
export function compareCells({ points, limits, count }: Cells, a: number, b: number): number {
  return compareRows(points, points.length / count, a, b) || compareRows(limits, limits.length / count, a, b) || a - b;
}

function compareRows(rows: Float64Array, width: number, a: number, b: number): number {
  for (let j = 0; j < width; j++) {
    const difference = rows[a * width + j]! - rows[b * width + j]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
