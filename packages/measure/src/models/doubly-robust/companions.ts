import type { Check, Effect } from "@ie/contracts";
import {
  createMatrix,
  fitBinomial,
  inverseProbabilityEffect,
  regressionAdjustment,
  type Matrix,
  type TwoMeansEffect,
} from "@ie/stats";
import type { Units } from "../../units/index.ts";
import { tInference } from "../../inference.ts";
import { relativeOf } from "../experiment/relative.ts";
import type { DoublyRobustOptions } from "./options.ts";

/** The design's columns but its ones. */
function withoutOnes(design: Matrix): Matrix {
  return createMatrix(design.rows, design.cols - 1, design.data.slice(design.rows));
}

/** A further estimate as an effect of the result. */
export function effectOf(
  name: string,
  estimate: Pick<TwoMeansEffect, "value" | "stderr" | "df" | "controlMean" | "controlVariance" | "controlCovariance">,
  level: number,
  unit: string,
): Effect {
  const { value, stderr, df } = estimate;
  const { interval, pValue } = tInference(value, stderr, df, level);
  const { controlMean, controlVariance, controlCovariance } = estimate;
  const baseline = { value: controlMean, variance: controlVariance, covariance: controlCovariance };
  const critical = (interval.upper - value) / stderr;
  const relative = relativeOf({ arm: 1, versus: 0, value, stderr, df, baseline }, critical, level);
  return { name, value, stderr, interval, pValue, adjustedPValue: null, unit, relative };
}

/** Differences up to this many standard errors are what half-right models differ by. */
const apart = 1;

/**
 * The same question asked of each half alone: regression adjustment, one linear regression an arm, and inverse probability weighting by a
 * logistic propensity. Where the two halves of the estimate are right, they agree. Standard errors take units as independent, so with
 * clusters these are values alone.
 */
export function companionsOf(
  units: Units,
  design: Matrix,
  main: { readonly value: number; readonly stderr: number },
  options: DoublyRobustOptions,
  unit: string,
): { readonly effects: readonly Effect[]; readonly check: Check } {
  const { estimand, level, cluster } = options;
  const effects: Effect[] = [];
  const x = withoutOnes(design);
  const everyColumn = Array.from({ length: x.cols }, (_, j) => j);
  const add = (name: string, estimate: TwoMeansEffect): void => {
    if (!(estimate.stderr > 0 && estimate.df > 0 && Number.isFinite(estimate.stderr))) return;
    const own = effectOf(name, estimate, level, unit);
    effects.push(cluster === null ? own : { ...own, stderr: null, interval: null, pValue: null, relative: null });
  };
  if (Math.min(units.nTreated, units.nControl) > design.cols + 1) {
    add("regression adjustment", regressionAdjustment(units.y, units.treated, x, everyColumn, estimand));
  }
  const propensity = fitBinomial(units.treated, design);
  if (propensity.status === "ok") {
    add(
      "inverse probability weighting",
      inverseProbabilityEffect(units.y, units.treated, propensity, design, estimand),
    );
  }
  const farthest = effects.reduce<Effect | null>(
    (far, each) => (far === null || Math.abs(each.value - main.value) > Math.abs(far.value - main.value) ? each : far),
    null,
  );
  if (farthest === null) {
    const message = "neither regression adjustment nor weighting alone has an answer to compare with";
    return {
      effects,
      check: { name: "triangulation", status: "warn", message: `${message}; use fewer covariates`, value: null },
    };
  }
  const distance = Math.abs(farthest.value - main.value) / main.stderr;
  return {
    effects,
    check: {
      name: "triangulation",
      status: distance > apart ? "warn" : "pass",
      message: `${farthest.name} alone gives ${farthest.value.toPrecision(4)}, ${distance.toPrecision(2)} standard errors away${
        distance > apart
          ? "; one of the two regressions is wrong, so try squares, interactions or trim and see which answer moves"
          : ""
      }`,
      value: distance,
    },
  };
}
