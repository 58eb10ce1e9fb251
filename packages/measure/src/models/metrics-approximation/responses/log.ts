import type { Response } from "../response.ts";

/** baseline · coefficient · log(after / before): doubling the metric adds 0.693 · `coefficient` of the baseline. */
export const log: Response = {
  parameters: ["coefficient"],
  isLinear: true,
  above: 0,
  change: (before, after, baseline, [coefficient = NaN]) => baseline * coefficient * Math.log(after / before),
};
