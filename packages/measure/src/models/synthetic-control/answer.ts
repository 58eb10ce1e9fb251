import type { Interval } from "@ie/contracts";
import type { SyntheticFit, SyntheticOptions, SyntheticPanel } from "@ie/stats";
import type { InferenceMethod } from "./options.ts";

/** Effects of each period from treatment on, T₁ numbers each; NaN where unknown. */
export interface PeriodEffects {
  /** The procedure that gives them. */
  readonly inference: string;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Hold all effects together with the level's probability; null where the procedure gives none. */
  readonly band: { readonly lower: Float64Array; readonly upper: Float64Array } | null;
  readonly pValues: Float64Array | null;
}

/** Average effect with its interval and p-value from one procedure. */
export interface Answer {
  readonly inference: Exclude<InferenceMethod, "auto">;
  readonly value: number;
  readonly stderr: number | null;
  readonly interval: Interval;
  readonly pValue: number | null;
  readonly diagnostics: Readonly<Record<string, number | string | boolean | null>>;
}

/** What the procedures are given. */
export interface Task {
  readonly synthetic: SyntheticPanel;
  readonly kernel: SyntheticOptions;
  readonly fit: SyntheticFit;
  readonly level: number;
}
