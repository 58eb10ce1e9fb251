import { ImpactError } from "@ie/contracts";
import type { Units } from "./units.ts";

/** `data/no-variation` for an outcome that is the same everywhere, and for an arm of fewer than two units. */
export function requireOutcome(who: string, { y, outcome, nTreated, nControl, levels }: Units): void {
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
    what: `${nTreated} units are "${levels.treated}" and ${nControl} are "${levels.control}"`,
    hint: "at least two of each are needed to know how much they vary",
    facts: { treated: nTreated, control: nControl },
  });
}
