import type { Check } from "@ie/contracts";
import type { Units } from "../../units/index.ts";
import type { Matched } from "./matched.ts";
import type { NearestNeighbourMatchingOptions } from "./options.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Units that the estimand is about. */
export function wantedUnits({ n, nTreated, nControl }: Units, estimand: "ate" | "att" | "atc"): number {
  return estimand === "ate" ? n : estimand === "att" ? nTreated : nControl;
}

const whose = { ate: "all units", att: "the treated", atc: "the controls" } as const;

/** Whose effect is left when some units have no match (Rosenbaum and Rubin 1985 on incomplete matching). */
export function estimandCheck(
  matched: number,
  wanted: number,
  { estimand, replace }: NearestNeighbourMatchingOptions,
): Check {
  const dropped = wanted - matched;
  const share = dropped / wanted;
  const remedy = replace ? "widen the caliper" : "widen the caliper, or set replace: true";
  return {
    name: "estimand",
    status: share > 0.2 ? "fail" : share > 0.05 ? "warn" : "pass",
    message:
      dropped === 0
        ? `every unit that the effect is about has a match: it is the average over ${whose[estimand]}`
        : `${dropped} of ${wanted} units (${percent(share)}) have no match and were left out: the effect is that of the ${matched} matched ones${share > 0.05 ? `, not of ${whose[estimand]}; say so, or ${remedy}` : ""}`,
    value: share,
  };
}

/** Difference of the arms' plain means. */
function plainDifference({ y, treated, nTreated, nControl }: Units): number {
  const sums = [0, 0];
  y.forEach((value, i) => (sums[treated[i]!]! += value));
  return sums[1]! / nTreated - sums[0]! / nControl;
}

/** How much of the answer is the regression's and not the matches'. */
export function correctionCheck(matched: Matched, names: readonly string[], units: Units): Check {
  const moved = Math.abs(matched.value - matched.uncorrected);
  const shift = moved / matched.stderr;
  const left = matched.aliased.map((j) => names[j] ?? "");
  // With many units any correction is more than an error; what counts is whether matching or regression has done most of the adjustment.
  const large = shift > 1 && moved > 0.5 * Math.abs(matched.value - plainDifference(units));
  return {
    name: "bias_correction",
    status: large || left.length > 0 ? "warn" : "pass",
    message: `the correction for differences within matches moves the effect by ${shift < 1e4 ? shift.toFixed(2) : shift.toPrecision(2)} standard errors${
      large
        ? ", more than half of the whole adjustment; the matches are far apart, so the answer rests on the regression: match on fewer covariates or on the propensity, use a caliper, or see what doubly_robust says"
        : ""
    }${left.length > 0 ? `; it leaves out ${left.join(", ")}, which does not vary by itself among the matches` : ""}`,
    value: shift,
  };
}

/** Units with fewer matches than asked for. */
export function ratioCheck(short: number, matched: number, ratio: number): Check {
  return {
    name: "ratio",
    status: short === 0 ? "pass" : "warn",
    message:
      short === 0
        ? `every matched unit has its ${ratio} or more matches`
        : `${short} of ${matched} matched units have fewer than ${ratio} matches; what they have counts in full, so lower ratio if their matches should be alike`,
    value: short,
  };
}

/** Where covariates tell the arms apart, so that there is no score to compare. */
export function separatedCheck(): Check {
  return {
    name: "overlap",
    status: "fail",
    message:
      "the covariates tell treated from untreated units without error for some units; exact columns or the caliper decide who is compared, so look at the units left out",
    value: null,
  };
}
