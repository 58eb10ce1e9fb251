import { validate, type Path } from "@ie/contracts";
import { childOf, locateIssues, toValue, type ConfigMap, type ConfigNode } from "@ie/contracts/config";
import { sampleSize } from "./fields.ts";
import { findMeasure, type MeasureNode } from "./find-measure.ts";
import type { MeasureConfigReader } from "./measure-reader.ts";
import { inSecondText, joinTexts, overlay, withoutKeys } from "./nodes.ts";
import type { ByPhase, Initiative } from "./run-plan.ts";
import { addIssue, requireFinite, type Scope } from "./scope.ts";

/** What an initiative says of its measurement. */
export interface ReadMeasure<M> extends Pick<Initiative<M>, "measure" | "sampleSize"> {
  /** Whether there is a measure configuration at all, faulty or not. */
  readonly given: boolean;
  /** The plain values, for the plan's hash. */
  readonly plain: { readonly measure: unknown } & ByPhase<unknown>;
}

type Override = ConfigMap | undefined;

function readOverride(scope: Scope, node: ConfigNode | undefined, path: Path): Override {
  if (node === undefined || (node.kind === "scalar" && node.value === null)) return undefined;
  if (node.kind === "map") return node;
  addIssue(scope, path, node.offset, "is not a map of keys and values; give path, dates, query or sample_size");
  return undefined;
}

/** The override's sample size, and the override as the reader may see it: without the key where it is faulty. */
function readSampleSize(scope: Scope, map: Override, path: Path): { size: number | null; map: Override } {
  const node = childOf(map, "sample_size");
  if (map === undefined || node === undefined) return { size: null, map };
  const result = validate(sampleSize.nullable(), toValue(node));
  if (result.ok) return { size: result.value, map };
  for (const { message } of result.issues) addIssue(scope, [...path, "sample_size"], node.offset, message);
  return { size: null, map: withoutKeys(map, ["sample_size"]) };
}

/** Without a measure configuration, the mocks know a sample size only. */
function requireNoOverrides(scope: Scope, map: Override, path: Path): void {
  for (const { key, keyOffset } of map?.entries ?? []) {
    if (key !== "sample_size") {
      addIssue(scope, [...path, key], keyOffset, "overrides nothing; give the initiative measure: too");
    }
  }
}

function plainOf(node: ConfigNode | undefined): unknown {
  return node === undefined ? null : toValue(node);
}

/** An initiative's measure configuration in both phases, its overrides joined with those of the configuration itself. */
export async function readMeasure<M>(
  scope: Scope,
  initiative: ConfigMap,
  path: Path,
  reader: MeasureConfigReader<M>,
): Promise<ReadMeasure<M>> {
  const own = {
    pilot: readOverride(scope, childOf(initiative, "pilot"), [...path, "pilot"]),
    scale: readOverride(scope, childOf(initiative, "scale"), [...path, "scale"]),
  };
  const found = await findMeasure(scope, initiative, path, reader);
  const base: MeasureNode | null = typeof found === "string" ? null : found;
  const separate = base?.separate === true;
  const inside: Scope = { text: separate ? joinTexts(base.text, scope.text) : scope.text, issues: scope.issues };

  const phaseOf = (phase: "pilot" | "scale"): { size: number | null; map: Override } => {
    const mine = own[phase];
    const outer = mine !== undefined && separate ? inSecondText(mine) : mine;
    const inner = base === null ? undefined : readOverride(inside, childOf(base.node, phase), [...base.path, phase]);
    const read = readSampleSize(inside, overlay(inner, outer), [...path, phase]);
    if (read.map !== undefined) requireFinite(inside, withoutKeys(read.map, ["sample_size"]), [...path, phase]);
    if (found === "none") requireNoOverrides(scope, mine, [...path, phase]);
    return read;
  };
  const [pilot, scale] = [phaseOf("pilot"), phaseOf("scale")];
  const common = { sampleSize: { pilot: pilot.size, scale: scale.size }, given: found !== "none" };
  if (base === null) return { ...common, measure: null, plain: { measure: null, pilot: null, scale: null } };

  const node = base.node.kind === "map" ? withoutKeys(base.node, ["pilot", "scale"]) : base.node;
  requireFinite(inside, node, base.path);
  const result = reader.read(node, { pilot: pilot.map, scale: scale.map }, inside.text);
  for (const issue of result.ok ? [] : locateIssues(result.issues, inside.text, node)) {
    scope.issues.push({ ...issue, path: [...base.path, ...issue.path] });
  }
  return {
    ...common,
    measure: result.ok ? result.value : null,
    plain: { measure: toValue(node), pilot: plainOf(pilot.map), scale: plainOf(scale.map) },
  };
}
