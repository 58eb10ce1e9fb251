import type { Curve } from "./curves/curve.ts";
import { isAllowed, patternAround, type Side } from "./pattern.ts";
import { createNodeHeap } from "./node-heap.ts";
import { objectiveAt, type Box, type Problem } from "./problem.ts";
import { createRelaxation } from "./relaxation.ts";

export interface Solution {
  /** The best plan found, or null where the limits allow none or none was found. */
  readonly x: Float64Array | null;
  readonly value: number;
  /** No plan is worth more. −∞ where the limits allow none. */
  readonly bound: number;
  /** Relaxations solved. */
  readonly nodes: number;
}

export interface SearchOptions {
  readonly tolerance: number;
  readonly maxNodes: number;
}

/** Below this a difference is rounding of the smallest numbers there are. */
export const leastGap = 1e-320;

/** Curves that bound those of the problem from above when `offset` is added to their sum, for the plans that are asked for, and the best plan so far. */
export interface Charged {
  readonly curves: readonly Curve[];
  readonly offset: number;
  readonly start: Pick<Solution, "x" | "value">;
}

/** The channel whose envelope lies furthest above its curve; −1 where none does. */
function widestGap(gap: Float64Array): number {
  let at = -1;
  for (let i = 0; i < gap.length; i++) if (gap[i]! > (at < 0 ? 0 : gap[at]!)) at = i;
  return at;
}

/** Channels that are alike in everything: [the one before, the one after] of each, −1 for none. */
function twinsOf({ curves, lo, hi, off, groups }: Problem): readonly [Int32Array, Int32Array] {
  const n = curves.length;
  const before = new Int32Array(n).fill(-1);
  const after = new Int32Array(n).fill(-1);
  const last = new Map<string, number>();
  groups.forEach((group, g) => {
    for (const i of group.channels) {
      const key = `${g} ${lo[i]} ${hi[i]} ${off[i]} ${curves[i]!.key}`;
      const twin = last.get(key);
      if (twin !== undefined) {
        before[i] = twin;
        after[twin] = i;
      }
      last.set(key, i);
    }
  });
  return [before, after];
}

/**
 * The global optimum with its proof. Each box is bounded by its relaxation; the box of the largest bound is split at the relaxed
 * spend of the channel whose envelope lies furthest above its curve, where both halves' envelopes then touch the curve
 * (Falk and Soland 1969). Twins are kept in order, and channels whose other piece would cost more than the gap are confined to their piece.
 */
