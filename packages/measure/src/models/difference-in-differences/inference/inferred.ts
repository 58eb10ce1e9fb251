import { ImpactError, type Check, type Diagnostics, type Interval, type Relative } from "@ie/contracts";
import { tInference } from "../../../inference.ts";
import { who } from "../who.ts";

/** An effect with interval and p-value of one inversion. */
export interface Inferred {
  readonly value: number;
  /** Null for permutations, which need none. */
  readonly stderr: number | null;
  /** Of Student's t; null for permutations. */
  readonly df: number | null;
  readonly interval: Interval;
  readonly pValue: number;
  /** `inference`, `cov_type` and what belongs to them. */
  readonly diagnostics: Diagnostics;
  readonly checks: readonly Check[];
  readonly relative?: Relative | null;
}

/** Interval and p-value by Student's t. A standard error of 0 has neither: `data/no-variation`. */
export function byT(
  value: number,
  stderr: number,
  df: number,
  level: number,
  diagnostics: Diagnostics,
  checks: readonly Check[] = [],
): Inferred {
  // What rounding leaves of no variation at all is none either.
  if (!(stderr > 1e-13 * Math.abs(value)) || !(df > 0)) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: "all clusters of an arm change by the same, so that nothing shows how far the effect is chance",
      hint: "look at the outcome column for copied or computed values",
    });
  }
  return { value, stderr, df, ...tInference(value, stderr, df, level), diagnostics: { ...diagnostics, df }, checks };
}
