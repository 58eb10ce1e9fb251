import { ImpactError } from "@ie/contracts";
import type { Units } from "./units.ts";

const are = (count: number): string => `${count} ${count === 1 ? "unit is" : "units are"}`;

/** `data/no-variation` for an outcome that is the same everywhere, and `data/too-few-rows` for an arm of fewer than two units. */
export function requireOutcome(
  who: string,
  { y, outcome, nTreated, nControl, levels }: Pick<Units, "y" | "outcome" | "nTreated" | "nControl" | "levels">,
): void {
  if (y.every((value) => value === y[0])) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `the outcome "${outcome}" is constant`,
      hint: "an effect needs an outcome that varies",
      facts: { outcome },
    });
  }
  if (nTreated >= 2 && nControl >= 2) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${are(nTreated)} "${levels.treated}" and ${are(nControl)} "${levels.control}"`,
    hint: "at least two of each are needed to know how much they vary",
    facts: { treated: nTreated, control: nControl },
  });
}
