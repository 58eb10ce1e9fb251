import type { Check, Diagnostics, Table } from "@ie/contracts";
import { crumpCut } from "./crump-cut.ts";

export interface Overlap {
  readonly check: Check;
  /** Ranges and shares by snake_case name. */
  readonly diagnostics: Diagnostics;
  /** Counts of both arms in 20 equal bins of the score, for figures. */
  readonly table: Table;
}

/** Crump, Hotz, Imbens and Mitnik (2009): scores outside .1 to .9 leave little to compare. */
const THIN = 0.1;
const bins = 20;

/**
 * Where the arms' propensity scores overlap: ranges, the share of units whose score lies outside the other arm's range, and the share
 * outside .1 to .9. `needed`: the units whose counterpart the estimand needs, as att needs controls like the treated. `remedy`: what the
 * model can do about it.
 */
export function overlapCheck(
  scores: Float64Array,
  treated: Uint8Array,
  needed: "ate" | "att" | "atc" | "overlap",
  remedy: string,
): Overlap {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  const counts = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    const arm = treated[i]!;
    low[arm] = Math.min(low[arm]!, scores[i]!);
    high[arm] = Math.max(high[arm]!, scores[i]!);
    counts[arm]! += 1;
  }
  const outside = [0, 0];
  let thin = 0;
  const histogram = [new Float64Array(bins), new Float64Array(bins)];
  for (let i = 0; i < scores.length; i++) {
    const p = scores[i]!;
    const arm = treated[i]!;
    const other = 1 - arm;
    if (p < low[other]! || p > high[other]!) outside[arm]! += 1;
    // An att weighs controls by p / (1 − p): only scores near 1 are without counterpart, and near 0 for an atc.
    if ((needed !== "att" && p < THIN) || (needed !== "atc" && p > 1 - THIN)) thin += 1;
    const bin = Math.min(bins - 1, Math.floor(p * bins));
    histogram[arm]![bin]! += 1;
  }
  const concerned = needed === "att" ? [1] : needed === "atc" ? [0] : [0, 1];
  const total = concerned.reduce((sum, arm) => sum + counts[arm]!, 0);
  const share = concerned.reduce((sum, arm) => sum + outside[arm]!, 0) / total;
  const thinShare = thin / scores.length;
  // A rare treatment has thin scores everywhere; what they cost shows in the effective sample size.
  const status = share > 0.2 ? "fail" : share > 0.05 ? "warn" : "pass";
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return {
    check: {
      name: "overlap",
      status,
      message: `${percent(share)} of the units concerned have a propensity beyond the other arm's range, ${percent(thinShare)} of all units one that leaves few to compare with${
        status === "pass" ? "" : `; ${remedy}, and say whose effect it then is`
      }`,
      value: share,
    },
    diagnostics: {
      propensity_min_treated: low[1]!,
      propensity_max_treated: high[1]!,
      propensity_min_control: low[0]!,
      propensity_max_control: high[0]!,
      outside_common_range_share: share,
      thin_overlap_share: thinShare,
      crump_cut: crumpCut(scores),
    },
    table: {
      propensity_from: new Float64Array(bins).map((_, b) => b / bins),
      treated: histogram[1]!,
      control: histogram[0]!,
    },
  };
}
