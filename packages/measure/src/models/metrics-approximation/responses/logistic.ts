import type { Response } from "../response.ts";

/** baseline · maximum · (S(after) − S(before)) with S(m) = 1 / (1 + e^(−steepness · (m − midpoint))). */
export const logistic: Response = {
  parameters: ["maximum", "midpoint", "steepness"],
  change: (before, after, baseline, [maximum = NaN, midpoint = NaN, steepness = NaN]) => {
    const at = (metric: number): number => 1 / (1 + Math.exp(-steepness * (metric - midpoint)));
    return baseline * maximum * (at(after) - at(before));
  },
};
