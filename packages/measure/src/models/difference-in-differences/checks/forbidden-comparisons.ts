import type { Check, Diagnostics, Table } from "@ie/contracts";
import { baconDecomposition } from "@ie/stats";
import type { Method } from "../options.ts";
import { staggeredPanel, type Study } from "../study/study.ts";

interface Comparisons {
  readonly checks: readonly Check[];
  readonly diagnostics: Diagnostics;
  readonly tables: Readonly<Record<string, Table>>;
}

/** What two-way fixed effects would make of the dates: the weight of already treated units as controls (Goodman-Bacon 2021). */
export function forbiddenComparisons(study: Study, method: Method): Comparisons {
  const isUsed = method === "two_way_fixed_effects";
  if (study.cohorts.length === 1) {
    const check: Check = {
      name: "forbidden_comparisons",
      status: "pass",
      message: "all start at one date, so that no treated unit serves as a control",
      value: 0,
    };
    return { checks: [check], diagnostics: {}, tables: {} };
  }
  const bacon = baconDecomposition(staggeredPanel(study));
  if (bacon === null) {
    const check: Check = {
      name: "forbidden_comparisons",
      status: isUsed ? "fail" : "pass",
      message: isUsed
        ? "units start at different dates and serve as controls once treated, which is biased where effects change; the panel has gaps, so that the weights are unknown; set method: group_time"
        : "treated units never serve as controls",
      value: null,
    };
    return { checks: [check], diagnostics: {}, tables: {} };
  }
  const weight = bacon.byType
    .filter(({ type }) => type === "earlier-treated" || type === "always-treated")
    .reduce((sum, each) => sum + each.weight, 0);
  const share = `${(100 * weight).toFixed(1)} %`;
  const { periods } = study.panel;
  const name = (t: number): string => (t < Infinity ? periods[t]! : "never");
  return {
    checks: [
      {
        name: "forbidden_comparisons",
        status: !isUsed ? "pass" : weight > 0.1 ? "fail" : "warn",
        message: isUsed
          ? `units start at different dates: ${share} of the estimate comes from comparisons with units treated already, which is biased where effects change with time; set method: group_time`
          : `treated units never serve as controls; two-way fixed effects would give such comparisons a weight of ${share} and an estimate of ${bacon.estimate.toPrecision(4)}`,
        value: weight,
      },
    ],
    diagnostics: { two_way_fixed_effects: bacon.estimate, forbidden_weight: weight },
    tables: {
      bacon: {
        comparison: bacon.comparisons.map(({ type }) => type),
        treated: bacon.comparisons.map(({ treated }) => name(treated)),
        control: bacon.comparisons.map(({ control }) => name(control)),
        estimate: Float64Array.from(bacon.comparisons, ({ estimate }) => estimate),
        weight: Float64Array.from(bacon.comparisons, (comparison) => comparison.weight),
      },
    },
  };
}
