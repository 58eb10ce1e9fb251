import {
  clusterDesignEffect,
  crossingFunction,
  deltaRatio,
  driftForPower,
  normal,
  powerOfProportions,
  powerOfT,
  spendingBounds,
} from "@ie/stats";
import { baselineOf, type DesignOptions, type MetricOptions } from "./options.ts";

/** Everything about a design that does not depend on its size. */
export interface PowerFunction {
  /** Two-sided or one-sided error of one comparison with the control. */
  readonly alpha: number;
  readonly baseline: number;
  /** Variance of a unit's outcome in the arms' means as a multiple of that of independent units without a covariate. */
  readonly varianceFactor: number;
  /** Information fractions of the looks, and their critical values. */
  readonly fractions: readonly number[];
  readonly bounds: Float64Array;
  /** Fewest units of an arm: what the test needs to have degrees of freedom. */
  readonly fewest: number;
  /** Probability that a comparison of arms of these sizes is significant when the effect is `effect`, in the metric's unit. */
  powerAt(nTreated: number, nControl: number, effect: number): number;
  /** Probability of stopping at each look, given the power that one look would have. */
  stopping(singleLookPower: number): Float64Array;
  /** Power that one look at the end would have. */
  singleLookPowerAt(nTreated: number, nControl: number, effect: number): number;
}

/** Standard deviation of a unit. For a ratio, of what the unit adds to it (delta method). */
function unitSd({ sd, rate, numerator, denominator, correlation }: MetricOptions): number {
  if (sd !== null) return sd;
  if (rate !== null) return Math.sqrt(rate * (1 - rate));
  const [top, below] = [numerator!, denominator!]; // the schema has checked that both are there
  const covariance = correlation * top.sd * below.sd;
  return Math.sqrt(deltaRatio(top.mean, below.mean, top.sd ** 2, below.sd ** 2, covariance, 1).variance);
}

/** The power of a design as a function of its size. */
export function powerFunction(options: DesignOptions): PowerFunction {
  const { metric, sides, looks, spending, cupedR2, cluster } = options;
  const alpha = options.alpha / (options.arms - 1);
  const baseline = baselineOf(metric);
  const factor = 1 - cupedR2;
  const varianceFactor = factor * (cluster === null ? 1 : clusterDesignEffect(cluster.icc, cluster.size, cluster.cv));
  // Clusters are what varies independently: their means are the sample, which also sets the degrees of freedom.
  const size = cluster?.size ?? 1;
  const scale = Math.sqrt(varianceFactor / size);
  const sd = unitSd(metric) * scale;

  function singleLookPowerAt(nTreated: number, nControl: number, effect: number): number {
    const test = { alpha, sides, nTreated: nTreated / size, nControl: nControl / size };
    if (metric.rate === null) return powerOfT({ ...test, difference: effect, sd });
    const treated = metric.rate + effect;
    if (cluster !== null)
      return powerOfT({
        ...test,
        difference: effect,
        sd: Math.sqrt(treated * (1 - treated)) * scale,
        sdControl: sd,
      });
    if (effect === 0) return alpha;
    return powerOfProportions({
      alpha,
      sides,
      control: metric.rate,
      treated,
      nTreated: nTreated / factor,
      nControl: nControl / factor,
    });
  }

  const fractions = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  const bounds = spendingBounds({ fractions, alpha, spending, sides });
  const crossing = crossingFunction({ fractions, bounds, sides });
  const oneLook = { fractions: [1], bounds: [normal.upperTailQuantile(alpha / sides)], sides };

  function stopping(singleLookPower: number): Float64Array {
    const drift = singleLookPower <= alpha ? 0 : driftForPower(oneLook, Math.min(singleLookPower, 1 - 1e-12));
    const { upper, lower } = crossing(drift);
    return upper.map((up, k) => up + lower[k]!);
  }

  return {
    alpha,
    baseline,
    varianceFactor,
    fractions,
    bounds,
    fewest: 2 * size,
    singleLookPowerAt,
    stopping,
    powerAt: (nTreated, nControl, effect) => {
      const power = singleLookPowerAt(nTreated, nControl, effect);
      return looks === 1 ? power : stopping(power).reduce((sum, each) => sum + each, 0);
    },
  };
}
