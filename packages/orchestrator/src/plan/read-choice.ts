import { formatPath, suggestName, validate, type Schema } from "@ie/contracts";
import { childOf, toValue, type ConfigMap } from "@ie/contracts/config";
import type { PlainOptions } from "./run-plan.ts";
import { addIssue, readEntries, requireFinite, type Scope } from "./scope.ts";

/** Plug-ins by name, with what their options may be: a map of scorers or of rules is one. */
export type KnownPlugIns = Readonly<Record<string, { readonly options: Schema<unknown> }>>;

/** A section that names a plug-in under `nameKey` and gives its options beside it. */
export function readChoice(
  scope: Scope,
  root: ConfigMap,
  section: string,
  nameKey: string,
  known: KnownPlugIns | undefined,
): { readonly name: string | null; readonly options: PlainOptions } {
  const node = childOf(root, section);
  const entries = readEntries(scope, node, [section]);
  const options: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // keys are users' own
  for (const { key, node: child } of entries) {
    if (key === nameKey) continue;
    requireFinite(scope, child, [section, key]);
    options[key] = toValue(child);
  }
  const chosen = entries.find(({ key }) => key === nameKey)?.node;
  const name = chosen === undefined ? null : toValue(chosen);
  if (chosen === undefined || name === null) return { name: null, options };
  if (typeof name !== "string") {
    addIssue(scope, [section, nameKey], chosen.offset, `is not the name of a ${nameKey}`);
    return { name: null, options };
  }
  if (known === undefined) return { name, options };
  const plugIn = Object.hasOwn(known, name) ? known[name] : undefined;
  if (plugIn === undefined) {
    const hint = suggestName(name, Object.keys(known));
    addIssue(scope, [section, nameKey], chosen.offset, `"${name}" is not known; ${hint}`);
    return { name, options };
  }
  const result = validate(plugIn.options, { ...options });
  for (const issue of result.ok ? [] : result.issues) {
    const path = [section, ...issue.path];
    const at = entries.find(({ key }) => key === issue.path[0])?.node ?? chosen;
    const location = scope.text.locate(at.offset);
    scope.issues.push({ path, message: `${formatPath(path)}: ${issue.message}`, location });
  }
  return { name, options };
}
