import { ImpactError } from "@ie/contracts";
import { confidenceSequence, normal, repeatedInterval, spendingBounds, studentT } from "@ie/stats";
import type { Contrast, Inferred } from "./contrast.ts";
import type { Looks } from "./options.ts";

/** A symmetric test of t statistics: its critical value and its p-value are inverses. */
export interface Procedure {
  /** For a t statistic with `df` degrees of freedom. */
  critical(df: number): number;
  pValue(t: number, df: number): number;
}

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

/** The test at one look of `n` units in a sequence of looks, or at the only one (`looks` null). */
export function procedureOf(who: string, looks: Looks | null, level: number, n: number): Procedure {
  const alpha = 1 - level;
  if (looks === null) {
    return {
      critical: (df) => studentT.upperTailQuantile(alpha / 2, df),
      pValue: (t, df) => Math.min(1, 2 * studentT.upperTail(Math.abs(t), df)),
    };
  }
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

/** Interval and p-value of a contrast by a symmetric test. */
export function inferBy(procedure: Procedure, { value, stderr, df }: Contrast): Inferred {
  const critical = procedure.critical(df);
  const half = critical * stderr;
  return { lower: value - half, upper: value + half, pValue: procedure.pValue(value / stderr, df), critical };
}

/** As {@link Inferred}, from an interval that need not be symmetric: the critical value is that of the side towards 0. */
export function inferredFrom(
  { value, stderr }: Contrast,
  interval: { readonly lower: number; readonly upper: number },
  pValue: number,
): Inferred {
  const towards = value > 0 ? value - interval.lower : interval.upper - value;
  return { ...interval, pValue, critical: towards / stderr };
}
