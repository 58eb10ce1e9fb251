import type { Check, Effect } from "@ie/contracts";
import {
  createMatrix,
  fitBinomial,
  inverseProbabilityEffect,
  regressionAdjustment,
  type Matrix,
  type TwoMeansEffect,
} from "@ie/stats";
import { agreementCheck, companionOf, type Units } from "../../units/index.ts";
import type { DoublyRobustOptions } from "./options.ts";

/** The design's columns but its ones. */
function withoutOnes(design: Matrix): Matrix {
  return createMatrix(design.rows, design.cols - 1, design.data.slice(design.rows));
}

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
    const own = companionOf(name, estimate, level, unit);
    if (own === null) return;
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
  const named = farthest === null ? null : { ...farthest, name: `${farthest.name} alone` };
  return { effects, check: agreementCheck(main, named) };
}
