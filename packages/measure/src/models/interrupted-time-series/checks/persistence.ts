import type { Check } from "@ie/contracts";
import type { ArPosterior } from "../regression/ar-posterior.ts";

/** A first partial autocorrelation above this is hard to tell from a random walk. */
const nearWalk = 0.95;

/** How likely the errors wander like a random walk. The interval carries that possibility with its weight; a reader should know of it. */
export function persistenceCheck({ nodes }: ArPosterior): Check {
  const share = nodes.reduce((sum, { weight, partials }) => sum + ((partials[0] ?? 0) > nearWalk ? weight : 0), 0);
  return {
    name: "unit_root",
    status: share > 0.5 ? "fail" : share > 0.2 ? "warn" : "pass",
    message:
      share > 0.2
        ? `the errors may wander like a random walk (posterior weight ${share.toFixed(2)}); the interval allows for it, but a step and a wandering level look alike`
        : `the errors return to their mean (posterior weight of a random walk ${share.toFixed(2)})`,
    value: share,
  };
}
