import type { Check } from "@ie/contracts";
import type { Answer } from "../method.ts";

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

/** The same of an answer; nothing where its method has no forecast beside the estimate. */
export function agreementOf({ estimate, forecastAverage, path }: Answer): readonly Check[] {
  if (forecastAverage === undefined) return [];
  if (forecastAverage !== null) {
    return [agreementCheck(estimate.value, estimate.stderr, forecastAverage.value, forecastAverage.stderr)];
  }
  const message =
    path === null
      ? "the dates before the intervention do not carry the model, so there is no forecast to compare with"
      : "a date after the intervention has no outcome, so the sum of the differences is unknown";
  return [{ name: "step_and_forecast_agree", status: "warn", message, value: null }];
}
