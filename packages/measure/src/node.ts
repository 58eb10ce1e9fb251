import { basename, dirname, resolve } from "node:path";
import type { Result } from "@ie/contracts";
import { parseConfig, type ConfigText } from "@ie/contracts/config";
import { evaluateOpened, unwrapConfig, type EvaluateImpactOptions, type Impact } from "./evaluate-impact.ts";
import { fileSource } from "./node/file-source.ts";
import { readTextBelow } from "./node/read-file.ts";
import type { Sources } from "./registries.ts";
import { sources } from "./sources/index.ts";

export { fileSource, type FileOptions } from "./node/file-source.ts";

/** The built-in sources with `file`, whose relative paths are taken below each of `roots` in order. */
export function nodeSources(roots: readonly string[]): Sources {
  return { ...sources, file: fileSource(roots) };
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
