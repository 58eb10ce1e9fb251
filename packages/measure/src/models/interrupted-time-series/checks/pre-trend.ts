import type { Check } from "@ie/contracts";
import type { Answer } from "../method.ts";
import { rowsOf, type Series } from "../series.ts";

/** A linear drift of the outcome before the intervention, which a step without a trend takes part of for the effect. */
export function preTrendCheck({ y, before, background }: Series, { trended, probe }: Answer): Check {
  if (trended) return { name: "pre_trend", status: "pass", message: "a linear trend is in the model", value: null };
  const column = Float64Array.from({ length: before }, (_, t) => t);
  const drift = probe({ y: y.slice(0, before), background: rowsOf(background, 0, before), column });
  if (drift === null) {
    return {
      name: "pre_trend",
      status: "warn",
      message: "the trend before the intervention could not be tested",
      value: null,
    };
  }
  const { pValue } = drift;
  return {
    name: "pre_trend",
    status: pValue < 0.01 ? "fail" : pValue < 0.05 ? "warn" : "pass",
    message:
      pValue < 0.05
        ? `the outcome drifted before the intervention (p ${pValue.toPrecision(2)}); set trend: ct`
        : `no linear drift before the intervention (p ${pValue.toPrecision(2)})`,
    value: pValue,
  };
}
