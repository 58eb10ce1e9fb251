import * as normal from "../distributions/normal.ts";

/** How early the error may be spent: hardly (like O'Brien and Fleming's bounds) or evenly (like Pocock's). */
export type Spending = "obrien_fleming" | "pocock";

/** The part of `alpha`, one side's error, that may be spent by the information fraction (Lan and DeMets 1983, examples 1 and 2). */
export function spentBy(fraction: number, alpha: number, spending: Spending): number {
  if (fraction >= 1) return alpha;
  if (spending === "pocock") return alpha * Math.log1p((Math.E - 1) * fraction);
  return 2 * normal.upperTail(normal.upperTailQuantile(alpha / 2) / Math.sqrt(fraction));
}

/** The alpha of which `spent` may be spent by the information fraction: the inverse of {@link spentBy}. */
export function spendingAlpha(fraction: number, spent: number, spending: Spending): number {
  if (fraction >= 1) return spent;
  if (spending === "pocock") return spent / Math.log1p((Math.E - 1) * fraction);
  return 2 * normal.upperTail(normal.upperTailQuantile(spent / 2) * Math.sqrt(fraction));
}
