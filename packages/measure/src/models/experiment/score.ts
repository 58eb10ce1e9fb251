import { riskDifference, riskRatio, type Proportion } from "@ie/stats";
import type { Answer } from "./answer.ts";
import type { Contrast } from "./contrast.ts";

/** Score interval and p-value of two proportions, for difference and ratio alike (Miettinen and Nurminen 1985). */
export function scoreAnswer(contrast: Contrast, treated: Proportion, control: Proportion, level: number): Answer {
  const exact = ({ events, n }: Proportion): Proportion => ({ events: Math.round(events), n });
  const { value, lower, upper, pValue } = riskDifference(exact(treated), exact(control), level);
  const ratio = riskRatio(exact(treated), exact(control), level);
  const relative =
    ratio.value === null
      ? null
      : {
          value: ratio.value - 1,
          interval:
            ratio.lower === null || ratio.upper === null
              ? null
              : { lower: ratio.lower - 1, upper: ratio.upper - 1, level },
          baseline: control.events / control.n,
        };
  return {
    ...contrast,
    value: value ?? contrast.value,
    lower,
    upper: upper ?? 1,
    pValue,
    relative,
    method: "score",
    resampled: null,
  };
}
