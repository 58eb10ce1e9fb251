import {
  encodeJson,
  ImpactError,
  measureResult,
  type ArtefactStore,
  type Context,
  type MeasureResult,
  type Result,
  initiativeId as initiativeIdSchema,
  unwrap,
  validate,
} from "@ie/contracts";
import { formatIssues, type ConfigText } from "@ie/contracts/config";
import { openConfig, readMeasureConfig } from "./config/read-measure-config.ts";
import { contextOf, measurePrepared } from "./measure.ts";
import { models } from "./models/index.ts";
import type { Registries } from "./registries.ts";
import { sources } from "./sources/index.ts";
import { transforms } from "./transforms/index.ts";

export interface EvaluateImpactOptions extends Partial<Registries> {
  /** Name of the initiative in the result; "initiative" where none is given. */
  readonly initiativeId?: string;
  /** Which of the configuration's data to use. */
  readonly phase?: "pilot" | "scale";
  /** Where the result is written to; nothing is written without one. */
  readonly store?: ArtefactStore;
  readonly context?: Partial<Context>;
  /** Recorded in the result's provenance. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface Impact {
  readonly result: MeasureResult;
  /** Where the result was written. */
  readonly url: string | null;
}

/** The value of a configuration's reading, or `config/invalid` with every fault and its place. */
export function unwrapConfig<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new ImpactError({
    code: "config/invalid",
    who: "configuration",
    what: `${result.issues.length} fault${result.issues.length === 1 ? "" : "s"}\n${formatIssues(result.issues)}`,
    facts: { issues: result.issues },
  });
}

/** As {@link evaluateImpact}, of a configuration that has been opened. */
export async function evaluateOpened(config: ConfigText, options: EvaluateImpactOptions): Promise<Impact> {
  const registries: Registries = {
    models: options.models ?? models,
    sources: options.sources ?? sources,
    transforms: options.transforms ?? transforms,
  };
  const plan = unwrapConfig(readMeasureConfig(config.root, registries, config))[options.phase ?? "pilot"];
  const initiativeId = unwrap(
    validate(initiativeIdSchema, options.initiativeId ?? "initiative"),
    "initiative id",
    "config/invalid",
  );
  const result = await measurePrepared(
    plan,
    { initiativeId, versions: options.versions ?? {} },
    contextOf(plan.seed, options.context),
  );
  const document = measureResult.format(result);
  if (options.store === undefined) return { result, url: null };
  const key = `measure/${initiativeId}/${result.provenance?.configHash?.slice(0, 16)}/impact_results.json`;
  const url = await options.store.write(key, new TextEncoder().encode(encodeJson(document)), { replace: true });
  return { result, url };
}

/**
 * The effect that a configuration asks for: reads it, loads the data, fits the model and, given a store, writes the
 * result there. `config` is YAML or JSON text or the value itself; files are read by `evaluateImpact` of
 * `@ie/measure/node`.
 */
export async function evaluateImpact(config: unknown, options: EvaluateImpactOptions = {}): Promise<Impact> {
  return evaluateOpened(unwrapConfig(openConfig(config)), options);
}
