import { encodeJson } from "@ie/contracts";
import { childOf, lowerKeys } from "@ie/contracts/config";
import { readMeasureConfig, unwrapConfig, type PreparedPlan } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import { registriesFor } from "./registries.ts";

/** Rows that a configuration names, and who asks for them. */
export interface Subject {
  /** Null where the configuration is of one measurement. */
  readonly initiativeId: string | null;
  /** Both where they ask for the same rows. */
  readonly phases: readonly ("pilot" | "scale")[];
  readonly plan: PreparedPlan;
  readonly sampleSize: number | null;
}

function phasesOf(
  initiativeId: string | null,
  plans: Readonly<Record<"pilot" | "scale", PreparedPlan>>,
  sizes: Readonly<Record<"pilot" | "scale", number | null>>,
): readonly Subject[] {
  const { pilot, scale } = plans;
  const isSame = sizes.pilot === sizes.scale && encodeJson(pilot.plan) === encodeJson(scale.plan);
  if (isSame) return [{ initiativeId, phases: ["pilot", "scale"], plan: pilot, sampleSize: sizes.pilot }];
  return (["pilot", "scale"] as const).map((phase) => ({
    initiativeId,
    phases: [phase],
    plan: plans[phase],
    sampleSize: sizes[phase],
  }));
}

/** All rows that a configuration of either kind names. */
export async function subjectsOf(flags: {
  readonly config: string;
  readonly dataRoot: string;
}): Promise<readonly Subject[]> {
  const config = unwrapConfig(await openConfigFile(flags.config));
  const root = lowerKeys(config.root);
  if (childOf(root, "data") !== undefined || childOf(root, "measurement") !== undefined) {
    const plans = unwrapConfig(readMeasureConfig(config.root, registriesFor([flags.config], flags.dataRoot), config));
    return phasesOf(null, plans, { pilot: null, scale: null });
  }
  const { openPlan } = await import("./open-plan.ts");
  const plan = await openPlan(flags.config, flags.dataRoot);
  return plan.initiatives.flatMap(({ initiativeId, measure, sampleSize }) =>
    measure === null
      ? []
      : phasesOf(initiativeId, measure, {
          pilot: sampleSize.pilot,
          scale: sampleSize.scale ?? plan.scaleSampleSize,
        }),
  );
}

export function nameOf({ initiativeId, phases }: Subject): string {
  return [...(initiativeId === null ? [] : [initiativeId]), phases.join(" and ")].join(" ");
}
