import type { MeasureResult } from "@ie/contracts";
import { judge, shown, unknown, type Judgement } from "./domain.ts";

/**
 * Largest probability that there is an effect, from a p-value and even prior odds: 1 / (1 − e p ln p) for p < 1/e, else 0.5
 * (Sellke, Bayarri & Berger 2001). p = 0.05 gives 0.71, 0.01 gives 0.89, 0.001 gives 0.98.
 */
export function probabilityOfEffect(pValue: number): number {
  if (pValue >= 1 / Math.E) return 0.5;
  return pValue === 0 ? 1 : 1 / (1 - Math.E * pValue * Math.log(pValue));
}

/**
 * By {@link probabilityOfEffect}, at least 0.5. A finding that there is no effect worth acting on is a finding too: where the interval
 * lies within ±`smallestEffect`, the domain is as good as the precision if that is better.
 */
export function significance(
  { estimate }: MeasureResult,
  smallestEffect: number | null,
  precision: Judgement,
): Judgement {
  const { pValue, interval } = estimate;
  const byPValue =
    pValue === null
      ? unknown("the model gives no p-value")
      : judge(
          probabilityOfEffect(pValue),
          `p = ${shown(pValue)}: probability of an effect at most ${shown(probabilityOfEffect(pValue))} from even odds`,
        );
  const equivalent = smallestEffect !== null && interval.lower > -smallestEffect && interval.upper < smallestEffect;
  if (!equivalent || precision.quality <= byPValue.quality) return byPValue;
  const bounds = `${shown(interval.lower)} to ${shown(interval.upper)}`;
  return judge(precision.quality, `the interval ${bounds} rules out an effect of ${shown(smallestEffect)}`);
}
