import type { Check } from "@ie/contracts";
import { round } from "./round.ts";

/** Root mean squared gap before treatment against the outcome's standard deviation before it. */
export function preFitCheck(preRmspe: number, sd: number): Check {
  const ratio = preRmspe / sd;
  const status = ratio > 0.5 ? "fail" : ratio > 0.25 ? "warn" : "pass";
  return {
    name: "pre_fit",
    status,
    message: `before treatment the synthetic control misses by ${round(ratio)} standard deviations of the outcome${
      status === "pass"
        ? ""
        : "; the effect may be misfit: try method demeaned or synthetic_did, other donors, or longer periods"
    }`,
    value: ratio,
  };
}

/** Optimality of the weights. */
export function optimumCheck(kkt: number, converged: boolean): Check {
  const optimal = converged && kkt < 1e-8;
  return {
    name: "optimum",
    status: optimal ? "pass" : "fail",
    message: optimal
      ? "the weights meet the conditions of an optimum"
      : `the weights are not optimal, by ${kkt.toExponential(1)}; look for donors of very different size, or rescale them`,
    value: Number.isFinite(kkt) ? kkt : null,
  };
}

/** Periods before treatment: the fewer, the more noise the weights fit (Abadie 2021, section 4). */
export function prePeriodsCheck(preperiods: number, donors: number): Check {
  const status = preperiods < 5 ? "fail" : preperiods < 10 ? "warn" : "pass";
  return {
    name: "pre_periods",
    status,
    message: `${preperiods} periods before treatment and ${donors} donors${
      status === "pass" ? "" : "; at least 10 periods are wanted, lest the weights fit noise"
    }`,
    value: preperiods,
  };
}
