import { encodeJson, initiativeId, unwrap, validate, verifyResult } from "@ie/contracts";
import { readMeasureConfig, unwrapConfig, verify } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import { formatVerifyResult } from "@ie/orchestrator";
import type { ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { logTo } from "../log.ts";
import { parseNumber } from "../parse-number.ts";
import { registriesFor } from "../registries.ts";

export interface VerifyFlags {
  readonly config: string;
  readonly initiative: string;
  readonly phase: "pilot" | "scale";
  readonly draws?: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

/** Fits between two lines of progress. */
const atOnce = 50;

/**
 * `ie verify`: one effect, beside the truth where the source knows it, and the attempts to refute it. Exit code 1 where one succeeds, or where
 * there is neither truth nor attempt.
 */
export async function verifyCommand(flags: VerifyFlags, io: Io): Promise<ExitCode> {
  const config = unwrapConfig(await openConfigFile(flags.config));
  const registries = registriesFor([flags.config], flags.dataRoot);
  const plan = unwrapConfig(readMeasureConfig(config.root, registries, config))[flags.phase];
  let said = 0;
  const found = await verify(
    plan,
    {
      initiativeId: unwrap(validate(initiativeId, flags.initiative), "initiative id", "config/invalid"),
      versions: { "@ie/cli": io.version },
    },
    {
      ...(flags.draws === undefined ? {} : { draws: parseNumber("--draws", flags.draws) }),
      progress: (done, planned) => {
        if (done - said < atOnce && done < planned) return;
        said = done;
        io.stderr(`  ${done} of ${planned} fits\n`);
      },
    },
    { log: logTo(io), signal: io.signal },
  );
  io.stdout(flags.json ? encodeJson(verifyResult.format(found)) : formatVerifyResult(found));
  const statuses = [...found.refutations, ...found.alternatives].map(({ status }) => status);
  if (statuses.every((status) => status === "not_applicable") && (found.truth?.value ?? null) === null) {
    io.stderr("nothing was tried, so nothing is verified; name alternatives under verify in the configuration\n");
    return 1;
  }
  return statuses.includes("fail") ? 1 : 0;
}
