import type { Check } from "@ie/contracts";

/** Whether the step and the average distance from the forecast tell the same. */
export function agreementCheck(step: number, stderr: number, average: number, averageStderr: number): Check {
  const distance = Math.abs(step - average) / Math.hypot(stderr, averageStderr);
  return {
    name: "step_and_forecast_agree",
    status: distance > 2 ? "warn" : "pass",
    message:
      distance > 2
        ? `the step ${step.toPrecision(4)} and the average distance from the forecast ${average.toPrecision(4)} differ; the effect may not be a constant step`
        : `the average distance from the forecast is ${average.toPrecision(4)}, like the step`,
    value: distance,
  };
}
