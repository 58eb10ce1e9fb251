import { encodeJson } from "@ie/contracts";
import { contextOf, designDocument, formatDesign, readDesignConfig, runDesign, unwrapConfig } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { registriesFor } from "../registries.ts";

export interface DesignFlags {
  readonly config: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

/** `ie design`: what an experiment needs and what it can find, before it is run. */
export async function designCommand(flags: DesignFlags, io: Io): Promise<ExitCode> {
  const config = unwrapConfig(await openConfigFile(flags.config));
  const plan = unwrapConfig(readDesignConfig(config, registriesFor([flags.config], flags.dataRoot)));
  const seed = plan.simulated?.plan.seed ?? 0;
  const result = await runDesign(plan, contextOf(seed, { log: logTo(io), signal: io.signal }));
  io.stdout(flags.json ? encodeJson(designDocument(result)) : formatDesign(result));
  return 0;
}
