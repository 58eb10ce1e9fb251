import { dirname, resolve } from "node:path";
import { failed, ok, type Result } from "@ie/contracts";
import type { ConfigText } from "@ie/contracts/config";
import {
  createHttpSource,
  models,
  readMeasureConfig,
  transforms,
  type PreparedPlan,
  type Registries,
} from "@ie/measure";
import { nodeSources, openConfigFile } from "@ie/measure/node";
import type { MeasureConfigReader } from "@ie/orchestrator";
import { createPostgresSource } from "@ie/sql";
import { createDuckDbSource } from "@ie/sql/node";
import { remoteObjects } from "./remote-objects.ts";
import { environmentSecrets } from "./secrets.ts";

/** The built-ins, with files taken below the folders of `configFiles`, then below `dataRoot`. */
export function registriesFor(configFiles: readonly string[], dataRoot: string): Registries {
  const roots = [...new Set([...configFiles.map((file) => dirname(resolve(file))), resolve(dataRoot)])];
  const secret = environmentSecrets();
  const sources = {
    ...nodeSources(roots, { open: remoteObjects() }),
    http: createHttpSource({ secret }),
    duckdb: createDuckDbSource({ roots }),
    postgres: createPostgresSource({ secret }),
  };
  return { models, transforms, sources };
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
