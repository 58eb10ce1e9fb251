import type { Design, EvaluateResult } from "@ie/contracts";
import type { EvaluateRequest } from "../stages.ts";
import { stableUniform } from "./stable-uniform.ts";

/** Confidence that each kind of evidence can have. */
const bands: Readonly<Record<Design, readonly [lower: number, upper: number]>> = {
  experiment: [0.85, 1],
  "quasi-experiment": [0.6, 0.84],
  "time-series": [0.4, 0.59],
  observational: [0.2, 0.39],
};

/** Returns from the interval, and a confidence made up within the band of the design. */
export async function mockEvaluate(request: EvaluateRequest): Promise<EvaluateResult> {
  const { result, cost, returnMultiplier, currency } = request;
  const { initiativeId, design, estimate, sampleSize } = result;
  const [lower, upper] = bands[design];
  return {
    initiativeId,
    confidence: lower + (upper - lower) * stableUniform(initiativeId, "confidence"),
    cost,
    returns: {
      best: estimate.interval.upper * returnMultiplier,
      med: estimate.value * returnMultiplier,
      worst: estimate.interval.lower * returnMultiplier,
    },
    design,
    sampleSize,
    flags: ["mock"],
    reasons: [],
    returnMultiplier,
    currency,
  };
}
