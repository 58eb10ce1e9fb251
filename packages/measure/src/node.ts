import { basename, dirname, resolve } from "node:path";
import { unwrap, validate, type Result } from "@ie/contracts";
import { parseConfig, type ConfigText } from "@ie/contracts/config";
import { evaluateOpened, unwrapConfig, type EvaluateImpactOptions, type Impact } from "./evaluate-impact.ts";
import { fileSource, type FileSourceInit } from "./node/file-source.ts";
import { readTextBelow } from "./node/read-file.ts";
import type { Sources } from "./registries.ts";
import { sources } from "./sources/index.ts";
import { createSimulator } from "./sources/simulator.ts";

export { defaultTableOptions, type Codecs, memoryObject, readTable, type TableOptions } from "./formats/index.ts";
export { type FileOptions } from "./node/file-options.ts";
export { fileSource, type FileSourceInit } from "./node/file-source.ts";
export { localObjects } from "./node/local-objects.ts";
export { nodeCodecs } from "./node/node-codecs.ts";

/** The built-in sources with `file`, whose relative paths are taken below each of `roots` in order; the simulator learns from such files. */
export function nodeSources(roots: readonly string[], init: FileSourceInit = {}): Sources {
  const file = fileSource(roots, init);
  const simulator = createSimulator({
    readTraining: (path, context) => {
      const options = unwrap(validate(file.options, { path }), "simulator: training_data_path", "config/invalid");
      return file.load(options, { from: null, to: null, sampleSize: null }, context);
    },
  });
  return { ...sources, file, simulator };
}

/** Reads a configuration file. A file that cannot be read is `config/invalid`. */
export async function openConfigFile(path: string): Promise<Result<ConfigText>> {
  const full = resolve(path);
  const reader = { who: "configuration", code: "config/invalid" } as const;
  return parseConfig(await readTextBelow(reader, basename(full), [dirname(full)]), path);
}

/**
 * The effect that a configuration file asks for. Data files are taken below the configuration's folder, then below the
 * working directory.
 */
export async function evaluateImpact(configPath: string, options: EvaluateImpactOptions = {}): Promise<Impact> {
  const config = unwrapConfig(await openConfigFile(configPath));
  return evaluateOpened(config, { sources: nodeSources([dirname(resolve(configPath)), "."]), ...options });
}
export { openCsvBatches } from "./node/open-csv-batches.ts";
