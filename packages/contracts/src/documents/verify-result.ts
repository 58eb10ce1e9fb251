import * as z from "zod";
import { defineDocument, nestedFaults, schemaVersion, type DocumentType } from "../document.ts";
import type { Json } from "../json.ts";
import { unwrap } from "../result.ts";
import type { Estimand, Interval } from "../estimate.ts";
import { measureResult, type MeasureResult } from "./measure-result.ts";
import { estimand, probability } from "./shared.ts";

/** `not_applicable`: the model or its data leave nothing to change. */
export type VerifyStatus = "pass" | "warn" | "fail" | "not_applicable";

/** What a model says when its data are changed in a way whose answer is known. */
export interface Refutation {
  /** Key of the refuter in the map of refuters. */
  readonly refuter: string;
  /** What the changed data should give. */
  readonly expects: "no_effect" | "same_effect";
  readonly status: VerifyStatus;
  /** What was found, and for a warning or failure what to do. */
  readonly message: string;
  readonly draws: number;
  /** Draws that the model answered. */
  readonly answers: number;
  /** Share of the answers whose interval leaves out 0; null where no effect is not what is expected. */
  readonly falseAlarms: number | null;
  /** Mean of the effects of the changed data, in the effect's unit, and the Monte Carlo standard error of this mean. */
  readonly meanEffect: number | null;
  readonly meanEffectError: number | null;
  /** The first refusal where not every draw was answered. */
  readonly refusal: string | null;
}

/** A second estimator's answer to the same question. */
export interface Alternative {
  readonly model: string;
  readonly status: VerifyStatus;
  readonly message: string;
  readonly result: MeasureResult | null;
  /** Its effect minus the first one; null where it has no answer. */
  readonly difference: number | null;
}

/** A true effect beside the estimate of it. */
export interface TruthOf {
  /** In the estimate's unit; null where it is not known. */
  readonly value: number | null;
  readonly unit: string | null;
  readonly estimate: number;
  readonly interval: Interval | null;
  /** Whether the interval holds the true effect; null where one of them is missing. */
  readonly covered: boolean | null;
  /** Estimate less true effect. */
  readonly error: number | null;
}

/** The truth about the main estimate and about effects beside it. */
export interface Truth extends TruthOf {
  readonly estimand: Estimand | null;
  /** Why the true effect is not known; null where it is. */
  readonly reason: string | null;
  readonly effects: readonly (TruthOf & { readonly name: string })[];
}

/** A measured effect with the attempts to refute it. */
export interface VerifyResult {
  readonly result: MeasureResult;
  /** Null in documents that say nothing of it. */
  readonly truth: Truth | null;
  readonly refutations: readonly Refutation[];
  readonly alternatives: readonly Alternative[];
}

const status = z.enum(["pass", "warn", "fail", "not_applicable"]);
const part = z.record(z.string(), z.unknown());

const truthOf = {
  value: z.number().nullable(),
  unit: z.string().nullable().default(null),
  estimate: z.number(),
  interval: z
    .object({ ci_lower: z.number(), ci_upper: z.number(), ci_level: z.number().gt(0).lt(1) })
    .nullable()
    .default(null),
  covered: z.boolean().nullable().default(null),
  error: z.number().nullable().default(null),
};
const truth = z
  .object({
    ...truthOf,
    estimand: estimand.nullable().default(null),
    reason: z.string().nullable().default(null),
    effects: z.array(z.object({ ...truthOf, name: z.string() })).default([]),
  })
  .nullable()
  .default(null);

const wire = z.looseObject({
  schema_version: schemaVersion,
  measure_result: part,
  truth,
  refutations: z.array(
    z.object({
      refuter: z.string(),
      expects: z.enum(["no_effect", "same_effect"]),
      status,
      message: z.string(),
      draws: z.int().min(0),
      answers: z.int().min(0),
      false_alarms: probability.nullable().default(null),
      mean_effect: z.number().nullable().default(null),
      mean_effect_error: z.number().nullable().default(null),
      refusal: z.string().nullable().default(null),
    }),
  ),
  alternatives: z
    .array(
      z.object({
        model: z.string(),
        status,
        message: z.string(),
        measure_result: part.nullable(),
        difference: z.number().nullable().default(null),
      }),
    )
    .default([]),
});

