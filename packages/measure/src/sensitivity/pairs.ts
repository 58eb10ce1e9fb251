import type { Diagnostics, Table } from "@ie/contracts";
import { rosenbaumBounds, rosenbaumLimit } from "@ie/stats";

/** Odds factors of the table. */
const gammas = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5];

/** Rosenbaum's bounds of matched differences (2002), and the greatest odds factor that leaves the effect significant. */
export function pairsOf(
  differences: Float64Array,
  level: number,
): { readonly diagnostics: Diagnostics; readonly tables: Readonly<Record<string, Table>> } {
  const bounds = rosenbaumBounds(differences, gammas, { level });
  const column = (of: (bound: (typeof bounds)[number]) => number | null): Float64Array =>
    Float64Array.from(bounds, (bound) => of(bound) ?? NaN);
  return {
    diagnostics: { rosenbaum_gamma: rosenbaumLimit(differences, 1 - level) },
    tables: {
      rosenbaum_bounds: {
        gamma: Float64Array.from(gammas),
        p_upper: column(({ pUpper }) => pUpper),
        p_lower: column(({ pLower }) => pLower),
        estimate_lower: column(({ estimateLower }) => estimateLower),
        estimate_upper: column(({ estimateUpper }) => estimateUpper),
        ci_lower: column(({ intervalLower }) => intervalLower),
        ci_upper: column(({ intervalUpper }) => intervalUpper),
      },
    },
  };
}
