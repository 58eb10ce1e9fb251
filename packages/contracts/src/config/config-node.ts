import { ImpactError } from "../impact-error.ts";
import type { Path } from "../result.ts";

/** A configuration with the place of every key and value, so that faults found after normalisation still point at the text. */
export type ConfigNode = ConfigMap | ConfigList | ConfigScalar;

interface Placed {
  /** Offset of the value in the text. */
  readonly offset: number;
}

export interface ConfigMap extends Placed {
  readonly kind: "map";
  readonly entries: readonly ConfigEntry[];
}

export interface ConfigEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly node: ConfigNode;
}

export interface ConfigList extends Placed {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
}

export interface ConfigScalar extends Placed {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
}

/** The plain value of a node. Maps have no prototype, so that no key is special. */
export function toValue(node: ConfigNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toValue);
  const map = Object.create(null) as Record<string, unknown>; // a null prototype has no inherited keys
  for (const { key, node: child } of node.entries) map[key] = toValue(child);
  return map;
}

/** A node for a value that no file holds. */
export function fromValue(value: unknown, offset = 0): ConfigNode {
  if (Array.isArray(value)) return { kind: "list", offset, items: value.map((item) => fromValue(item, offset)) };
  if (typeof value === "object" && value !== null) {
    return {
      kind: "map",
      offset,
      entries: Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => ({ key, keyOffset: offset, node: fromValue(item, offset) })),
    };
  }
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { kind: "scalar", offset, value };
  }
  throw new ImpactError({
    code: "config/invalid",
    who: "configuration",
    what: `a value of type ${typeof value} cannot stand in a configuration`,
    hint: "use text, numbers, true, false, null, lists and maps",
  });
}

export function childOf(node: ConfigNode | undefined, key: string): ConfigNode | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.node : undefined;
}

/**
 * Lower-cases the keys that are written wholly in capitals (`DATA`, `INTERVENTION_DATE`), at every depth. A key whose
 * lower-case twin is there too stays as it is, so that it shows as unknown instead of hiding the other's value.
 */
export function lowerKeys(node: ConfigNode): ConfigNode {
  if (node.kind === "scalar") return node;
  if (node.kind === "list") return { ...node, items: node.items.map(lowerKeys) };
  const taken = new Set(node.entries.map(({ key }) => key));
  return {
    ...node,
    entries: node.entries.map(({ key, keyOffset, node: child }) => ({
      key: /^[A-Z][A-Z0-9_]*$/.test(key) && !taken.has(key.toLowerCase()) ? key.toLowerCase() : key,
      keyOffset,
      node: lowerKeys(child),
    })),
  };
}

/** Offset of the deepest part of `path` that exists: the key where the path ends at a map's entry, the value otherwise. */
export function offsetOf(root: ConfigNode, path: Path): number {
  let node = root;
  let offset = root.offset;
  for (const step of path) {
    if (node.kind === "map") {
      const entry = node.entries.find(({ key }) => key === step);
      if (entry === undefined) break;
      offset = entry.node.kind === "scalar" ? entry.node.offset : entry.keyOffset;
      node = entry.node;
    } else if (node.kind === "list" && typeof step === "number") {
      const item = node.items[step];
      if (item === undefined) break;
      offset = item.offset;
      node = item;
    } else break;
  }
  return offset;
}
