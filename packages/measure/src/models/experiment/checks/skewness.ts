import type { Check } from "@ie/contracts";
import { normal } from "@ie/stats";
import type { ArmMoments } from "./arm-moments.ts";

/** Share of its nominal error that a tail may gain: 2.5 % become 3.5 %. */
const tolerated = 0.4;

/** Standard errors of a normal sample's skewness that are taken for chance. */
const chance = 3;

/**
 * Whether the outcome is too skewed for the arms' sizes. With λ the skewness of the difference in means, each tail of its t statistic is
 * off by λ (2x² + 1) φ(x) / 6 to first order (Hall 1992, section 2.6, for one sample; that of two has the same form). Arms of equal size
 * and shape cancel. For one sample, a tail of 2.5 % that gains 0.45 points is the rule of 355 times the squared skewness as units (Kohavi
 * et al. 2014). `isExact`: the interval takes no distribution for granted.
 */
export function skewnessCheck(treated: ArmMoments, control: ArmMoments, level: number, isExact: boolean): Check {
  const parts = [treated, control].map(({ n, variance, skewness }) => ({ n, skewness, square: variance / n }));
  const total = parts.reduce((sum, { square }) => sum + square, 0);
  const weights = parts.map(({ n, square }) => Math.sqrt((square / total) ** 3 / n));
  const lambda = weights[0]! * treated.skewness - weights[1]! * control.skewness;
  const noise = Math.sqrt(parts.reduce((sum, { n }, arm) => sum + (6 / n) * weights[arm]! ** 2, 0));
  const tail = (1 - level) / 2;
  const x = normal.upperTailQuantile(tail);
  const perUnit = ((2 * x * x + 1) * normal.pdf(x)) / 6;
  const gained = Math.abs(lambda) * perUnit;
  const found = `the difference in means has skewness ${lambda.toFixed(2)}`;
  const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
  const isSkewed = gained > tolerated * tail && Math.abs(lambda) > chance * noise;
  const times = Math.ceil((gained / (tolerated * tail)) ** 2);
  return {
    name: "skewness",
    status: isSkewed && !isExact ? "warn" : "pass",
    message: !isSkewed
      ? found
      : isExact
        ? `${found}; the interval allows for it`
        : `${found}: about ${percent(Math.min(0.5, tail + gained))} of such intervals lie wholly ${lambda > 0 ? "below" : "above"} the effect where ${percent(tail)} are due; try inference: randomisation, winsorise the outcome, or assign about ${times} times as many units`,
    value: Number.isFinite(lambda) ? lambda : null,
  };
}
