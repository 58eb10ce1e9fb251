import type { LikelihoodPass } from "./likelihood-pass.ts";

/** Share of the widest margin within which a row counts as on the border: Newton's steps settle such rows geometrically. */
const BORDER = 1e-4;

/**
 * `direction` (q standardised coefficients) if it separates: no row moves to the wrong side, some move to the right one (Albert and
 * Anderson 1984, quasi-complete separation). With `strictly`, every row must be on its right side. Null if it does not.
 */
export function separatingDirection(
  y: Uint8Array,
  weights: Float64Array | null,
  pass: LikelihoodPass,
  direction: Float64Array,
  strictly = false,
): Float64Array | null {
  const margin = new Float64Array(y.length);
  pass.predict(direction, margin);
  let [least, most] = [Infinity, 0];
  for (let i = 0; i < y.length; i++) {
    if (weights !== null && weights[i] === 0) continue;
    const signed = y[i] === 1 ? margin[i]! : -margin[i]!;
    least = Math.min(least, signed);
    most = Math.max(most, signed);
  }
  if (!(most > 0)) return null;
  return (strictly ? least > 0 : least >= -BORDER * most) ? direction : null;
}
