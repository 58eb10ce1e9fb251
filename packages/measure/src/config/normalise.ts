import { suggestName, type Issue, type Location } from "@ie/contracts";
import { childOf, lowerKeys, type ConfigEntry, type ConfigMap, type ConfigNode } from "@ie/contracts/config";

/** What a measure configuration may hold at its top. */
const topKeys = [
  "data",
  "measurement",
  "output",
  "pilot",
  "scale",
  "seed",
  "verify",
  "catalog_simulator",
  "initiative_id",
];
const queryKeys: Readonly<Record<string, string>> = { start_date: "from", end_date: "to", sample_size: "sampleSize" };

/** Reports the faults of shape with the path of the normalised tree that leads to the fault. */
export interface Normalised {
  /** `{ source, transform, model, query, seed }` as a MeasurePlan has it. */
  readonly root: ConfigMap;
  readonly issues: readonly Issue[];
}

function map(offset: number, entries: readonly (ConfigEntry | null)[]): ConfigMap {
  return { kind: "map", offset, entries: entries.filter((entry) => entry !== null) };
}

function entry(key: string, node: ConfigNode | undefined, keyOffset: number): ConfigEntry | null {
  return node === undefined ? null : { key, keyOffset, node };
}

function text(value: string, offset: number): ConfigNode {
  return { kind: "scalar", value, offset };
}

function entriesOf(node: ConfigNode | undefined): readonly ConfigEntry[] {
  return node?.kind === "map" ? node.entries : [];
}

/** `{ model, params }` as `{ name, options }`. */
function alternativeOf(node: ConfigNode): ConfigNode {
  if (node.kind !== "map") return node;
  return map(
    node.offset,
    node.entries.map((item) => ({ ...item, key: { model: "name", params: "options" }[item.key] ?? item.key })),
  );
}

function verifyOf(node: ConfigNode | undefined): ConfigNode | undefined {
  if (node?.kind !== "map") return node;
  return map(
    node.offset,
    node.entries.map((item) =>
      item.key === "alternatives" && item.node.kind === "list"
        ? { ...item, node: { ...item.node, items: item.node.items.map(alternativeOf) } }
        : item,
    ),
  );
}

/** Later entries replace earlier ones of the same key. */
function merge(...lists: (readonly ConfigEntry[])[]): readonly ConfigEntry[] {
  const merged = new Map<string, ConfigEntry>();
  for (const item of lists.flat()) merged.set(item.key, item);
  return [...merged.values()];
}

/** Source configurations of the Python originals name their columns otherwise. */
function renamed(item: ConfigEntry): ConfigEntry {
  return item.key === "product_id_column" ? { ...item, key: "unit_column" } : item;
}

interface Source {
  readonly name: ConfigNode;
  readonly settings: readonly ConfigEntry[];
  /** The shape of the first specification, whose time-series model added rows up by date itself. */
  readonly flat: boolean;
}

function sourceOf(
  data: ConfigNode,
  unknown: (item: ConfigEntry, known: readonly string[], where: string) => void,
): Source {
  const source = childOf(data, "source");
  const enrichment = entriesOf(data).filter(({ key }) => key === "enrichment");
  if (source !== undefined) {
    for (const item of entriesOf(data)) {
      if (!["source", "transform", "enrichment"].includes(item.key))
        unknown(item, ["source", "transform", "enrichment"], "data");
    }
    for (const item of entriesOf(source)) {
      if (!["type", "config"].includes(item.key)) unknown(item, ["type", "config"], "data.source");
    }
    return {
      name: childOf(source, "type") ?? text("simulator", source.offset),
      settings: merge(entriesOf(childOf(source, "config")), enrichment),
      flat: false,
    };
  }
  return {
    name: childOf(data, "type") ?? text("simulator", data.offset),
    settings: entriesOf(data).filter(({ key }) => key !== "type" && key !== "transform"),
    flat: true,
  };
}

/**
 * One shape for the configurations of the specification (`DATA.TYPE`, `INTERVENTION_DATE`), of the Python originals
 * (`DATA.SOURCE.CONFIG`) and ours (the same in lower case). Overrides (`pilot:` or `scale:`) replace source settings,
 * window and sample size, and under `params` the model's options. Every node keeps its place in the text.
 */
