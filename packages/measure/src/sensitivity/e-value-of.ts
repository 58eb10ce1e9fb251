import type { Estimate } from "@ie/contracts";
import { eValue, type EValue } from "@ie/stats";

/** Standard deviation within the arms; NaN with fewer than three rows. */
function withinDeviation(outcome: Float64Array, treatment: ArrayLike<number>): number {
  const count = [0, 0];
  const mean = [0, 0];
  let squares = 0;
  for (let i = 0; i < outcome.length; i++) {
    const arm = treatment[i] === 1 ? 1 : 0;
    count[arm]! += 1;
    const distance = outcome[i]! - mean[arm]!;
    mean[arm]! += distance / count[arm]!;
    squares += distance * (outcome[i]! - mean[arm]!);
  }
  return Math.sqrt(squares / (outcome.length - 2));
}

/**
 * E-values on the scale that fits: the risk ratio of an outcome of 0 and 1 where the model gives a relative effect, otherwise the
 * difference over the standard deviation within the arms. Null where the outcome does not vary.
 */
export function eValueOf(
  { value, interval, relative }: Pick<Estimate, "value" | "interval" | "relative">,
  outcome: Float64Array,
  treatment: ArrayLike<number>,
): EValue | null {
  const ratio = relative?.interval;
  if (ratio !== undefined && ratio !== null && relative !== undefined && ratio.lower > -1) {
    if (outcome.every((each) => each === 0 || each === 1)) {
      return eValue("risk_ratio", 1 + relative.value, 1 + ratio.lower, 1 + ratio.upper);
    }
  }
  const deviation = withinDeviation(outcome, treatment);
  if (!(deviation > 0)) return null;
  return eValue("standardised_difference", value / deviation, interval.lower / deviation, interval.upper / deviation);
}