type WireTruth = Omit<NonNullable<z.output<typeof truth>>, "estimand" | "reason" | "effects">;

function readTruth({ value, unit, estimate, interval, covered, error }: WireTruth): TruthOf {
  const read =
    interval === null ? null : { lower: interval.ci_lower, upper: interval.ci_upper, level: interval.ci_level };
  return { value, unit, estimate, interval: read, covered, error };
}

function formatTruth({ value, unit, estimate, interval, covered, error }: TruthOf): WireTruth {
  const written =
    interval === null ? null : { ci_lower: interval.lower, ci_upper: interval.upper, ci_level: interval.level };
  return { value, unit, estimate, interval: written, covered, error };
}

const readPart = (item: Record<string, unknown>): MeasureResult =>
  unwrap(measureResult.parse(item), "verify_result: measure_result");
const formatPart = (value: MeasureResult): Record<string, Json> => measureResult.format(value) as Record<string, Json>; // every document is a JSON object

export const verifyResult: DocumentType<VerifyResult> = defineDocument({
  name: "verify_result",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    nestedFaults(measureResult, r.measure_result, ["measure_result"], fault);
    if (r.truth !== null && (r.truth.value === null) !== (r.truth.reason !== null)) {
      fault(["truth", "reason"], "and value: exactly one of them is null");
    }
    r.refutations.forEach(({ answers, draws }, i) => {
      if (answers > draws) fault(["refutations", i, "answers"], `${answers} is above draws ${draws}`);
    });
    r.alternatives.forEach((item, i) => {
      if (item.measure_result !== null)
        nestedFaults(measureResult, item.measure_result, ["alternatives", i, "measure_result"], fault);
    });
  },
  read: (r) => ({
    result: readPart(r.measure_result),
    truth:
      r.truth === null
        ? null
        : {
            ...readTruth(r.truth),
            estimand: r.truth.estimand,
            reason: r.truth.reason,
            effects: r.truth.effects.map((each) => ({ ...readTruth(each), name: each.name })),
          },
    refutations: r.refutations.map((item) => ({
      refuter: item.refuter,
      expects: item.expects,
      status: item.status,
      message: item.message,
      draws: item.draws,
      answers: item.answers,
      falseAlarms: item.false_alarms,
      meanEffect: item.mean_effect,
      meanEffectError: item.mean_effect_error,
      refusal: item.refusal,
    })),
    alternatives: r.alternatives.map(({ model, status: found, message, measure_result: result, difference }) => ({
      model,
      status: found,
      message,
      result: result === null ? null : readPart(result),
      difference,
    })),
  }),
  write: (r) => ({
    schema_version: "1.0",
    measure_result: formatPart(r.result),
    truth:
      r.truth === null
        ? null
        : {
            ...formatTruth(r.truth),
            estimand: r.truth.estimand,
            reason: r.truth.reason,
            effects: r.truth.effects.map((each) => ({ ...formatTruth(each), name: each.name })),
          },
    refutations: r.refutations.map((item) => ({
      refuter: item.refuter,
      expects: item.expects,
      status: item.status,
      message: item.message,
      draws: item.draws,
      answers: item.answers,
      false_alarms: item.falseAlarms,
      mean_effect: item.meanEffect,
      mean_effect_error: item.meanEffectError,
      refusal: item.refusal,
    })),
    alternatives: r.alternatives.map(({ model, status: found, message, result, difference }) => ({
      model,
      status: found,
      message,
      measure_result: result === null ? null : formatPart(result),
      difference,
    })),
  }),
});