export function normalise(
  given: ConfigNode,
  phase: "pilot" | "scale",
  outer: ConfigNode | undefined,
  locate: (offset: number) => Location,
): Normalised {
  const issues: Issue[] = [];
  const root = lowerKeys(given);
  const fault = (message: string, offset: number): void => {
    issues.push({ path: [], message, location: locate(offset) });
  };
  const unknown = (item: ConfigEntry, known: readonly string[], where: string): void =>
    fault(
      `unknown key "${item.key}"${where === "" ? "" : ` in ${where}`}; ${suggestName(item.key, known)}`,
      item.keyOffset,
    );
  if (root.kind !== "map") {
    fault("the configuration is no map; it has the keys data and measurement", root.offset);
    return { root: map(root.offset, []), issues };
  }
  for (const item of root.entries) if (!topKeys.includes(item.key)) unknown(item, topKeys, "");
  const data = childOf(root, "data");
  const measurement = childOf(root, "measurement");
  if (data === undefined) fault('no key "data"; it says where the rows come from', root.offset);
  if (measurement === undefined) fault('no key "measurement"; it names the model', root.offset);
  if (data === undefined || measurement === undefined) return { root: map(root.offset, []), issues };

  for (const item of entriesOf(measurement)) {
    if (!["model", "params"].includes(item.key)) unknown(item, ["model", "params"], "measurement");
  }
  const source = sourceOf(data, unknown);
  const overrides = merge(
    entriesOf(childOf(root, phase)),
    entriesOf(outer === undefined ? undefined : lowerKeys(outer)),
  );
  const params = merge(
    entriesOf(childOf(measurement, "params")),
    entriesOf(childOf(childOf(root, phase), "params")),
    entriesOf(childOf(outer === undefined ? undefined : lowerKeys(outer), "params")),
  );
  const isQuery = ({ key }: ConfigEntry): boolean => Object.hasOwn(queryKeys, key);
  const paramQuery = source.flat ? params.filter(isQuery) : [];
  const settings = merge(
    source.settings,
    paramQuery,
    overrides.filter(({ key }) => key !== "params"),
  ).map(renamed);
  const model = childOf(measurement, "model");
  if (model === undefined) fault('no key "model" in measurement; it names the model', measurement.offset);

  const transform = childOf(data, "transform");
  for (const item of entriesOf(transform)) {
    if (!["function", "params"].includes(item.key)) unknown(item, ["function", "params"], "data.transform");
  }
  const byDate =
    source.flat && transform === undefined && model?.kind === "scalar" && model.value === "interrupted_time_series";
  const outcome = params.find(({ key }) => key === "dependent_variable")?.node ?? text("revenue", data.offset);
  const transformNode = byDate
    ? map(data.offset, [
        entry("name", text("aggregate_by_date", data.offset), data.offset),
        entry("options", map(data.offset, [entry("metric", outcome, data.offset)]), data.offset),
      ])
    : map(transform?.offset ?? data.offset, [
        entry("name", childOf(transform, "function") ?? text("passthrough", data.offset), data.offset),
        entry("options", childOf(transform, "params"), data.offset),
      ]);
  const at = measurement.offset;
  return {
    issues,
    root: map(root.offset, [
      entry(
        "source",
        map(data.offset, [
          entry("name", source.name, data.offset),
          entry(
            "options",
            map(
              data.offset,
              settings.filter((item) => !isQuery(item)),
            ),
            data.offset,
          ),
        ]),
        data.offset,
      ),
      entry("transform", transformNode, data.offset),
      entry(
        "model",
        map(at, [
          entry("name", model, at),
          entry(
            "options",
            map(
              at,
              params.filter((item) => !(source.flat && isQuery(item))),
            ),
            at,
          ),
        ]),
        at,
      ),
      entry(
        "query",
        map(
          data.offset,
          settings.filter(isQuery).map((item) => ({ ...item, key: queryKeys[item.key]! })),
        ),
        data.offset,
      ),
      entry("seed", childOf(root, "seed"), root.offset),
      entry("verify", verifyOf(childOf(root, "verify")), root.offset),
    ]),
  };
}