export function branchAndBound(
  problem: Problem,
  { tolerance, maxNodes }: SearchOptions,
  charged: Charged | null = null,
): Solution {
  const { curves, offset } = charged ?? { curves: problem.curves, offset: 0 };
  const n = curves.length;
  const plain = createRelaxation(problem);
  const relaxation = charged === null ? plain : createRelaxation({ ...problem, curves });
  const [before, after] = twinsOf(problem);
  const heap = createNodeHeap(n);
  const copy = (): Box => ({ lo: problem.lo.slice(), hi: problem.hi.slice(), off: problem.off.slice() });
  const box = copy();
  const pattern = copy();
  const best = charged?.start.x?.slice() ?? new Float64Array(n);
  const relaxed = new Float64Array(n);
  let value = charged?.start.value ?? -Infinity;
  let settled = -Infinity; // the largest bound of boxes that were dropped
  let nodes = 0;

  const enough = (): number => (value === -Infinity ? value : value + tolerance * Math.abs(value) + leastGap);

  function offer(x: Float64Array): boolean {
    if (!isAllowed(problem, x)) return false;
    const found = objectiveAt(problem, x);
    if (!(found > value)) return false;
    value = found;
    best.set(x);
    return true;
  }

  function climbFrom(x: Float64Array, moved: number, side: Side, low: number, high: number): boolean {
    patternAround(problem, x, moved, side, low, high, pattern);
    nodes++;
    return plain.solve(pattern) > -Infinity && offer(plain.x);
  }

  /** Confines channels to one piece of their curve where the other cannot be part of a better plan. */
  function confine(bound: number): void {
    const spare = (bound - value) * (1 + 1e-9) + 1e-14 * Math.abs(value);
    for (let i = 0; i < n; i++) {
      const { concave } = problem.curves[i]!;
      const { value: f, whereSlope } = curves[i]!;
      const lambda = relaxation.lambda[i]!;
      const bend = concave[0] ?? 0;
      if (
        concave.length !== 2 ||
        concave[1]! < box.hi[i]! ||
        Number.isNaN(lambda) ||
        relaxation.low[i] !== relaxation.high[i]
      )
        continue;
      const least = Math.max(box.lo[i]!, bend);
      const x = relaxation.x[i]!;
      if (!(least < box.hi[i]!) || (box.off[i] === 0 && box.lo[i]! >= bend)) continue;
      const most = f(x) - lambda * x;
      if (x >= least) {
        const loses = (y: number): boolean => most - (f(y) - lambda * y) > spare;
        const ends = [box.lo[i]!, ...curves[i]!.concave.filter((end) => end > box.lo[i]! && end <= least)];
        if ((least === box.lo[i]! || ends.every(loses)) && (box.off[i] === 0 || loses(0))) {
          box.lo[i] = least;
          box.off[i] = 0;
        }
      } else {
        const y = whereSlope(lambda, least, box.hi[i]!);
        if (!(most - (f(y) - lambda * y) > spare)) continue;
        if (box.off[i] === 0) box.hi[i] = least;
        else if (least === box.lo[i]!) {
          box.off[i] = 0;
          box.lo[i] = box.hi[i] = 0;
        }
      }
    }
  }

  /** Bounds `box`, offers what it finds, and puts it on the heap if it may hold more. */
  function examine(depth: number): void {
    let from = relaxation;
    let bound = from.solve(box) + offset;
    nodes++;
    let branch = widestGap(from.gap);
    if (branch < 0 && charged !== null && bound > enough()) {
      // Charges that are not spent: the box without them says more.
      offer(from.x);
      from = plain;
      bound = Math.min(bound, from.solve(box));
      nodes++;
      branch = widestGap(from.gap);
    }
    const improved = bound > enough() && offer(from.x);
    if (branch < 0 || !(bound > enough())) {
      if (bound > settled) settled = bound;
      return;
    }
    const low = from.low[branch]!;
    const high = from.high[branch]!;
    const margin = 0.05 * (high - low);
    const relaxedSpend = from.x[branch]!;
    const at =
      from.gap[branch] === Infinity ? relaxedSpend : Math.min(Math.max(relaxedSpend, low + margin), high - margin);
    if (value > -Infinity && from === relaxation) confine(bound);
    heap.push(box, bound, branch, at);
    if (improved || depth < 4) {
      relaxed.set(from.x);
      climbFrom(relaxed, branch, "down", low, high);
      climbFrom(relaxed, branch, "up", low, high);
      if (improved) climbFrom(relaxed, branch, "stay", low, high);
    }
  }

  examine(0);
  let depth = 0;
  while (heap.size() > 0 && nodes < maxNodes) {
    const { bound, channel, at } = heap.pop(box);
    if (!(bound > enough())) {
      // The heap gives the largest bound first: the rest is no better.
      if (bound > settled) settled = bound;
      heap.clear();
      break;
    }
    depth++;
    const gapped = box.off[channel] === 1 && at < box.lo[channel]!;
    const [lo, hi, off] = [box.lo.slice(), box.hi.slice(), box.off.slice()];
    // At most `at`, and so are the later twins.
    for (let i = channel; i >= 0; i = after[i]!) {
      if (gapped) {
        box.off[i] = 0;
        box.lo[i] = box.hi[i] = 0;
      } else if (box.hi[i]! > at) box.hi[i] = at;
      if (box.hi[i]! < box.lo[i]!) {
        if (box.off[i] === 1) {
          box.off[i] = 0;
          box.lo[i] = box.hi[i] = 0;
        } else box.lo[i] = box.hi[i]!;
      }
    }
    examine(depth);
    box.lo.set(lo);
    box.hi.set(hi);
    box.off.set(off);
    // At least `at`, and so are the earlier twins.
    for (let i = channel; i >= 0; i = before[i]!) {
      box.off[i] = 0;
      if (!gapped && box.lo[i]! < at) box.lo[i] = at;
      if (box.lo[i]! > box.hi[i]!) box.hi[i] = box.lo[i]!;
    }
    examine(depth);
  }
  const open = heap.size() > 0 ? heap.top() : -Infinity;
  return { x: value > -Infinity ? best : null, value, bound: Math.max(value, settled, open), nodes };
}
