import type { MeasureResult } from "@ie/contracts";
import { normal } from "@ie/stats";
import { judge, shown, unknown, type Judgement } from "./domain.ts";

/** Smallest effect found with power 0.8 by a two-sided test at 0.05, in standard errors (Bloom 1995): 2.80. */
const detectable = normal.quantile(0.975) + normal.quantile(0.8);

/** The estimate's standard error, or the one its interval implies under normality; null where both are degenerate. */
function standardError({ stderr, interval }: MeasureResult["estimate"]): number | null {
  const se = stderr ?? (interval.upper - interval.lower) / (2 * normal.quantile((1 + interval.level) / 2));
  return se > 0 && Number.isFinite(se) ? se : null;
}

/**
 * With a smallest effect δ worth acting on: min(1, (δ / MDE)²), the share of the information needed to find δ, where
 * MDE = 2.80 standard errors. Without: 1 / (1 + (SE / (|estimate| + SE))²), which runs from 0.5 for an estimate of 0 to 1 for
 * one far from it. Both fall as the standard error grows.
 */
export function precision({ estimate }: MeasureResult, smallestEffect: number | null): Judgement {
  const se = standardError(estimate);
  if (se === null) return unknown("neither a standard error nor an interval of any width is given");
  if (smallestEffect === null) {
    const quality = 1 / (1 + (se / (Math.abs(estimate.value) + se)) ** 2);
    return judge(quality, `standard error ${shown(se)} beside an estimate of ${shown(estimate.value)}`);
  }
  const found = detectable * se;
  return judge(
    (smallestEffect / found) ** 2,
    `effects from ${shown(found)} are found with power 0.8; ${shown(smallestEffect)} is worth acting on`,
  );
}
