import { dirname, resolve } from "node:path";
import { failed, ok, type Result } from "@ie/contracts";
import type { ConfigText } from "@ie/contracts/config";
import { models, readMeasureConfig, transforms, type PreparedPlan, type Registries } from "@ie/measure";
import { nodeSources, openConfigFile } from "@ie/measure/node";
import type { MeasureConfigReader } from "@ie/orchestrator";

/** The built-ins, with files taken below the folders of `configFiles`, then below `dataRoot`. */
export function registriesFor(configFiles: readonly string[], dataRoot: string): Registries {
  const folders = configFiles.map((file) => dirname(resolve(file)));
  return { models, transforms, sources: nodeSources([...new Set([...folders, resolve(dataRoot)])]) };
}

/** Reads the measure configurations of the plan in `planFile`. */
export function measureReader(planFile: string, dataRoot: string): MeasureConfigReader<PreparedPlan> {
  return {
    read: (node, overrides, config) =>
      readMeasureConfig(node, registriesFor([config.file, planFile], dataRoot), config, overrides),
    open: async (path, from): Promise<Result<ConfigText>> => {
      if (path.split(/[\\/]/).includes("..")) {
        return failed([{ path: [], message: `"${path}" leads upwards by ".."; give a path below the plan's folder` }]);
      }
      const opened = await openConfigFile(resolve(dirname(resolve(from)), path));
      return opened.ok ? ok(opened.value) : opened;
    },
  };
}
