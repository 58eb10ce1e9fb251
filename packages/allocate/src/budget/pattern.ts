import type { Box, Problem } from "./problem.ts";

/** What becomes of the one channel that lies on a chord: it stays where it is, or goes to the lower or the upper end of the chord. */
export type Side = "stay" | "down" | "up";

/**
 * Narrows `box` to the concave pieces around `x`: there the relaxation is exact, so that solving it gives the best plan of this
 * pattern. Channels inside a convex piece stay, but for `moved`, which goes to one side of its chord from `low` to `high`.
 */
export function patternAround(
  { curves, lo, hi, off }: Problem,
  x: Float64Array,
  moved: number,
  side: Side,
  low: number,
  high: number,
  box: Box,
): void {
  for (let i = 0; i < x.length; i++) {
    const at = i !== moved || side === "stay" ? x[i]! : side === "down" ? low : high;
    box.off[i] = 0;
    box.lo[i] = box.hi[i] = at;
    if (off[i] === 1 && at < lo[i]!) continue;
    const { concave } = curves[i]!;
    for (let run = 0; run < concave.length; run += 2) {
      const [a, b] = [Math.max(concave[run]!, lo[i]!), Math.min(concave[run + 1]!, hi[i]!)];
      if (a <= at && at <= b) {
        box.lo[i] = a;
        box.hi[i] = b;
      }
    }
  }
}

/** Whether a spend lies in the gap below the least effective one. */
export function isAllowed({ lo, off }: Problem, x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (off[i] === 1 && x[i]! > 0 && x[i]! < lo[i]! * (1 - 1e-12)) return false;
  return true;
}
