import type { Curve } from "./curves/curve.ts";

/**
 * The spend of [lo, hi], or 0 where `off`, at which f(x) − λx is largest: the concave conjugate's maximiser. Candidates are one
 * point of each concave run and the ends of convex ones. Among equals the largest.
 */
export function bestResponse(curve: Curve, lambda: number, lo: number, hi: number, off: number): number {
  if (lo === hi && off === 0) return lo;
  const { concave } = curve;
  if (concave.length === 2 && concave[0]! <= lo && concave[1]! >= hi && off === 0)
    return curve.whereSlope(lambda, lo, hi);
  let best = off === 1 ? 0 : lo;
  let most = curve.value(best) - lambda * best;
  if (off === 1) {
    const gain = curve.value(lo) - lambda * lo;
    if (gain >= most) {
      best = lo;
      most = gain;
    }
  }
  let last = -1;
  for (let run = 0; run < concave.length; run += 2) {
    const a = concave[run]! > lo ? concave[run]! : lo;
    const b = concave[run + 1]! < hi ? concave[run + 1]! : hi;
    if (!(a <= b)) continue;
    const x = curve.whereSlope(lambda, a, b);
    last = b;
    if (x === best) continue;
    const gain = curve.value(x) - lambda * x;
    if (gain >= most) {
      best = x;
      most = gain;
    }
  }
  if (last < hi) {
    const gain = curve.value(hi) - lambda * hi;
    if (gain >= most) best = hi;
  }
  return best;
}
