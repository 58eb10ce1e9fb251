import type { Box } from "./problem.ts";

interface HeapNode {
  readonly bound: number;
  readonly channel: number;
  readonly at: number;
}

/** Open boxes, the largest bound first; of equal bounds the one that came first. */
export interface NodeHeap {
  push(box: Box, bound: number, channel: number, at: number): void;
  /** Copies the best box into `box`. */
  pop(box: Box): HeapNode;
  /** The largest bound. */
  top(): number;
  size(): number;
  clear(): void;
}

/** Boxes stand in one growing array, whose places are used again. `n`: channels. */
export function createNodeHeap(n: number): NodeHeap {
  let room = 16;
  let bounds = new Float64Array(room * (2 * n + 2));
  let offs = new Uint8Array(room * n);
  const stride = 2 * n + 2;
  const keys: { bound: number; order: number; slot: number; channel: number }[] = [];
  const spare: number[] = [];
  let slots = 0;
  let order = 0;

  const goesFirst = (a: number, b: number): boolean =>
    keys[a]!.bound > keys[b]!.bound || (keys[a]!.bound === keys[b]!.bound && keys[a]!.order < keys[b]!.order);
  const swap = (a: number, b: number): void => {
    [keys[a], keys[b]] = [keys[b]!, keys[a]!];
  };

  function push(box: Box, bound: number, channel: number, at: number): void {
    const slot = spare.pop() ?? slots++;
    if (slot >= room) {
      room *= 2;
      const more = new Float64Array(room * stride);
      more.set(bounds);
      bounds = more;
      const moreOffs = new Uint8Array(room * n);
      moreOffs.set(offs);
      offs = moreOffs;
    }
    bounds.set(box.lo, slot * stride);
    bounds.set(box.hi, slot * stride + n);
    bounds[slot * stride + 2 * n] = at;
    offs.set(box.off, slot * n);
    keys.push({ bound, order: order++, slot, channel });
    for (let i = keys.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!goesFirst(i, parent)) break;
      swap(i, parent);
      i = parent;
    }
  }

  function pop(box: Box): HeapNode {
    const { bound, slot, channel } = keys[0]!;
    const last = keys.pop()!;
    if (keys.length > 0) keys[0] = last;
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      if (left >= keys.length) break;
      const child = left + 1 < keys.length && goesFirst(left + 1, left) ? left + 1 : left;
      if (!goesFirst(child, i)) break;
      swap(child, i);
      i = child;
    }
    box.lo.set(bounds.subarray(slot * stride, slot * stride + n));
    box.hi.set(bounds.subarray(slot * stride + n, slot * stride + 2 * n));
    box.off.set(offs.subarray(slot * n, slot * n + n));
    spare.push(slot);
    return { bound, channel, at: bounds[slot * stride + 2 * n]! };
  }

  return {
    push,
    pop,
    top: () => keys[0]!.bound,
    size: () => keys.length,
    clear: () => {
      keys.length = 0;
    },
  };
}
