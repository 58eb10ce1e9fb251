import { failed, ok, suggestName, type Issue } from "@ie/contracts";
import { locateIssues, parseConfig, toValue, type ConfigMap, type ConfigNode } from "@ie/contracts/config";
import type { MeasureConfigReader } from "../src/plan/measure-reader.ts";

/** What the fake reader makes of a measure configuration: its plain values, overrides in their place. */
export type FakeConfig = Readonly<Record<string, unknown>>;

const known = ["model", "path", "start_date", "end_date", "sample_size", "query"];

function merged(node: ConfigNode, override: ConfigMap | undefined): ConfigNode {
  if (node.kind !== "map") return node;
  return { ...node, entries: [...node.entries, ...(override?.entries ?? [])] };
}

/** A reader that knows a handful of keys, and files by name. */
export function fakeReader(files: Readonly<Record<string, string>> = {}): MeasureConfigReader<FakeConfig> {
  return {
    read: (node, overrides, config) => {
      const issues: Issue[] = [];
      if (node.kind !== "map") return failed([{ path: [], message: "measure: the configuration is not a map" }]);
      for (const phase of [overrides.pilot, overrides.scale]) {
        const whole = merged(node, phase);
        if (whole.kind !== "map") continue;
        const unknown = whole.entries.filter(({ key }) => !known.includes(key));
        const found = unknown.map(({ key }) => ({
          path: [key],
          message: `measure: unknown key "${key}"; ${suggestName(key, known)}`,
        }));
        issues.push(...locateIssues(found, config, whole));
      }
      if (issues.length > 0) return failed(issues);
      const pilot = toValue(merged(node, overrides.pilot)) as FakeConfig;
      const scale = toValue(merged(node, overrides.scale)) as FakeConfig;
      return ok({ pilot, scale });
    },
    open: async (path) => {
      const text = files[path];
      return text === undefined
        ? failed([{ path: [], message: `measure: there is no file "${path}"` }])
        : parseConfig(text, path);
    },
  };
}
