import * as z from "zod";
import { defineDocument, initiativeId, schemaVersion, type DocumentType } from "../document.ts";
import type {
  Check,
  Counterfactual,
  Design,
  Diagnostics,
  Effect,
  Estimand,
  Estimate,
  Interval,
  Relative,
  Term,
} from "../estimate.ts";
import type { Table } from "../table.ts";
import { check, design, estimand, fromArray, probability, sharedLevel, toArray, userMap } from "./shared.ts";

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
  readonly effects: readonly Effect[];
  readonly terms: readonly Term[];
  readonly series: Counterfactual | null;
  /** What the model found beside its estimate, by name: balance, influence, placebo dates. */
  readonly tables: Readonly<Record<string, Table>>;
  readonly provenance: Provenance | null;
}

const values = z.array(z.number().nullable());

const relative = z
  .object({
    estimate: z.number(),
    ci_lower: z.number().nullable(),
    ci_upper: z.number().nullable(),
    baseline: z.number(),
  })
  .nullable()
  .default(null);

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
  relative_effect: relative,
  sample_size: z.int().min(30),
  model_type: design,
  model: z.string().nullable().default(null),
  diagnostics: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  checks: z.array(check).default([]),
  effects: z
    .array(
      z.object({
        name: z.string(),
        estimate: z.number(),
        std_error: z.number().nullable(),
        ci_lower: z.number().nullable(),
        ci_upper: z.number().nullable(),
        p_value: probability.nullable(),
        adjusted_p_value: probability.nullable(),
        unit: z.string(),
        relative_effect: relative,
      }),
    )
    .default([]),
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
      simultaneous_lower: values.nullable().default(null),
      simultaneous_upper: values.nullable().default(null),
      cumulative: values,
      cumulative_lower: values,
      cumulative_upper: values,
    })
    .nullable()
    .default(null),
  tables: z.record(z.string(), z.record(z.string(), z.array(z.union([z.number(), z.string(), z.null()])))).default({}),
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

type Bounds = { readonly ci_lower: number | null; readonly ci_upper: number | null };

function readInterval({ ci_lower: lower, ci_upper: upper }: Bounds, level: number): Interval | null {
  return lower === null || upper === null ? null : { lower, upper, level };
}

function writeInterval(interval: Interval | null): Bounds {
  return { ci_lower: interval?.lower ?? null, ci_upper: interval?.upper ?? null };
}

function readRelative(given: NonNullable<Wire["relative_effect"]>, level: number): Relative {
  return { value: given.estimate, interval: readInterval(given, level), baseline: given.baseline };
}

function writeRelative(given: Relative): NonNullable<Wire["relative_effect"]> {
  return { estimate: given.value, ...writeInterval(given.interval), baseline: given.baseline };
}

function readEffect(effect: Wire["effects"][number], level: number): Effect {
  return {
    name: effect.name,
    value: effect.estimate,
    stderr: effect.std_error,
    interval: readInterval(effect, level),
    pValue: effect.p_value,
    adjustedPValue: effect.adjusted_p_value,
    unit: effect.unit,
    relative: effect.relative_effect === null ? null : readRelative(effect.relative_effect, level),
  };
}

function writeEffect(effect: Effect): Wire["effects"][number] {
  return {
    name: effect.name,
    estimate: effect.value,
    std_error: effect.stderr,
    ...writeInterval(effect.interval),
    p_value: effect.pValue,
    adjusted_p_value: effect.adjustedPValue,
    unit: effect.unit,
    relative_effect: effect.relative === null ? null : writeRelative(effect.relative),
  };
}

/** A column is text where its first known cell is; an empty text cell is null on disk, like a missing number. */
function readTables(tables: Wire["tables"]): Readonly<Record<string, Table>> {
  return userMap(
    Object.entries(tables).map(([name, columns]) => [
      name,
      userMap(
        Object.entries(columns).map(([column, cells]) => [
          column,
          cells.some((cell) => typeof cell === "string")
            ? cells.map((cell) => (cell === null ? "" : String(cell)))
            : toArray(cells as (number | null)[]), // no cell is text
        ]),
      ),
    ]),
  );
}

function writeTables(tables: Readonly<Record<string, Table>>): Wire["tables"] {
  return userMap(
    Object.entries(tables).map(([name, table]) => [
      name,
      userMap(
        Object.entries(table).map(([column, cells]) => [
          column,
          cells instanceof Float64Array ? fromArray(cells) : cells.map((cell) => (cell === "" ? null : cell)),
        ]),
      ),
    ]),
  );
}

function readTerm(term: Wire["terms"][number], level: number): Term {
  return {
    name: term.name,
    value: term.estimate,
    stderr: term.std_error,
    interval: readInterval(term, level),
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
    ...(series.simultaneous_lower === null || series.simultaneous_upper === null
      ? {}
      : { simultaneous: { lower: toArray(series.simultaneous_lower), upper: toArray(series.simultaneous_upper) } }),
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
    simultaneous_lower: series.simultaneous === undefined ? null : fromArray(series.simultaneous.lower),
    simultaneous_upper: series.simultaneous === undefined ? null : fromArray(series.simultaneous.upper),
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
      ...(r.relative_effect === null ? {} : { relative: readRelative(r.relative_effect, r.ci_level) }),
    },
    sampleSize: r.sample_size,
    diagnostics: r.diagnostics,
    checks: r.checks,
    effects: r.effects.map((effect) => readEffect(effect, r.ci_level)),
    terms: r.terms.map((term) => readTerm(term, r.ci_level)),
    series: r.series === null ? null : readSeries(r.series),
    tables: readTables(r.tables),
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
    ci_level: sharedLevel("measure_result", estimate.interval, [
      ...r.terms.map((term) => term.interval),
      ...r.effects.flatMap((effect) => [effect.interval, effect.relative?.interval ?? null]),
      estimate.relative?.interval ?? null,
    ]),
    std_error: estimate.stderr,
    p_value: estimate.pValue,
    estimand: estimate.estimand,
    effect_unit: estimate.unit,
    relative_effect: estimate.relative === undefined ? null : writeRelative(estimate.relative),
    sample_size: r.sampleSize,
    model_type: r.design,
    model: r.model,
    diagnostics: { ...r.diagnostics },
    checks: r.checks.map((item) => ({ ...item })),
    effects: r.effects.map(writeEffect),
    terms: r.terms.map((term) => ({
      name: term.name,
      estimate: term.value,
      std_error: term.stderr,
      ...writeInterval(term.interval),
      p_value: term.pValue,
    })),
    series: r.series === null ? null : writeSeries(r.series),
    tables: writeTables(r.tables),
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
