import { driftForPower } from "../sequential/crossing.ts";
import { spendingBounds, type SpendingBoundsInput } from "../sequential/spending-bounds.ts";
import * as normal from "../distributions/normal.ts";
import { checkPower } from "./two-means.ts";

/**
 * Largest sample of a group-sequential design as a multiple of the sample of a test with one look and the same power (Jennison and
 * Turnbull 2000, ch. 2). The last of `fractions` must be 1: RangeError otherwise, and as `spendingBounds`.
 */
export function groupSequentialInflation(design: SpendingBoundsInput, power: number): number {
  const { fractions, alpha, sides } = design;
  checkPower("groupSequentialInflation", power, alpha);
  if (fractions.at(-1) !== 1)
    throw new RangeError(`groupSequentialInflation: the last fraction must be 1; got ${fractions.at(-1)}`);
  const drift = driftForPower({ fractions, bounds: spendingBounds(design), sides }, power);
  const critical = normal.upperTailQuantile(alpha / sides);
  return (drift / driftForPower({ fractions: [1], bounds: [critical], sides }, power)) ** 2;
}
