import type { Matrix } from "../linear-algebra/matrix.ts";
import { moments } from "./design.ts";
import type { BstsPriors, CausalImpactOptions } from "./model.ts";

/**
 * The defaults of the R package CausalImpact (Brodersen et al. 2015) and, where it leaves them to bsts, of that package, in the units
 * of y: level disturbance 0.01 sd(y) worth 32 observations, at most sd(y); observation variance (1 − R²) var(y) with expected R² 0.8
 * worth 50; three regressors expected, information worth 0.01 of an observation, half of it on the diagonal; initial level
 * N(first y, sd(y)²). Slope and seasons: 0.01 sd(y) worth 0.01 of an observation, initially N(mean step, sd(y)²) and N(0, sd(y)²).
 * The intercept is one of the k + 1 candidates, so that each has the prior probability min(1, 3 / (k + 1)). Give the outcomes before the intervention alone. RangeError unless y varies.
 */
export function causalImpactPriors(
  y: Float64Array,
  regressors: Matrix | null,
  options: CausalImpactOptions = {},
): BstsPriors {
  const { levelSd = 0.01 } = options;
  const observed = y.filter((v) => !Number.isNaN(v));
  const { sd } = moments(observed, new Uint8Array(observed.length).fill(1), observed.length);
  if (!(sd > 0 && sd < Infinity))
    throw new RangeError(`causalImpactPriors: y must hold finite numbers that vary; its standard deviation is ${sd}`);
  const start = observed[0]!;
  const first = y.findIndex((v) => !Number.isNaN(v));
  const last = y.findLastIndex((v) => !Number.isNaN(v));
  const k = regressors?.cols ?? 0;
  const vague = { guess: 0.01 * sd, df: 0.01, upperLimit: sd };
  return {
    observationSd:
      k > 0
        ? { guess: Math.sqrt(1 - 0.8) * sd, df: 50, upperLimit: 1.2 * sd }
        : { guess: sd, df: 0.01, upperLimit: 1.2 * sd },
    levelSd: { guess: levelSd * sd, df: 32, upperLimit: sd },
    slopeSd: vague,
    seasonSd: vague,
    initialLevel: { mean: start, sd },
    initialSlope: { mean: (observed.at(-1)! - start) / (last - first), sd },
    initialSeason: { mean: 0, sd },
    coefficients: {
      intercept: k > 0,
      inclusionProbability: Math.min(1, 3 / (k + 1)),
      informationWeight: 0.01,
      diagonalShrinkage: 0.5,
    },
  };
}
