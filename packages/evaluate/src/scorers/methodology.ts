import { optionsSchema, type Schema, type Scorer } from "@ie/contracts";
import * as z from "zod";
import { bands } from "../methodology/bands.ts";
import { checkFlags, checksQuality } from "../methodology/checks.ts";
import { precision } from "../methodology/precision.ts";
import { sampleSize } from "../methodology/sample-size.ts";
import { significance } from "../methodology/significance.ts";

export interface MethodologyOptions {
  /** Smallest effect worth acting on, in units of the effect; null: not said. */
  readonly smallestEffect: number | null;
}

const options: Schema<MethodologyOptions> = optionsSchema({
  smallest_effect: z.number().positive().nullable().default(null),
});

/** Sum to 1. Faults of the design weigh most: no amount of data mends them (Sterne et al. 2016). */
const weights = { checks: 0.35, precision: 0.3, significance: 0.2, sample_size: 0.15 } as const;

/**
 * A score within the band of the design: confidence = lower + (upper − lower) · Q with Q = Π q_k^w_k over the domains checks,
 * precision, significance and sample size, each q_k in [0.01, 1] with its reason. A weighted geometric mean lets a weak
 * domain pull the whole down further than a strong one lifts it. No chance enters; a domain without evidence counts 0.5 and
 * says so. The score rises with the sample size and falls with the standard error, the p-value and each check's status.
 */
export const methodology: Scorer<MethodologyOptions> = {
  options,
  score: (result, { smallestEffect }) => {
    const precise = precision(result, smallestEffect);
    const judgements = {
      checks: checksQuality(result.checks),
      precision: precise,
      significance: significance(result, smallestEffect, precise),
      sample_size: sampleSize(result.sampleSize),
    };
    const reasons = (Object.keys(weights) as (keyof typeof weights)[]).map((domain) => ({
      domain,
      score: judgements[domain].quality,
      weight: weights[domain],
      reason: judgements[domain].reason,
    }));
    const quality = Math.exp(reasons.reduce((sum, { score, weight }) => sum + weight * Math.log(score), 0));
    const { lower, upper } = bands[result.design];
    const confidence = Math.min(upper, lower + (upper - lower) * quality);
    const flags = [...(result.provenance?.mock === true ? ["mock_data"] : []), ...checkFlags(result.checks)];
    return Promise.resolve({ confidence, reasons, flags });
  },
};
