import { fingerprint, silentLog, unwrap, type Context, type MeasureResult, type Table, sha256 } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { requireUnits } from "./columns.ts";
import { masking } from "./contract/personal/mask-error.ts";
import { preparePlan, type MeasurePlan, type PreparedPlan } from "./plan.ts";
import type { Registries } from "./registries.ts";

/** SHA-256 of a table's columns, in the order of their names. */
export async function tableFingerprint(table: Table): Promise<string> {
  const names = Object.keys(table).sort();
  const parts = await Promise.all(
    names.map((name) => {
      const column = table[name]!;
      return sha256(
        column instanceof Float64Array
          ? new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
          : JSON.stringify(column),
      );
    }),
  );
  return sha256(JSON.stringify([names, parts]));
}

export interface MeasureRequest {
  readonly initiativeId: string;
  /** Overrides the plan's, where not null. */
  readonly sampleSize?: number | null;
  /** Of the context's streams, for the result's provenance; the plan's own where not given. */
  readonly seed?: number;
  /** Recorded in the result's provenance. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** The context that a plan's own seed gives. */
export function contextOf(seed: number, rest: Partial<Context> = {}): Context {
  return { rng: createRng(seed), log: silentLog, signal: new AbortController().signal, ...rest };
}

/** Fits the plan's model to a table that is loaded and transformed. Throws an ImpactError where there is no answer. */
export async function measureTable(
  plan: PreparedPlan,
  table: Table,
  request: MeasureRequest,
  context: Context,
): Promise<MeasureResult> {
  const query = { ...plan.query, sampleSize: request.sampleSize ?? plan.query.sampleSize };
  const fit = await masking(() =>
    plan.model.fit(table, plan.modelOptions, { ...context, rng: context.rng.stream("model") }),
  );
  requireUnits(plan.modelName, fit.sampleSize, "independent units");
  return {
    initiativeId: request.initiativeId,
    design: plan.model.design,
    model: plan.modelName,
    estimate: fit.estimate,
    sampleSize: fit.sampleSize,
    diagnostics: fit.diagnostics,
    checks: fit.checks,
    effects: fit.effects ?? [],
    terms: fit.terms ?? [],
    series: fit.series ?? null,
    tables: fit.tables ?? {},
    provenance: {
      seed: request.seed ?? plan.seed,
      configHash: await fingerprint({ ...plan.plan, query }),
      dataFingerprint: await tableFingerprint(table),
      versions: request.versions ?? {},
      mock: plan.mock,
    },
  };
}

/** The plan's rows, loaded and transformed. */
export async function loadTable(plan: PreparedPlan, request: MeasureRequest, context: Context): Promise<Table> {
  const query = { ...plan.query, sampleSize: request.sampleSize ?? plan.query.sampleSize };
  return plan.rows(query, { ...context, rng: context.rng.stream("source") });
}

/** Loads, transforms, fits. Throws an ImpactError where there is no answer. */
export async function measurePrepared(
  plan: PreparedPlan,
  request: MeasureRequest,
  context: Context,
): Promise<MeasureResult> {
  return measureTable(plan, await loadTable(plan, request, context), request, context);
}

/**
 * Measures the causal effect of one initiative: the plan's source is loaded, its transform applied, its model fitted.
 * Equal plans, data and seeds give equal results on every machine.
 */
export async function measure(
  plan: MeasurePlan,
  registries: Registries,
  request: MeasureRequest,
  context?: Partial<Context>,
): Promise<MeasureResult> {
  const prepared = unwrap(preparePlan(plan, registries), "measure", "config/invalid");
  return measurePrepared(prepared, request, contextOf(prepared.seed, context));
}
