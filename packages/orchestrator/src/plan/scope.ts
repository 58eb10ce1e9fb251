import { formatPath, formatValue, suggestName, validate, type Issue, type Path } from "@ie/contracts";
import { toValue, type ConfigEntry, type ConfigNode, type ConfigText } from "@ie/contracts/config";
import * as z from "zod";

/** One text being read, and where its faults go. */
export interface Scope {
  readonly text: ConfigText;
  readonly issues: Issue[];
}

/** Notes a fault of the value at `path`; the message reads on from the path. */
export function addIssue({ text, issues }: Scope, path: Path, offset: number, message: string): void {
  const subject = path.length === 0 ? "the plan" : formatPath(path);
  issues.push({ path, message: `${subject} ${message}`, location: text.locate(offset) });
}

/** The entries of a map. A missing or empty node has none; anything else is a fault. */
export function readEntries(scope: Scope, node: ConfigNode | undefined, path: Path): readonly ConfigEntry[] {
  if (node?.kind === "map") return node.entries;
  const empty = node === undefined || (node.kind === "scalar" && node.value === null && path.length > 0);
  if (!empty) {
    const found = node.kind === "list" ? "a list" : formatValue(node.value);
    addIssue(scope, path, node.offset, `is not a map of keys and values; got ${found}`);
  }
  return [];
}

/** The fields of `shape`, checked; null after a fault. Keys in neither `shape` nor `others` are faults that name the nearest. */
export function readFields<S extends z.ZodRawShape>(
  scope: Scope,
  node: ConfigNode,
  path: Path,
  shape: S,
  others: readonly string[],
): z.output<z.ZodObject<S>> | null {
  const fields = readEntries(scope, node, path);
  if (node.kind !== "map") return null;
  const known = [...Object.keys(shape), ...others];
  for (const { key, keyOffset } of fields) {
    if (!known.includes(key)) addIssue(scope, [...path, key], keyOffset, `is not known; ${suggestName(key, known)}`);
  }
  const values = Object.fromEntries(
    fields.filter(({ key }) => Object.hasOwn(shape, key)).map(({ key, node: child }) => [key, toValue(child)]),
  );
  const result = validate(z.object(shape), values);
  if (result.ok) return result.value;
  for (const issue of result.issues) {
    const at = fields.find(({ key }) => key === issue.path[0]);
    addIssue(scope, [...path, ...issue.path], at?.node.offset ?? node.offset, issue.message);
  }
  return null;
}

/** Notes every number below `node` that is not finite: no fingerprint and no document can hold it. */
export function requireFinite(scope: Scope, node: ConfigNode, path: Path): void {
  if (node.kind === "map") for (const { key, node: child } of node.entries) requireFinite(scope, child, [...path, key]);
  else if (node.kind === "list") node.items.forEach((item, index) => requireFinite(scope, item, [...path, index]));
  else if (typeof node.value === "number" && !Number.isFinite(node.value)) {
    addIssue(scope, path, node.offset, `is not a finite number; got ${node.value}`);
  }
}
