import type { Block } from "./model.ts";

/** V ← T V, where row i of V (one entry per state) is v[from + i · stride + c], c = 0, …, width − 1. */
export function transit(blocks: readonly Block[], v: Float64Array, from: number, stride: number, width: number): void {
  for (let b = 0; b < blocks.length; b++) {
    const block = blocks[b]!;
    const first = from + block.at * stride;
    const end = first + width;
    if (block.kind === "trend") for (let at = first; at < end; at++) v[at] = v[at]! + v[at + stride]!;
    else if (block.kind === "dummy")
      for (let at = first; at < end; at++) {
        let sum = 0;
        for (let i = at + (block.size - 1) * stride; i > at; i -= stride) {
          sum += v[i]!;
          v[i] = v[i - stride]!;
        }
        v[at] = -sum - v[at]!;
      }
    else if (block.kind === "cycle") {
      const { cos, sin } = block;
      if (block.size === 1) for (let at = first; at < end; at++) v[at] = -v[at]!;
      else
        for (let at = first; at < end; at++) {
          const x = v[at]!;
          const z = v[at + stride]!;
          v[at] = cos * x + sin * z;
          v[at + stride] = cos * z - sin * x;
        }
    }
  }
}

/** V ← T' V, likewise. */
export function transitTransposed(
  blocks: readonly Block[],
  v: Float64Array,
  from: number,
  stride: number,
  width: number,
): void {
  for (let b = 0; b < blocks.length; b++) {
    const block = blocks[b]!;
    const first = from + block.at * stride;
    const end = first + width;
    if (block.kind === "trend") for (let at = first; at < end; at++) v[at + stride] = v[at + stride]! + v[at]!;
    else if (block.kind === "dummy")
      for (let at = first; at < end; at++) {
        const leading = v[at]!;
        const last = at + (block.size - 1) * stride;
        for (let i = at; i < last; i += stride) v[i] = v[i + stride]! - leading;
        v[last] = -leading;
      }
    else if (block.kind === "cycle") {
      const { cos, sin } = block;
      if (block.size === 1) for (let at = first; at < end; at++) v[at] = -v[at]!;
      else
        for (let at = first; at < end; at++) {
          const x = v[at]!;
          const z = v[at + stride]!;
          v[at] = cos * x - sin * z;
          v[at + stride] = sin * x + cos * z;
        }
    }
  }
}

/** A ← A' for an m × m matrix. */
export function transpose(a: Float64Array, m: number): void {
  for (let j = 1; j < m; j++)
    for (let i = 0; i < j; i++) {
      const held = a[j * m + i]!;
      a[j * m + i] = a[i * m + j]!;
      a[i * m + j] = held;
    }
}
