import { optionsSchema, type Reason, type Scorer } from "@ie/contracts";
import * as z from "zod";
import { bands } from "./bands.ts";
import { judgeChecks, judgePrecision, judgeSampleSize, judgeSignificance } from "./domains.ts";

export interface MethodologyOptions {
  /** Smallest effect worth acting on, in the effect's unit; null where nobody has said. */
  readonly smallestEffect: number | null;
}

/** Weights of the domains; they add up to 1. */
export const weights = { sample_size: 0.15, precision: 0.3, significance: 0.2, checks: 0.35 } as const;

/**
 * Confidence by the kind of evidence, moved within its band by four domains: lo + (hi − lo)·Q with Q = Π qᵏ^wᵏ, so that a
 * weak domain is not averaged away (the logic of GRADE: start from the design, move by named domains). Monotone in every
 * domain; nothing is drawn at random.
 */
export const methodology: Scorer<MethodologyOptions> = {
  options: optionsSchema({ smallest_effect: z.number().gt(0).nullable().default(null) }),
  score: (result, { smallestEffect }) => {
    const precision = judgePrecision(result, smallestEffect);
    const judgements = {
      sample_size: judgeSampleSize(result),
      precision,
      significance: judgeSignificance(result, smallestEffect, precision.score),
      checks: judgeChecks(result),
    };
    const reasons: Reason[] = Object.entries(judgements).map(([domain, judgement]) => ({
      domain,
      weight: weights[domain as keyof typeof judgements], // entries forget their keys
      score: judgement.score,
      reason: judgement.reason,
    }));
    const q = reasons.reduce((product, { score, weight }) => product * score ** weight, 1);
    const [lo, hi] = bands[result.design];
    const flags = result.checks.flatMap(({ name, status }) =>
      status === "pass" ? [] : [`check_${status === "fail" ? "failed" : "warned"}:${name}`],
    );
    if (result.provenance?.mock === true) flags.unshift("mock_data");
    return Promise.resolve({ confidence: Math.min(hi, lo + (hi - lo) * q), reasons, flags });
  },
};
