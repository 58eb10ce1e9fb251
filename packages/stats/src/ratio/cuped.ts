import type { Moments } from "./moments.ts";

/** An arm with a covariate from before the assignment. */
export interface CovariateMoments extends Moments {
  readonly covariateMean: number;
  readonly covariateVariance: number;
  /** Of outcome and covariate over the arm's units, divisor n − 1. */
  readonly covariance: number;
}

export interface Cuped {
  /** Slope of the outcome on the covariate within arms, pooled; 0 where the covariate does not vary. */
  readonly theta: number;
  /** The arms with means at the common mean of the covariate, and with the variance left over. */
  readonly arms: readonly Moments[];
  /** Variance left over as a share of the variance before, pooled over the arms: 1 − r². */
  readonly varianceFactor: number;
}

/** CUPED (Deng, Xu, Kohavi and Walker 2013): variance that a covariate from before the assignment explains is taken out. */
export function cuped(arms: readonly CovariateMoments[]): Cuped {
  let total = 0;
  let sum = 0;
  let cross = 0;
  let square = 0;
  let spread = 0;
  for (const { n, variance, covariateMean, covariateVariance, covariance } of arms) {
    total += n;
    sum += n * covariateMean;
    cross += (n - 1) * covariance;
    square += (n - 1) * covariateVariance;
    spread += (n - 1) * variance;
  }
  const theta = square > 0 ? cross / square : 0;
  const centre = sum / total;
  return {
    theta,
    arms: arms.map(({ n, mean, variance, covariateMean, covariateVariance, covariance }) => ({
      n,
      mean: mean - theta * (covariateMean - centre),
      variance: Math.max(0, variance - 2 * theta * covariance + theta * theta * covariateVariance),
    })),
    varianceFactor: Math.max(0, 1 - (theta * cross) / spread),
  };
}
