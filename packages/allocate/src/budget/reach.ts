import type { Box, Group } from "./problem.ts";

/** Writes the least and the largest sum of group `g`, and of all within it, that channels and limits allow; false where they clash. */
export function reachOf(groups: readonly Group[], box: Box, least: Float64Array, most: Float64Array, g = 0): boolean {
  const { channels, children, min, max } = groups[g]!;
  let a = 0;
  let b = 0;
  for (const i of channels) {
    a += box.off[i] === 1 ? 0 : box.lo[i]!;
    b += box.hi[i]!;
  }
  for (const child of children) {
    if (!reachOf(groups, box, least, most, child)) return false;
    a += least[child]!;
    b += most[child]!;
  }
  const slack = 1e-12 * (Math.abs(a) + Math.abs(min));
  if (a > max + slack || b < min - slack || min > max + slack) return false;
  least[g] = a > min ? a : min;
  most[g] = b < max ? b : max;
  if (least[g] > most[g]) least[g] = most[g]!;
  return true;
}
