import { encodeJson, measureResult } from "@ie/contracts";
import { evaluateImpact } from "@ie/measure/node";
import { formatMeasureResult } from "@ie/orchestrator";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { registriesFor } from "../registries.ts";
import { openStore } from "../open-store.ts";

export interface MeasureFlags {
  readonly config: string;
  readonly initiative: string;
  readonly phase: "pilot" | "scale";
  readonly store?: string;
  readonly tenant: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

/** `ie measure`: one MeasureResult. */
export async function measureCommand(flags: MeasureFlags, io: Io): Promise<ExitCode> {
  const store = flags.store === undefined ? null : openStore(flags.store, flags.tenant);
  const { result, url } = await evaluateImpact(flags.config, {
    ...registriesFor([flags.config], flags.dataRoot),
    initiativeId: flags.initiative,
    phase: flags.phase,
    versions: { "@ie/cli": io.version },
    context: { log: logTo(io), signal: io.signal },
    ...(store === null ? {} : { store }),
  });
  io.stdout(flags.json ? encodeJson(measureResult.format(result)) : formatMeasureResult(result));
  if (url !== null) io.stderr(`written to ${url}\n`);
  return 0;
}
