import type { Problem } from "./problem.ts";

/** Channels that may exchange money: `pool[i]` is the innermost group of i whose sum is at a limit, or 0, the whole. */
export interface Pools {
  readonly pool: Int32Array;
  /** Limit that holds each group's sum: 1 its largest, −1 its least, 0 none. */
  readonly side: Int8Array;
  /** The pool around each group: the next group outside of it whose sum is at a limit, or 0. */
  readonly parent: Int32Array;
  /** Which channels lie inside their limits. */
  readonly interior: Uint8Array;
}

const near = (a: number, b: number): boolean =>
  Number.isFinite(b) && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** `hi`: where a channel's own limit is, which the budget may forestall. */
export function poolsAt({ lo, off, groups }: Problem, hi: Float64Array, x: Float64Array): Pools {
  const side = new Int8Array(groups.length);
  const pool = new Int32Array(x.length);
  const parent = new Int32Array(groups.length);
  const sums = new Float64Array(groups.length);
  const sum = (g: number): number => {
    let total = 0;
    for (const i of groups[g]!.channels) total += x[i]!;
    for (const child of groups[g]!.children) total += sum(child);
    sums[g] = total;
    return total;
  };
  sum(0);
  const walk = (g: number, around: number): void => {
    const { min, max, channels, children } = groups[g]!;
    side[g] = near(sums[g]!, max) ? 1 : min > 0 && near(sums[g]!, min) ? -1 : 0;
    parent[g] = around;
    const here = g === 0 || side[g] !== 0 ? g : around;
    for (const i of channels) pool[i] = here;
    for (const child of children) walk(child, here);
  };
  walk(0, 0);
  const interior = Uint8Array.from(x, (at, i) => {
    if (off[i] === 1 && at === 0) return 0;
    return at > lo[i]! && at < hi[i]! && !near(at, lo[i]!) && !near(at, hi[i]!) ? 1 : 0;
  });
  return { pool, side, parent, interior };
}
