import type { Response } from "../response.ts";

/** baseline · ((after / before)^elasticity − 1): constant elasticity. */
export const power: Response = {
  parameters: ["elasticity"],
  above: 0,
  change: (before, after, baseline, [elasticity = NaN]) => baseline * Math.expm1(elasticity * Math.log(after / before)),
};
