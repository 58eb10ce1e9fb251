import type { Check } from "@ie/contracts";
import type { Units } from "../../units/index.ts";
import type { Clusters } from "./folds.ts";
import type { DoublyRobustOptions } from "./options.ts";
import type { Combined } from "./split.ts";

/** Clusters below which the variance of a sum over them is too uncertain for Student's t to mend (Cameron and Miller 2015). */
const fewClusters = 40;

/** Whether splits into folds disagree by more than the standard error can bear. */
export function splitsCheck(
  { spread, variance }: Combined,
  { repeats, folds, foldColumn }: DoublyRobustOptions,
): Check {
  const name = "splits";
  if (folds === 1 && foldColumn === null) {
    const message =
      "the regressions predict the units that they were fitted to, which is for few terms and no penalties; set folds: 5";
    return { name, status: "warn", message, value: null };
  }
  if (repeats === 1) return { name, status: "pass", message: "one split into folds", value: null };
  const share = spread / Math.sqrt(variance);
  return {
    name,
    status: share > 0.5 ? "warn" : "pass",
    message: `${repeats} splits into folds differ by ${share.toFixed(2)} standard errors${
      share > 0.5 ? "; raise repeats, or use fewer terms" : ""
    }`,
    value: share,
  };
}

export function clustersCheck(clusters: Clusters | null, units: Units): Check | null {
  if (clusters === null) return null;
  const seen = [new Set<number>(), new Set<number>()];
  clusters.codes.forEach((code, i) => seen[units.treated[i]!]!.add(code));
  const fewest = Math.min(seen[0]!.size, seen[1]!.size);
  const status = fewest < 5 ? "fail" : clusters.count < fewClusters ? "warn" : "pass";
  return {
    name: "clusters",
    status,
    message: `${clusters.count} clusters, ${seen[1]!.size} with treated and ${seen[0]!.size} with untreated units${
      status === "pass"
        ? ""
        : "; with so few the standard error is uncertain and the interval may be too narrow, so find more clusters"
    }`,
    value: clusters.count,
  };
}
