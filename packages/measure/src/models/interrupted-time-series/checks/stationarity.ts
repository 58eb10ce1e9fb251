import type { Check } from "@ie/contracts";
import { augmentedDickeyFuller, kpss } from "@ie/stats";
import type { Series } from "../series.ts";

/**
 * Dickey and Fuller (1979), whose null is a unit root, beside Kwiatkowski et al. (1992), whose null is stationarity, on the
 * outcomes before the intervention: a worry only where the one does not reject and the other does.
 */
export function stationarityCheck({ y, before }: Series, trended: boolean): Check[] {
  const pre = y.slice(0, before);
  const regression = trended ? "ct" : "c";
  const [adf, other] = [augmentedDickeyFuller(pre, { regression }), kpss(pre, { regression })];
  if (Number.isNaN(adf.pValue) || Number.isNaN(other.pValue)) return [];
  const wanders = adf.pValue > 0.1 && other.pValue < 0.05;
  const found = `Dickey–Fuller p ${adf.pValue.toPrecision(2)}, KPSS p ${other.pValue.toPrecision(2)}`;
  return [
    {
      name: "stationary_before",
      status: wanders ? "warn" : "pass",
      message: wanders
        ? `the outcome wanders before the intervention (${found}); a step and a wandering level look alike`
        : `no unit root is seen before the intervention (${found})`,
      value: adf.pValue,
    },
  ];
}
