import type { Fit } from "@ie/contracts";
import { estimateOf, type Design, nothing } from "../design.ts";
import { tableOf } from "./table-of.ts";

const metrics = Array.from({ length: 10 }, (_, i) => `m${i}`);

/** Whether any of the metrics seems to have moved. */
function anyBelow({ estimate, effects = [] }: Fit, corrected: boolean): boolean {
  const values = effects.map(({ pValue, adjustedPValue }) => (corrected ? adjustedPValue : pValue));
  return (corrected ? values : [estimate.pValue, ...values]).some((p) => p !== null && p < 0.05);
}

function family(id: string, what: string, method: "holm" | "none"): Design {
  return {
    id,
    family: "repeated-looks",
    group: "Several metrics",
    what,
    model: "experiment",
    options: { formula: "m0 ~ treatment", outcomes: metrics.slice(1), family: method },
    effect: 0,
    targets: method === "none" ? nothing : { coverage: null, falseAlarms: [0, 5] },
    observe: (measure, rng) => {
      const table = tableOf(200, (i) => {
        const shared = rng.normal();
        const cells = metrics.map((name) => [name, 0.5 * shared + rng.normal()] as const);
        return { treatment: i % 2, ...Object.fromEntries(cells) };
      });
      const fit = measure(table);
      return { ...estimateOf(fit, 0), rejected: anyBelow(fit, method !== "none") };
    },
  };
}

/** Ten metrics, none of which moves: how often one of them seems to. */
export const familyDesigns: readonly Design[] = [
  family("ten-metrics-holm-null", "10 metrics without effect, family: holm; any adjusted p below 0.05", "holm"),
  family("ten-metrics-none-null", "the same, family: none; any p below 0.05", "none"),
];
