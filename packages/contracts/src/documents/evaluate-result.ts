import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type { Design } from "../estimate.ts";
import { design, probability } from "./shared.ts";

/** Currency gained at scale; worst ≤ med ≤ best. On disk `R_worst`, `R_med`, `R_best`. */
export interface Returns {
  readonly best: number;
  readonly med: number;
  readonly worst: number;
}

/** One domain of a confidence score. */
export interface Reason {
  readonly domain: string;
  /** 0 to 1. */
  readonly score: number;
  readonly weight: number;
  readonly reason: string;
}

/** How far the evidence on one initiative is trusted, and what it is worth in each scenario. */
export interface EvaluateResult {
  readonly initiativeId: string;
  readonly confidence: number;
  /** Currency needed to scale the initiative; above 0. */
  readonly cost: number;
  readonly returns: Returns;
  /** As measured, where `returns` were drawn towards those of the other initiatives. */
  readonly rawReturns?: Returns;
  /** Null where the document was made elsewhere and does not say. */
  readonly design: Design | null;
  readonly sampleSize: number | null;
  readonly flags: readonly string[];
  readonly reasons: readonly Reason[];
  /** Currency gained at scale per unit of effect. */
  readonly returnMultiplier: number;
  readonly currency: string | null;
}

const wire = z.looseObject({
  schema_version: schemaVersion,
  initiative_id: initiativeId,
  confidence: probability,
  cost: z.number().gt(0),
  R_best: z.number(),
  R_med: z.number(),
  R_worst: z.number(),
  raw_R: z.object({ best: z.number(), med: z.number(), worst: z.number() }).nullable().default(null),
  model_type: design.nullable().default(null),
  sample_size: z.int().min(0).nullable().default(null),
  flags: z.array(z.string()).default([]),
  reasons: z
    .array(z.object({ domain: z.string(), score: probability, weight: probability, reason: z.string() }))
    .default([]),
  return_multiplier: z.number().gt(0).default(1),
  currency: z.string().nullable().default(null),
});

export const evaluateResult: DocumentType<EvaluateResult> = defineDocument({
  name: "evaluate_result",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    if (r.R_worst > r.R_med) fault(["R_worst"], `${r.R_worst} is above R_med ${r.R_med}; worst ≤ med ≤ best`);
    if (r.R_med > r.R_best) fault(["R_best"], `${r.R_best} is below R_med ${r.R_med}; worst ≤ med ≤ best`);
  },
  read: (r) => ({
    initiativeId: r.initiative_id,
    confidence: r.confidence,
    cost: r.cost,
    returns: { best: r.R_best, med: r.R_med, worst: r.R_worst },
    ...(r.raw_R === null ? {} : { rawReturns: r.raw_R }),
    design: r.model_type,
    sampleSize: r.sample_size,
    flags: r.flags,
    reasons: r.reasons,
    returnMultiplier: r.return_multiplier,
    currency: r.currency,
  }),
  write: (r) => ({
    schema_version: "1.0",
    initiative_id: r.initiativeId,
    confidence: r.confidence,
    cost: r.cost,
    R_best: r.returns.best,
    R_med: r.returns.med,
    R_worst: r.returns.worst,
    raw_R: r.rawReturns === undefined ? null : { ...r.rawReturns },
    model_type: r.design,
    sample_size: r.sampleSize,
    flags: [...r.flags],
    reasons: r.reasons.map(({ domain, score, weight, reason }) => ({ domain, score, weight, reason })),
    return_multiplier: r.returnMultiplier,
    currency: r.currency,
  }),
});
