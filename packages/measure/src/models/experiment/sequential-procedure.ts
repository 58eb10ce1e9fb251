import { ImpactError } from "@ie/contracts";
import { confidenceSequence, normal, repeatedInterval, spendingBounds, studentT } from "@ie/stats";
import type { Looks } from "./options.ts";
import type { Procedure } from "./procedure.ts";
import { who } from "./who.ts";

/** Beyond this, tails of the normal are 0 in doubles. */
const farthest = 37;

/** The standard normal with the tails of a t statistic, sign dropped; never beyond 37. */
export function zOf(t: number, df: number): number {
  const tail = studentT.upperTail(Math.abs(t), df);
  return tail > 0 ? Math.max(0, Math.min(farthest, normal.upperTailQuantile(tail))) : farthest;
}

/** A rule for standard normal z as one for Student's t, by equal tails, so that small samples keep their error. */
function forStudent(critical: number, pValue: (z: number) => number): Procedure {
  const tail = normal.upperTail(critical);
  return {
    critical: (df) => studentT.upperTailQuantile(tail, df),
    pValue: (t, df) => pValue(zOf(t, df)),
  };
}

/** The shares of the planned units at each look so far. */
export function fractionsOf(looks: Extract<Looks, { plan: "group_sequential" }>): readonly number[] {
  const { fractions, total, look } = looks;
  if (fractions !== null) return fractions;
  const planned = total ?? 1;
  return Array.from({ length: look ?? 1 }, (_, i) => (i + 1) / planned);
}

/** The test at one look of `n` units in a sequence of looks. */
export function sequentialProcedure(looks: Looks, level: number, n: number): Procedure {
  const alpha = 1 - level;
  if (looks.plan === "always_valid") {
    const { tuning } = looks;
    const at = (estimate: number): ReturnType<typeof confidenceSequence> =>
      confidenceSequence({ estimate, variance: 1, n, level, tuning });
    return forStudent(at(0).upper, (z) => at(z).pValue);
  }
  const design = { fractions: fractionsOf(looks), alpha, spending: looks.spending, sides: 2 } as const;
  const bound = spendingBounds(design).at(-1) ?? Infinity;
  if (!(bound < farthest)) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `look ${design.fractions.length} comes so early that ${looks.spending} spends no error on it`,
      hint: "look later, or plan spending: pocock",
      facts: { fractions: design.fractions },
    });
  }
  return forStudent(bound, (z) => repeatedInterval({ ...design, estimate: z, stderr: 1 }).pValue);
}
