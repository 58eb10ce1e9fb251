import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type { Check, Counterfactual, Design, Diagnostics, Estimand, Estimate, Term } from "../estimate.ts";
import { check, design, estimand, fromArray, probability, sharedLevel, toArray } from "./shared.ts";

/** Where a number comes from, so that it can be made again. */
export interface Provenance {
  readonly seed: number | null;
  /** SHA-256 of the configuration that was used. */
  readonly configHash: string | null;
  /** SHA-256 of the rows that the model saw. */
  readonly dataFingerprint: string | null;
  /** Version of each part, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** True where the numbers are made up for trying the loop out. */
  readonly mock: boolean;
}

/** What MEASURE says of one initiative. Documents made elsewhere may leave `estimand`, `unit` and `model` unknown. */
export interface MeasureResult {
  readonly initiativeId: string;
  readonly design: Design;
  /** The model's key in the map of models. */
  readonly model: string | null;
  readonly estimate: Omit<Estimate, "estimand" | "unit"> & {
    readonly estimand: Estimand | null;
    readonly unit: string | null;
  };
  readonly sampleSize: number;
  readonly diagnostics: Diagnostics;
  readonly checks: readonly Check[];
  readonly terms: readonly Term[];
  readonly series: Counterfactual | null;
  readonly provenance: Provenance | null;
}

const values = z.array(z.number().nullable());

const wire = z.looseObject({
  schema_version: schemaVersion,
  initiative_id: initiativeId,
  effect_estimate: z.number(),
  ci_lower: z.number(),
  ci_upper: z.number(),
  ci_level: z.number().gt(0).lt(1).default(0.95),
  std_error: z.number().min(0).nullable().default(null),
  p_value: probability.nullable(),
  estimand: estimand.nullable().default(null),
  effect_unit: z.string().nullable().default(null),
  sample_size: z.int().min(30),
  model_type: design,
  model: z.string().nullable().default(null),
  diagnostics: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  checks: z.array(check).default([]),
  terms: z
    .array(
      z.object({
        name: z.string(),
        estimate: z.number(),
        std_error: z.number().nullable(),
        ci_lower: z.number().nullable(),
        ci_upper: z.number().nullable(),
        p_value: probability.nullable(),
      }),
    )
    .default([]),
  series: z
    .object({
      dates: z.array(z.string()),
      intervention_date: z.string(),
      level: z.number(),
      observed: values,
      expected: values,
      lower: values,
      upper: values,
      cumulative: values,
      cumulative_lower: values,
      cumulative_upper: values,
    })
    .nullable()
    .default(null),
  provenance: z
    .object({
      seed: z.number().nullable(),
      config_hash: z.string().nullable(),
      data_fingerprint: z.string().nullable(),
      versions: z.record(z.string(), z.string()),
      mock: z.boolean().default(false),
    })
    .nullable()
    .default(null),
});

type Wire = z.output<typeof wire>;

function readTerm(term: Wire["terms"][number], level: number): Term {
  const { ci_lower: lower, ci_upper: upper } = term;
  return {
    name: term.name,
    value: term.estimate,
    stderr: term.std_error,
    interval: lower === null || upper === null ? null : { lower, upper, level },
    pValue: term.p_value,
  };
}

function readSeries(series: NonNullable<Wire["series"]>): Counterfactual {
  return {
    dates: series.dates,
    interventionDate: series.intervention_date,
    level: series.level,
    observed: toArray(series.observed),
    expected: toArray(series.expected),
    lower: toArray(series.lower),
    upper: toArray(series.upper),
    cumulative: toArray(series.cumulative),
    cumulativeLower: toArray(series.cumulative_lower),
    cumulativeUpper: toArray(series.cumulative_upper),
  };
}

function writeSeries(series: Counterfactual): NonNullable<Wire["series"]> {
  return {
    dates: [...series.dates],
    intervention_date: series.interventionDate,
    level: series.level,
    observed: fromArray(series.observed),
    expected: fromArray(series.expected),
    lower: fromArray(series.lower),
    upper: fromArray(series.upper),
    cumulative: fromArray(series.cumulative),
    cumulative_lower: fromArray(series.cumulativeLower),
    cumulative_upper: fromArray(series.cumulativeUpper),
  };
}

export const measureResult: DocumentType<MeasureResult> = defineDocument({
  name: "measure_result",
  version: "1.0",
  wire,
  invariants: (r, fault) => {
    if (r.ci_lower > r.effect_estimate)
      fault(
        ["ci_lower"],
        `${r.ci_lower} is above effect_estimate ${r.effect_estimate}; the interval holds the estimate`,
      );
    if (r.ci_upper < r.effect_estimate)
      fault(
        ["ci_upper"],
        `${r.ci_upper} is below effect_estimate ${r.effect_estimate}; the interval holds the estimate`,
      );
    if (typeof r.diagnostics["r_squared"] !== "number" && typeof r.diagnostics["log_likelihood"] !== "number") {
      fault(["diagnostics"], "has neither r_squared nor log_likelihood; give one as a number");
    }
  },
  read: (r) => ({
    initiativeId: r.initiative_id,
    design: r.model_type,
    model: r.model,
    estimate: {
      estimand: r.estimand,
      value: r.effect_estimate,
      stderr: r.std_error,
      interval: { lower: r.ci_lower, upper: r.ci_upper, level: r.ci_level },
      pValue: r.p_value,
      unit: r.effect_unit,
    },
    sampleSize: r.sample_size,
    diagnostics: r.diagnostics,
    checks: r.checks,
    terms: r.terms.map((term) => readTerm(term, r.ci_level)),
    series: r.series === null ? null : readSeries(r.series),
    provenance:
      r.provenance === null
        ? null
        : {
            seed: r.provenance.seed,
            configHash: r.provenance.config_hash,
            dataFingerprint: r.provenance.data_fingerprint,
            versions: r.provenance.versions,
            mock: r.provenance.mock,
          },
  }),
  write: ({ estimate, ...r }) => ({
    schema_version: "1.0",
    initiative_id: r.initiativeId,
    effect_estimate: estimate.value,
    ci_lower: estimate.interval.lower,
    ci_upper: estimate.interval.upper,
    ci_level: sharedLevel(
      "measure_result",
      estimate.interval,
      r.terms.map((term) => term.interval),
    ),
    std_error: estimate.stderr,
    p_value: estimate.pValue,
    estimand: estimate.estimand,
    effect_unit: estimate.unit,
    sample_size: r.sampleSize,
    model_type: r.design,
    model: r.model,
    diagnostics: { ...r.diagnostics },
    checks: r.checks.map((item) => ({ ...item })),
    terms: r.terms.map((term) => ({
      name: term.name,
      estimate: term.value,
      std_error: term.stderr,
      ci_lower: term.interval?.lower ?? null,
      ci_upper: term.interval?.upper ?? null,
      p_value: term.pValue,
    })),
    series: r.series === null ? null : writeSeries(r.series),
    provenance:
      r.provenance === null
        ? null
        : {
            seed: r.provenance.seed,
            config_hash: r.provenance.configHash,
            data_fingerprint: r.provenance.dataFingerprint,
            versions: { ...r.provenance.versions },
            mock: r.provenance.mock,
          },
  }),
});
