import type { Effect, Relative } from "@ie/contracts";
import { adjustPValues } from "@ie/stats";
import type { ExperimentOptions } from "./options.ts";

/** A member of the family of effects. */
export interface Member {
  readonly name: string;
  readonly value: number;
  /** NaN where there is none. */
  readonly stderr: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
  readonly unit: string;
  readonly relative: Relative | null;
}

/** An answer as a member of its family. */
export function memberOf(
  { value, stderr, lower, upper, pValue, relative }: Omit<Member, "name" | "unit">,
  name: string,
  unit: string,
): Member {
  return { name, value, stderr, lower, upper, pValue, unit, relative };
}

/** The declared family, the primary first, with p-values corrected for all of its members; nothing where there is one member. */
export function familyOf(
  members: readonly Member[],
  family: ExperimentOptions["family"],
  level: number,
): readonly Effect[] {
  if (members.length < 2) return [];
  const pValues = Float64Array.from(members, ({ pValue }) => pValue);
  const adjusted = family === "none" ? null : adjustPValues(pValues, family);
  return members.map(({ lower, upper, stderr, ...member }, i) => ({
    ...member,
    stderr: Number.isNaN(stderr) ? null : stderr,
    interval: { lower, upper, level },
    adjustedPValue: adjusted === null ? null : adjusted[i]!,
  }));
}
