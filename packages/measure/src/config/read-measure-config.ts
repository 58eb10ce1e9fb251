import { failed, ok, validate, type Issue, type Result, type Schema } from "@ie/contracts";
import { fromValue, locateIssues, parseConfig, toValue, type ConfigNode, type ConfigText } from "@ie/contracts/config";
import * as z from "zod";
import { preparePlan, type MeasurePlan, type PreparedPlan } from "../plan.ts";
import type { Registries } from "../registries.ts";
import { normalise } from "./normalise.ts";

const date = z.iso.date({ error: "is not a date; write it as YYYY-MM-DD" }).nullable();

/** The parts of a plan that no plug-in owns. */
const frame: Schema<MeasurePlan> = z.object({
  source: z.object({ name: z.string(), options: z.record(z.string(), z.unknown()).default({}) }),
  transform: z.object({ name: z.string(), options: z.unknown().optional() }),
  model: z.object({ name: z.string(), options: z.unknown().optional() }),
  query: z
    .object({ from: date, to: date, sampleSize: z.int().min(1).nullable() })
    .partial()
    .refine(({ from, to }) => from == null || to == null || from <= to, { error: "start_date is after end_date" }),
  seed: z.int().min(0).default(0),
  verify: z
    .strictObject({
      refuters: z.array(z.string()).nullable().default(null),
      draws: z.int().min(1).max(100_000).default(100),
      alternatives: z
        .array(z.strictObject({ name: z.string(), options: z.record(z.string(), z.unknown()).default({}) }))
        .default([]),
    })
    .optional(),
}) as Schema<MeasurePlan>; // zod's partial() adds undefined to keys that are simply absent

/** The same measurement on the pilot's and on the scaled initiative's data. */
export interface Phases<T> {
  readonly pilot: T;
  readonly scale: T;
}

function readPhase(
  node: ConfigNode,
  phase: "pilot" | "scale",
  overrides: ConfigNode | undefined,
  registries: Registries,
  config: ConfigText,
): Result<PreparedPlan> {
  const { root, issues } = normalise(node, phase, overrides, config.locate);
  const plain = toValue(root);
  // The paths are those of the normalised tree, which the user has not written: the place says more.
  const place = (found: readonly Issue[]): Result<never> =>
    failed(locateIssues(found, config, root).map((issue) => ({ ...issue, path: [] })));
  if (root.entries.length === 0) return place(issues);
  const framed = validate(frame, plain);
  if (!framed.ok) return place([...issues, ...framed.issues]);
  const prepared = preparePlan(framed.value, registries);
  const all = [...issues, ...(prepared.ok ? [] : prepared.issues)];
  return all.length > 0 || !prepared.ok ? place(all) : ok(prepared.value);
}

/**
 * A measure configuration, from its text or from a part of a larger one, as a plan for the pilot and one for the scaled
 * initiative. `overrides` come from outside the configuration and win over its own `pilot:` and `scale:`.
 */
export function readMeasureConfig(
  node: ConfigNode,
  registries: Registries,
  config: ConfigText,
  overrides: Partial<Phases<ConfigNode | undefined>> = {},
): Result<Phases<PreparedPlan>> {
  const pilot = readPhase(node, "pilot", overrides.pilot, registries, config);
  const scale = readPhase(node, "scale", overrides.scale, registries, config);
  if (pilot.ok && scale.ok) return ok({ pilot: pilot.value, scale: scale.value });
  const seen = new Set<string>();
  const issues = [pilot, scale]
    .flatMap((result) => (result.ok ? [] : result.issues))
    .filter((issue) => {
      const key = `${issue.location?.line}:${issue.location?.column}:${issue.message}`;
      return !seen.has(key) && seen.add(key);
    });
  return failed(issues);
}

/** A configuration as text (YAML or JSON) or as a value. */
export function openConfig(config: unknown, name = "configuration"): Result<ConfigText> {
  if (typeof config === "string") return parseConfig(config, name);
  const root = fromValue(config);
  return ok({ file: name, root, locate: () => ({ file: name, line: 1, column: 1, excerpt: "" }) });
}
