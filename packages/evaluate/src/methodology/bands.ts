import type { Design } from "@ie/contracts";

export interface Band {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Confidence that each kind of evidence can reach, whatever its statistics: the more the design leaves to assumption, the lower.
 * The order is that of the Maryland scale (Sherman et al. 1997) and of GRADE's starting levels (Guyatt et al. 2008).
 */
export const bands: Readonly<Record<Design, Band>> = {
  experiment: { lower: 0.85, upper: 1 },
  "quasi-experiment": { lower: 0.6, upper: 0.84 },
  "time-series": { lower: 0.4, upper: 0.59 },
  observational: { lower: 0.2, upper: 0.39 },
};
