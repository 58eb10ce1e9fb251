import { ImpactError } from "@ie/contracts";
import type { Units } from "./units.ts";

/** Roundings of one outcome that a standard error must exceed to be of the data and not of the arithmetic. */
const roundings = 64;

/** `data/no-variation` for a standard error that is not positive and finite, or that outcomes of this size owe to rounding alone. */
export function requireStderr(who: string, stderr: number, { y, outcome }: Pick<Units, "y" | "outcome">): void {
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (stderr > roundings * Number.EPSILON * largest && stderr < Infinity) return;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `treatment and covariates leave nothing of the outcome "${outcome}" to chance, so that the effect has no standard error`,
    hint: "look whether the outcome is made from them, and whether more than one unit is compared in each arm",
    facts: { outcome },
  });
}
