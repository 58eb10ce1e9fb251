import { childOf, largestConfig, type ConfigMap, type ConfigNode, type ConfigText } from "@ie/contracts/config";

/** `base` with the entries of `over` in their place or added; where both hold a map, so are its entries. */
export function overlay(base: ConfigMap | undefined, over: ConfigMap | undefined): ConfigMap | undefined {
  if (base === undefined || over === undefined) return over ?? base;
  const replaced = new Set(over.entries.map(({ key }) => key));
  const entries = over.entries.map((entry) => {
    const before = childOf(base, entry.key);
    if (entry.node.kind !== "map" || before?.kind !== "map") return entry;
    return { key: entry.key, keyOffset: entry.keyOffset, node: overlay(before, entry.node) ?? entry.node };
  });
  return { ...base, entries: [...base.entries.filter(({ key }) => !replaced.has(key)), ...entries] };
}

export function withoutKeys(map: ConfigMap, keys: readonly string[]): ConfigMap {
  return { ...map, entries: map.entries.filter(({ key }) => !keys.includes(key)) };
}

function shift<N extends ConfigNode>(node: N, by: number): N {
  const offset = node.offset + by;
  if (node.kind === "list") return { ...node, offset, items: node.items.map((item) => shift(item, by)) };
  if (node.kind === "map") {
    const entries = node.entries.map(({ key, keyOffset, node: child }) => ({
      key,
      keyOffset: keyOffset + by,
      node: shift(child, by),
    }));
    return { ...node, offset, entries };
  }
  return { ...node, offset };
}

/** Offsets of a second text start above those that a first can have. */
const secondText = largestConfig + 1;

/** Two texts as one, so that nodes of both can be merged and still point at their own file. */
export function joinTexts(first: ConfigText, second: ConfigText): ConfigText {
  return {
    ...first,
    locate: (offset) => (offset < secondText ? first.locate(offset) : second.locate(offset - secondText)),
  };
}

/** A node of the second text of {@link joinTexts}. */
export function inSecondText<N extends ConfigNode>(node: N): N {
  return shift(node, secondText);
}
