import type { TailPoint } from "./tails.ts";

const MAX_PASSES = 400;
/** Gap in log probability after which one more cubic step is exact to rounding. */
const LAST_STEP = 1e-6;

/**
 * The positive x at which the lower (or upper) tail equals `p`, 0 < p < 1, by Halley's method for log tail = log p in log x, kept
 * inside a shrinking bracket. `start` may be any number. Roots that no double can hold come back as 0 or Infinity.
 */
export function solveTail(tailsAt: (x: number) => TailPoint, p: number, upper: boolean, start: number): number {
  let low = 0;
  let high = Infinity;
  let x = start > 0 && start < Infinity ? start : 1;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const point = tailsAt(x);
    const tail = upper ? point.upper : point.lower;
    const gap = Math.log(tail / p);
    if (gap === 0) return x;
    if (gap > 0 === upper) low = x;
    else high = x;
    const slope = (upper ? -point.density : point.density) / tail;
    const bend = 1 - (gap * (point.logSlope / slope - 1)) / 2;
    const next = x * Math.exp(-gap / (slope * (bend > 0.3 ? bend : 1)));
    if (Math.abs(gap) < LAST_STEP && next > 0 && next < Infinity) return next;
    if (next > low && next < high) x = next;
    else {
      // Halve the bracket in log x; its ends start at the smallest and largest double.
      x = Math.sqrt(Math.max(low, Number.MIN_VALUE)) * Math.sqrt(Math.min(high, Number.MAX_VALUE));
      if (!(x > low && x < high)) break;
    }
  }
  if (low === 0) return 0;
  return high === Infinity ? Infinity : x;
}
