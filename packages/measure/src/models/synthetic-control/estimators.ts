import type { Check, Effect } from "@ie/contracts";
import { fitSyntheticControl, type SyntheticMethod } from "@ie/stats";
import type { Answer, Task } from "./answer.ts";
import { pointEffect } from "./effects.ts";

/** Other estimators on the same panel, to compare with. */
const estimators: Readonly<Record<string, SyntheticMethod>> = {
  outcomes: "simplex",
  demeaned: "demeaned",
  augmented: "ridge-augmented",
  synthetic_did: "synthetic-did",
  difference_in_differences: "difference-in-differences",
};

/** Effects by the other methods, without intervals of their own. */
export function otherEstimators({ synthetic, kernel }: Task, unit: string): Effect[] {
  return Object.entries(estimators)
    .filter(([, method]) => method !== (kernel.method ?? "simplex"))
    .map(([name, method]) => pointEffect(`estimator ${name}`, fitSyntheticControl(synthetic, { method }).effect, unit));
}

/** Whether the other methods give an effect that the interval holds. */
export function agreementCheck(others: readonly Effect[], answer: Answer): Check {
  const { lower, upper } = answer.interval;
  const outside = others.filter(({ value }) => value < lower || value > upper).map(({ name }) => name.split(" ")[1]!);
  return {
    name: "estimators_agree",
    status: outside.length === 0 ? "pass" : "warn",
    message:
      outside.length === 0
        ? "the other estimators lie within the interval"
        : `${outside.join(", ")} ${outside.length === 1 ? "lies" : "lie"} outside the interval; the answer depends on how donors are compared`,
    value: outside.length,
  };
}
