import type { Check } from "@ie/contracts";
import { effectiveSize, type Units } from "../../units/index.ts";
import type { Clusters } from "./folds.ts";
import type { DoublyRobustOptions } from "./options.ts";
import type { Combined } from "./split.ts";

/** Clusters below which the variance of a sum over them is too uncertain for Student's t to mend (Cameron and Miller 2015). */
const fewClusters = 40;

/** The arm whose units count least, as a share of their number, under the weights of the residuals. */
export function effectiveSizeCheck(
  units: Units,
  weights: Float64Array,
): { readonly check: Check; readonly sizes: readonly [number, number] } {
  const sizes = [effectiveSize(weights, units.treated, 0), effectiveSize(weights, units.treated, 1)] as const;
  const shares = [sizes[0] / units.nControl, sizes[1] / units.nTreated] as const;
  const arm = shares[0] <= shares[1] ? 0 : 1;
  const share = shares[arm];
  const size = sizes[arm];
  const status = share < 0.1 || size < 10 ? "fail" : share < 0.3 || size < 30 ? "warn" : "pass";
  const name = arm === 1 ? "treated" : "untreated";
  return {
    sizes,
    check: {
      name: "effective_sample_size",
      status,
      message: `weighting leaves the ${arm === 1 ? units.nTreated : units.nControl} ${name} units worth ${size.toFixed(1)}${
        status === "pass"
          ? ""
          : "; a few of them decide the answer, so trim, or choose the estimand whose units have counterparts"
      }`,
      value: share,
    },
  };
}

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
    message: `${repeats} splits into folds differ by ${share.toPrecision(2)} standard errors${
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
