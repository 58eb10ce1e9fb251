import { ImpactError, type Table } from "@ie/contracts";
import { firstTreated, pathOf, periodAfter, splitAt, unitIndex, type Panel } from "../../panel/index.ts";
import type { SyntheticControlOptions } from "./options.ts";
import { who } from "./who.ts";

/** Which units are treated from when on, and which may stand for them. */
export interface Roles {
  /** Units of the panel whose effect is asked for. */
  readonly treated: readonly number[];
  /** Units of the panel that are never treated, as far as is known, and not excluded. */
  readonly candidates: readonly number[];
  /** Period from which on the treated are treated. */
  readonly start: number;
  /** Units left out of the donors because they are treated themselves. */
  readonly otherTreated: readonly string[];
}

/** The first treated period that the units share. */
function sharedStart(panel: Panel, treated: readonly number[], first: Int32Array, column: string): number {
  const start = first[treated[0]!]!;
  const other = treated.find((u) => first[u] !== start);
  if (start > 0 && other === undefined) return start;
  if (start === -1 || start === 0) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `unit "${panel.units[treated[0]!]}" is ${start === -1 ? "never treated" : "treated from the first period on"} in column "${column}"`,
      hint: "a treated unit needs periods before its treatment and from it on",
      facts: { column, unit: panel.units[treated[0]!] },
    });
  }
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `unit "${panel.units[treated[0]!]}" is treated from ${panel.periods[start]} on and "${panel.units[other!]}" from ${panel.periods[first[other!]!] ?? "no period"} on`,
    hint: "name units of one date in treated_unit, or use difference_in_differences for staggered treatment",
    facts: { column, units: [panel.units[treated[0]!], panel.units[other!]] },
  });
}

/** A named date that the column contradicts; a unit that the column does not mark, or that was not seen in between, contradicts nothing. */
function requireAgreement(
  panel: Panel,
  treated: readonly number[],
  first: Int32Array,
  start: number,
  { treatmentTime, treatedColumn }: SyntheticControlOptions,
): void {
  const seen = (u: number, from: number, to: number): boolean =>
    pathOf(panel, u)
      .subarray(from, to)
      .some((value) => !Number.isNaN(value));
  const other = treated.find((u) => first[u]! >= 0 && (first[u]! < start || seen(u, start, first[u]!)));
  if (other === undefined) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `treatment_time is ${treatmentTime}, but column "${treatedColumn}" marks unit "${panel.units[other]}" from ${panel.periods[first[other]!]} on`,
    hint: "leave treatment_time out, or mend one of them",
    facts: { column: treatedColumn, unit: panel.units[other], option: "treatment_time", value: treatmentTime },
  });
}

export function rolesOf(table: Table, panel: Panel, options: SyntheticControlOptions): Roles {
  const { treatedUnits, treatedColumn, treatmentTime, donors, excludeDonors } = options;
  const N = panel.units.length;
  const first = treatedColumn === null ? null : firstTreated(table, panel, treatedColumn, who);
  const marked = first === null ? [] : [...first.keys()].filter((u) => first[u]! >= 0);
  if (treatedUnits.length === 0 && marked.length === 0) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `column "${treatedColumn}" marks no unit as treated`,
      hint: "it must be 1 from the first treated period on",
      facts: { column: treatedColumn },
    });
  }
  const treated =
    treatedUnits.length === 0 ? marked : treatedUnits.map((id) => unitIndex(panel, id, who, "treated_unit"));
  const start =
    treatmentTime !== null
      ? splitAt(panel, treatmentTime, who, "treatment_time")
      : sharedStart(panel, treated, first!, treatedColumn!); // the options ask for one of the two
  if (first !== null && treatmentTime !== null) requireAgreement(panel, treated, first, start, options);
  const end = options.endTime === null ? panel.periods.length : periodAfter(panel, options.endTime, who, "end_time");
  // treated later than the last period used is untreated here
  const alsoTreated = new Set(first === null ? [] : marked.filter((u) => first[u]! < end));
  const excluded = new Set(excludeDonors.map((id) => unitIndex(panel, id, who, "exclude_donors")));
  const asked = donors === null ? null : new Set(donors.map((id) => unitIndex(panel, id, who, "donors")));
  const own = new Set(treated);
  const possible = Array.from({ length: N }, (_, u) => u).filter(
    (u) => !own.has(u) && !excluded.has(u) && (asked === null || asked.has(u)),
  );
  return {
    treated: [...treated].toSorted((a, b) => a - b),
    candidates: possible.filter((u) => !alsoTreated.has(u)),
    start,
    otherTreated: possible.filter((u) => alsoTreated.has(u)).map((u) => panel.units[u]!),
  };
}
