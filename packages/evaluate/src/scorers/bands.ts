import type { Design } from "@ie/contracts";

/** Least and most confidence that a kind of evidence can earn: the specification's bands. */
export const bands: Readonly<Record<Design, readonly [lo: number, hi: number]>> = {
  experiment: [0.85, 1],
  "quasi-experiment": [0.6, 0.84],
  "time-series": [0.4, 0.59],
  observational: [0.2, 0.39],
};
