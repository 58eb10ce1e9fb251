import type { Check, Relative } from "@ie/contracts";

/** Says that the relative effect has no interval; null where it has one. */
export function baselineCheck(relative: Relative | null): Check | null {
  if (relative === null || relative.interval !== null) return null;
  return {
    name: "baseline_near_zero",
    status: "warn",
    message: `the baseline ${Number(relative.baseline.toPrecision(6))} may itself be 0, or one unit decides it, so that the relative effect has no bounds; use the absolute one`,
    value: relative.baseline,
  };
}
