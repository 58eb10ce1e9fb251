import type { Check } from "@ie/contracts";
import { chiSquared } from "@ie/stats";

/** Outcomes on each side of the intervention (Bernal, Cummins and Gasparrini 2017 ask for 8 to 12 at least). */
export function lengthCheck(before: number, after: number): Check {
  const least = Math.min(before, after);
  return {
    name: "points_each_side",
    status: least < 8 ? "fail" : least < 12 ? "warn" : "pass",
    message: `${before} dates before the intervention and ${after} from it on${least < 12 ? "; at least 12 on each side are wanted" : ""}`,
    value: least,
  };
}

/** Ljung and Box (1978) on the standardised innovations, NaN where unknown; `fitted` is the number of ARMA parameters. */
export function autocorrelationCheck(innovations: Float64Array, fitted: number, season: number): Check {
  const z = innovations.filter((value) => !Number.isNaN(value));
  const n = z.length;
  const lags = Math.max(fitted + 3, Math.min(season > 1 ? 2 * season : 10, Math.floor(n / 5)));
  const mean = z.reduce((sum, value) => sum + value, 0) / n;
  const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let q = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let covariance = 0;
    for (let t = lag; t < n; t++) covariance += (z[t]! - mean) * (z[t - lag]! - mean);
    q += (covariance / variance) ** 2 / (n - lag);
  }
  q *= n * (n + 2);
  const p = chiSquared.upperTail(q, lags - fitted);
  return {
    name: "residual_autocorrelation",
    status: p < 0.01 ? "fail" : p < 0.05 ? "warn" : "pass",
    message:
      p < 0.05
        ? `the residuals are autocorrelated (Ljung–Box p ${p.toPrecision(2)} at ${lags} lags), so that the interval may be too narrow; try a higher order or a season`
        : `no autocorrelation is left in the residuals (Ljung–Box p ${p.toPrecision(2)} at ${lags} lags)`,
    value: p,
  };
}

/** A drift before the intervention makes a step without a trend take part of it for the effect. */
export function preTrendCheck(pValue: number | null, modelled: boolean): Check {
  if (modelled) return { name: "pre_trend", status: "pass", message: "a linear trend is in the model", value: null };
  if (pValue === null) {
    return {
      name: "pre_trend",
      status: "warn",
      message: "the trend before the intervention could not be tested",
      value: null,
    };
  }
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

/** Whether the interval has the restricted likelihood's error, without which it covers too little in short series. */
export function intervalCheck(restrictedIsFull: boolean): Check {
  return {
    name: "interval",
    status: restrictedIsFull ? "warn" : "pass",
    message: restrictedIsFull
      ? "the restricted likelihood has no maximum, so the interval is that of the full one and may be too narrow; try a lower order"
      : "the interval is that of the restricted likelihood",
    value: null,
  };
}

/** A root on the unit circle: the series wanders, and a step in it is hard to tell from the wandering. */
export function rootCheck(ar: boolean, ma: boolean): Check {
  return {
    name: "unit_root",
    status: ar ? "fail" : ma ? "warn" : "pass",
    message: ar
      ? "the autoregression lies at a unit root: the level wanders, and the step is not told apart from it; difference the series (d = 1)"
      : ma
        ? "the moving average lies at a unit root: the series is differenced too often, or a term is one too many"
        : "no root lies at the unit circle",
    value: null,
  };
}

export function gapsCheck(unknown: number, total: number): Check {
  return {
    name: "gaps",
    status: unknown === 0 ? "pass" : unknown / total > 0.1 ? "fail" : "warn",
    message:
      unknown === 0
        ? "every date has an outcome"
        : `${unknown} of ${total} dates have no outcome and were bridged by the model`,
    value: unknown,
  };
}
