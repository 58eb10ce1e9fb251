import {
  choiceOption,
  flagOption,
  groupOption,
  listOption,
  numberOption,
  orNull,
  taggedOption,
  withDefault,
  wholeOption,
  type Option,
} from "@ie/contracts";
import { faultWhen, type Fault, type SequentialCapability } from "../capabilities.ts";
import { peekingCheck } from "../checks/peeking.ts";
import { looksTable, stageWise } from "../looks.ts";
import type { ExperimentOptions, Looks } from "../options.ts";
import { sequentialProcedure } from "../sequential-procedure.ts";

/** Narrowest at a size that experiments on the web commonly have. */
const usualTuning = 5000;

const looks: Option<Looks> = taggedOption("plan", {
  always_valid: groupOption({
    plan: choiceOption("always_valid"),
    tuning: withDefault(numberOption({ exclusiveMinimum: 0 }), usualTuning),
  }),
  group_sequential: groupOption({
    plan: choiceOption("group_sequential"),
    spending: withDefault(choiceOption("obrien_fleming", "pocock"), "obrien_fleming"),
    total: orNull(wholeOption(1, 500)),
    look: orNull(wholeOption(1)),
    fractions: orNull(listOption(numberOption({ exclusiveMinimum: 0, maximum: 1 }), 1, 500)),
  }),
});

function faults({ looks: plan, inference, interim }: ExperimentOptions): readonly (Fault | null)[] {
  if (plan === null) return [];
  const common = faultWhen(
    "inference",
    inference === "wild_bootstrap" || inference === "randomisation",
    `${inference} is for a single look; take looks out, or set inference: t`,
  );
  if (plan.plan === "always_valid") return [common];
  const { total, look, fractions } = plan;
  const numbered = total !== null && look !== null;
  return [
    faultWhen(
      "interim",
      interim && total !== null && look === total,
      "the last planned look is not an interim one; take interim out",
    ),
    common,
    faultWhen(
      "looks",
      (fractions !== null) === numbered || (fractions !== null && (total ?? look) !== null),
      "needs either total and look, such as total: 5 and look: 2, or fractions, such as [0.3, 0.55]",
    ),
    faultWhen(["looks", "look"], numbered && look > total, `look ${look} is beyond the ${total} planned`),
    faultWhen(
      ["looks", "fractions"],
      fractions !== null && fractions.some((share, i) => share - (fractions[i - 1] ?? 0) < 1e-6),
      "must ascend, each the share of the planned units at a look",
    ),
  ];
}

/** Repeated looks: always-valid intervals (Howard et al. 2021) and group-sequential plans (Lan and DeMets 1983). */
export const sequential: SequentialCapability = {
  options: { looks: orNull(looks), interim: withDefault(flagOption(), false) },
  faults,
  procedure: sequentialProcedure,
  peeking: peekingCheck,
  tables: looksTable,
  stageWise,
};
