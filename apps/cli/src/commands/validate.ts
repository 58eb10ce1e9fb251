import { encodeJson, isImpactError, type Context } from "@ie/contracts";
import { childOf, lowerKeys } from "@ie/contracts/config";
import { contextOf, readMeasureConfig, unwrapConfig, type PreparedPlan } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import { exitCodeOf, type ExitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { openPlan } from "../open-plan.ts";
import { registriesFor } from "../registries.ts";

export interface ValidateFlags {
  readonly config: string;
  readonly dataRoot: string;
  readonly json: boolean;
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string;
}

/** Loads and transforms without fitting; the columns of the model must be there. */
async function checkData(
  what: string,
  plan: PreparedPlan,
  sampleSize: number | null,
  context: Context,
): Promise<[Finding, ExitCode]> {
  try {
    const loaded = await plan.load({ ...plan.query, sampleSize: sampleSize ?? plan.query.sampleSize }, context);
    const table = plan.transform(loaded);
    const absent = plan.model.columns(plan.modelOptions).filter((name) => !Object.hasOwn(table, name));
    const rows = Object.values(table)[0]?.length ?? 0;
    if (absent.length === 0)
      return [{ what, ok: true, code: null, message: `${rows} rows, columns ${Object.keys(table).join(", ")}` }, 0];
    const message = `no column ${absent.map((name) => `"${name}"`).join(", ")}; the table has ${Object.keys(table).join(", ")}`;
    return [{ what, ok: false, code: "data/missing-column", message }, 3];
  } catch (error) {
    if (!isImpactError(error)) throw error;
    return [{ what, ok: false, code: error.code, message: error.message }, exitCodeOf(error)];
  }
}

interface Subject {
  readonly what: string;
  readonly plan: PreparedPlan;
  readonly sampleSize: number | null;
}

async function subjectsOf(flags: ValidateFlags): Promise<readonly Subject[]> {
  const config = unwrapConfig(await openConfigFile(flags.config));
  const root = lowerKeys(config.root);
  if (childOf(root, "data") !== undefined || childOf(root, "measurement") !== undefined) {
    const { pilot, scale } = unwrapConfig(
      readMeasureConfig(config.root, registriesFor([flags.config], flags.dataRoot), config),
    );
    return [
      { what: "pilot", plan: pilot, sampleSize: null },
      { what: "scale", plan: scale, sampleSize: null },
    ];
  }
  const plan = await openPlan(flags.config, flags.dataRoot);
  return plan.initiatives.flatMap(({ initiativeId, measure, sampleSize }) =>
    measure === null
      ? []
      : (["pilot", "scale"] as const).map((phase) => ({
          what: `${initiativeId} ${phase}`,
          plan: measure[phase],
          sampleSize: sampleSize[phase] ?? (phase === "scale" ? plan.scaleSampleSize : null),
        })),
  );
}

/** `ie validate`: the configuration and the data it names, without fitting. */
export async function validateCommand(flags: ValidateFlags, io: Io): Promise<ExitCode> {
  const findings: Finding[] = [];
  let exitCode: ExitCode = 0;
  for (const { what, plan, sampleSize } of await subjectsOf(flags)) {
    const [finding, code] = await checkData(what, plan, sampleSize, contextOf(plan.seed, { signal: io.signal }));
    findings.push(finding);
    exitCode = code > exitCode ? code : exitCode;
  }
  if (flags.json) io.stdout(encodeJson({ schema_version: "1.0", valid: exitCode === 0, findings }));
  else {
    io.stdout(`${flags.config}: the configuration is valid\n`);
    for (const { what, ok, message } of findings) io.stdout(`  ${ok ? "ok  " : "FAIL"} ${what}: ${message}\n`);
  }
  return exitCode;
}
