import type { Path } from "@ie/contracts";
import { childOf, lowerKeys, type ConfigMap, type ConfigNode, type ConfigText } from "@ie/contracts/config";
import type { MeasureConfigReader } from "./measure-reader.ts";
import { addIssue, type Scope } from "./scope.ts";

/** A measure configuration where it stands. */
export interface MeasureNode {
  readonly node: ConfigNode;
  readonly text: ConfigText;
  /** From the root of `text` to `node`. */
  readonly path: Path;
  /** Whether it has a file of its own. */
  readonly separate: boolean;
}

/** The configuration under `measure`, or in the file that `measure_config` names. */
export async function findMeasure<M>(
  scope: Scope,
  initiative: ConfigMap,
  path: Path,
  reader: MeasureConfigReader<M>,
): Promise<MeasureNode | "none" | "faulty"> {
  const inline = childOf(initiative, "measure");
  const link = childOf(initiative, "measure_config");
  const name = link?.kind === "scalar" ? link.value : link === undefined ? null : false;
  const linked = name !== null && name !== "";
  if (inline !== undefined && link !== undefined && linked) {
    addIssue(scope, [...path, "measure_config"], link.offset, "stands beside measure; keep one of the two");
    return "faulty";
  }
  if (inline !== undefined) return { node: inline, text: scope.text, path: [...path, "measure"], separate: false };
  if (link === undefined || !linked) return "none";
  if (typeof name !== "string") return "faulty"; // the field's schema has said so
  const opened = await reader.open(name, scope.text.file);
  if (opened.ok) return { node: lowerKeys(opened.value.root), text: opened.value, path: [], separate: true };
  const location = scope.text.locate(link.offset);
  for (const issue of opened.issues) {
    scope.issues.push(issue.location ? issue : { ...issue, path: [...path, "measure_config"], location });
  }
  return "faulty";
}
