import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type { Design, Interval } from "../estimate.ts";
import { design, probability, sharedLevel } from "./shared.ts";

/** Predicted against actual for one scaled initiative. Returns are currency: effect × the initiative's multiplier. */
export interface OutcomeReport {
  readonly initiativeId: string;
  readonly predictedReturn: number;
  /** What the pilot itself said, where the prediction was drawn towards those of the other initiatives. */
  readonly rawPredictedReturn?: number;
  readonly predictedInterval: Interval;
  readonly actualReturn: number;
  readonly actualInterval: Interval;
  /** actual − predicted. */
  readonly predictionError: number;
  /** Whether the actual return lies in the predicted interval. */
  readonly withinInterval: boolean;
  readonly sampleSizePilot: number;
  readonly sampleSizeScale: number;
  readonly budgetAllocated: number;
  readonly confidence: number;
  readonly design: Design;
  readonly currency: string | null;
}

const wire = z.looseObject({
  schema_version: schemaVersion,
  initiative_id: initiativeId,
  predicted_return: z.number(),
  raw_predicted_return: z.number().nullable().default(null),
  predicted_lower: z.number(),
  predicted_upper: z.number(),
  actual_return: z.number(),
  actual_lower: z.number(),
  actual_upper: z.number(),
  interval_level: z.number().gt(0).lt(1),
  prediction_error: z.number(),
  within_interval: z.boolean(),
  sample_size_pilot: z.int().min(30),
  sample_size_scale: z.int().min(30),
  budget_allocated: z.number().min(0),
  confidence_score: probability,
  model_type: design,
  currency: z.string().nullable().default(null),
});

/** Room for one rounding of the subtraction. */
const rounding = 1e-12;

export const outcomeReport: DocumentType<OutcomeReport> = defineDocument({
  name: "outcome_report",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    const error = r.actual_return - r.predicted_return;
    const scale = Math.max(Math.abs(r.actual_return), Math.abs(r.predicted_return));
    if (Math.abs(r.prediction_error - error) > rounding * scale) {
      fault(
        ["prediction_error"],
        `${r.prediction_error} is not actual_return ${r.actual_return} − predicted_return ${r.predicted_return}`,
      );
    }
    if (r.sample_size_scale < r.sample_size_pilot) {
      fault(
        ["sample_size_scale"],
        `${r.sample_size_scale} is below sample_size_pilot ${r.sample_size_pilot}; the scale run is the larger one`,
      );
    }
    const within = r.predicted_lower <= r.actual_return && r.actual_return <= r.predicted_upper;
    if (within !== r.within_interval) {
      fault(
        ["within_interval"],
        `is ${r.within_interval}, but actual_return ${r.actual_return} is ${within ? "" : "not "}in ${r.predicted_lower} to ${r.predicted_upper}`,
      );
    }
  },
  read: (r) => ({
    initiativeId: r.initiative_id,
    predictedReturn: r.predicted_return,
    ...(r.raw_predicted_return === null ? {} : { rawPredictedReturn: r.raw_predicted_return }),
    predictedInterval: { lower: r.predicted_lower, upper: r.predicted_upper, level: r.interval_level },
    actualReturn: r.actual_return,
    actualInterval: { lower: r.actual_lower, upper: r.actual_upper, level: r.interval_level },
    predictionError: r.prediction_error,
    withinInterval: r.within_interval,
    sampleSizePilot: r.sample_size_pilot,
    sampleSizeScale: r.sample_size_scale,
    budgetAllocated: r.budget_allocated,
    confidence: r.confidence_score,
    design: r.model_type,
    currency: r.currency,
  }),
  write: (r) => ({
    schema_version: "1.0",
    initiative_id: r.initiativeId,
    predicted_return: r.predictedReturn,
    raw_predicted_return: r.rawPredictedReturn ?? null,
    predicted_lower: r.predictedInterval.lower,
    predicted_upper: r.predictedInterval.upper,
    actual_return: r.actualReturn,
    actual_lower: r.actualInterval.lower,
    actual_upper: r.actualInterval.upper,
    interval_level: sharedLevel("outcome_report", r.predictedInterval, [r.actualInterval]),
    prediction_error: r.predictionError,
    within_interval: r.withinInterval,
    sample_size_pilot: r.sampleSizePilot,
    sample_size_scale: r.sampleSizeScale,
    budget_allocated: r.budgetAllocated,
    confidence_score: r.confidence,
    model_type: r.design,
    currency: r.currency,
  }),
});
