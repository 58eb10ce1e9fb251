/** The rows on one side of the cutoff, nearest first, so that those within a bandwidth come first. */
export interface Side {
  /** Their places in the data given. */
  readonly rows: Int32Array;
  /** Signed distance from the cutoff. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Starts of the runs of equal x, and the number of rows as the last. */
  readonly starts: Int32Array;
}

/** Rows with x below 0, and with x of 0 or more. `x`, `y`: n, finite. */
export function sidesOf(x: Float64Array, y: Float64Array): readonly [below: Side, above: Side] {
  const places = Int32Array.from(x, (_, i) => i);
  const below = places.filter((i) => x[i]! < 0).sort((a, b) => x[b]! - x[a]!);
  const above = places.filter((i) => x[i]! >= 0).sort((a, b) => x[a]! - x[b]!);
  return [sideOf(below, x, y), sideOf(above, x, y)];
}

function sideOf(rows: Int32Array, x: Float64Array, y: Float64Array): Side {
  const own = Float64Array.from(rows, (i) => x[i]!);
  const starts: number[] = [];
  for (let i = 0; i < own.length; i++) if (i === 0 || own[i] !== own[i - 1]) starts.push(i);
  starts.push(own.length);
  return { rows, x: own, y: Float64Array.from(rows, (i) => y[i]!), starts: Int32Array.from(starts) };
}

/** Distance of the `count`-th distinct value from the cutoff, or of the last where there are fewer; 0 where there is none. */
export function reachOf({ x, starts }: Side, count: number): number {
  const at = starts[Math.min(count, starts.length - 1) - 1];
  return at === undefined || x.length === 0 ? 0 : Math.abs(x[at] ?? 0);
}

/** How many rows lie strictly within `h`. */
export function countWithin({ x }: Side, h: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Math.abs(x[middle]!) < h) low = middle + 1;
    else high = middle;
  }
  return low;
}
