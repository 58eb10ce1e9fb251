import type { Diagnostics, Table } from "@ie/contracts";
import { spendingBounds, stageWiseInference } from "@ie/stats";
import type { Answer } from "./answer.ts";
import type { Looks } from "./options.ts";
import { fractionsOf, zOf } from "./sequential-procedure.ts";

/** The bounds of a group-sequential plan up to this look. */
export function looksTable(looks: Looks | null, level: number): Readonly<Record<string, Table>> {
  if (looks?.plan !== "group_sequential") return {};
  const fractions = fractionsOf(looks);
  const bounds = spendingBounds({ fractions, alpha: 1 - level, spending: looks.spending, sides: 2 });
  const finite = bounds.map((bound) => (bound < Infinity ? bound : NaN));
  return { looks: { fraction: Float64Array.from(fractions), bound: finite } };
}

/**
 * Where a group-sequential plan ends at this look, its effect corrected for having looked before: median unbiased by the stage-wise
 * ordering (Tsiatis, Rosner and Mehta 1984). It takes for granted that no earlier look crossed its bound.
 */
export function stageWise({ value, stderr, df }: Answer, looks: Looks | null, level: number): Diagnostics {
  if (looks?.plan !== "group_sequential" || !(stderr > 0)) return {};
  const fractions = fractionsOf(looks);
  const bounds = spendingBounds({ fractions, alpha: 1 - level, spending: looks.spending, sides: 2 });
  const z = Math.sign(value) * zOf(value / stderr, df);
  const ends = Math.abs(z) >= (bounds.at(-1) ?? Infinity) || fractions.at(-1) === 1;
  if (!ends) return { stops: false };
  const { estimate, lower, upper, pValue } = stageWiseInference({
    fractions,
    bounds,
    sides: 2,
    estimate: z,
    stderr: 1,
    level,
  });
  return {
    stops: true,
    stage_wise_effect: estimate * stderr,
    stage_wise_lower: lower * stderr,
    stage_wise_upper: upper === null ? null : upper * stderr,
    stage_wise_p_value: pValue,
  };
}
