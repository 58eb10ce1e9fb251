import type { Response } from "../response.ts";

/** baseline · coefficient · (after − before): a unit more of the metric adds `coefficient` of the baseline. */
export const linear: Response = {
  parameters: ["coefficient"],
  defaults: { coefficient: 0.5 },
  isLinear: true,
  change: (before, after, baseline, [coefficient = NaN]) => baseline * coefficient * (after - before),
};
