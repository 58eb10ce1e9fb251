import type { Effect, Relative } from "@ie/contracts";
import type { Inference } from "./method.ts";
import { mixtureMean, mixtureSd, twoSidedP, upperQuantile, type TMixture } from "./regression/mixture.ts";

/** Mean, standard deviation, equal-tailed interval and two-sided p of one mixture: p < α just where 0 is outside. */
export function inferenceOf(mixture: TMixture, level: number): Inference {
  const alpha = (1 - level) / 2;
  return {
    value: mixtureMean(mixture),
    stderr: mixtureSd(mixture),
    interval: { lower: upperQuantile(mixture, 1 - alpha), upper: upperQuantile(mixture, alpha), level },
    pValue: twoSidedP(mixture),
  };
}

export function scaled({ value, stderr, interval, pValue }: Inference, factor: number): Inference {
  return {
    value: value * factor,
    stderr: stderr * factor,
    interval: { lower: interval.lower * factor, upper: interval.upper * factor, level: interval.level },
    pValue,
  };
}

export function effectOf(name: string, inference: Inference, unit: string, relative: Relative | null = null): Effect {
  return { name, ...inference, adjustedPValue: null, unit, relative };
}
