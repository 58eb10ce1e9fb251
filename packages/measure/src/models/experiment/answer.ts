import type { Relative } from "@ie/contracts";
import type { Contrast, Inferred } from "./contrast.ts";
import type { Resampled } from "./resampling/resample.ts";

/** How interval and p-value were made. */
export type Method = "t" | "score" | "wild_bootstrap" | "randomisation" | "always_valid" | "group_sequential";

/** One comparison with everything said of it. */
export interface Answer extends Contrast, Omit<Inferred, "critical"> {
  readonly relative: Relative | null;
  readonly method: Method;
  readonly resampled: Resampled | null;
}
