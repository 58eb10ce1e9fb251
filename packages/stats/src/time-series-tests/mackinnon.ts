import * as normal from "../distributions/normal.ts";

/** MacKinnon (1994, tables 3 and 4, one series): polynomials in τ below and above `change`, inside [`least`, `most`]. */
const SURFACES = {
  c: {
    least: -18.83,
    change: -1.61,
    most: 2.74,
    lower: [2.1659, 1.4412, 0.038269],
    upper: [1.7339, 0.93202, -0.12745, -0.010368],
  },
  ct: {
    least: -16.18,
    change: -2.89,
    most: 0.7,
    lower: [3.2512, 1.6047, 0.049588],
    upper: [2.5261, 0.61654, -0.37956, -0.060285],
  },
} as const;

/** P(τ ≤ statistic) of the Dickey–Fuller t ratio under a unit root, asymptotically. */
export function mackinnonPValue(statistic: number, regression: "c" | "ct"): number {
  const { least, change, most, lower, upper } = SURFACES[regression];
  if (Number.isNaN(statistic)) return Number.NaN;
  if (statistic > most) return 1;
  if (statistic < least) return 0;
  const polynomial: readonly number[] = statistic <= change ? lower : upper;
  return normal.cdf(polynomial.reduceRight((sum, coefficient) => sum * statistic + coefficient, 0));
}
