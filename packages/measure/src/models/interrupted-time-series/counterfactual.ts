import type { Counterfactual } from "@ie/contracts";
import { fitSarimax, forecastSarimax, studentT, type SarimaxFit, type SarimaxOrder } from "@ie/stats";
import { rowsOf, type Series } from "./series.ts";

/** The path without the intervention: a forecast from the dates before it, with the sum of the differences. */
export interface Forecast {
  readonly series: Counterfactual;
  /** Mean difference over the dates from the intervention on, with its standard error; null where one is unknown. */
  readonly average: { readonly value: number; readonly stderr: number } | null;
  readonly meanExpected: number;
}

export function degreesOfFreedom(fit: SarimaxFit): number {
  return fit.nobs - (fit.parameterCount - 1); // the variance is not counted, as in regression
}

/** Null where the dates before the intervention do not carry the model. */
export function forecastWithout(
  { dates, y, start, background }: Series,
  model: SarimaxOrder,
  interventionDate: string,
  level: number,
): Forecast | null {
  const n = y.length;
  const horizon = n - start;
  const fit = fitSarimax(y.slice(0, start), rowsOf(background, 0, start), model);
  const df = degreesOfFreedom(fit);
  if (!fit.converged || df < 3 || fit.aliased.length > 0) return null;
  const ahead = forecastSarimax(fit, rowsOf(background, start, n), horizon);
  const t = studentT.upperTailQuantile((1 - level) / 2, df);
  const unknown = (): Float64Array => new Float64Array(n).fill(NaN);
  const [expected, lower, upper, cumulative, cumulativeLower, cumulativeUpper] = Array.from({ length: 6 }, unknown) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let observedSum = 0;
  for (let h = 0; h < horizon; h++) {
    const i = start + h;
    expected[i] = ahead.mean[h]!;
    lower[i] = ahead.mean[h]! - t * ahead.stderr[h]!;
    upper[i] = ahead.mean[h]! + t * ahead.stderr[h]!;
    observedSum += y[i]!; // stays NaN from the first unknown outcome on
    cumulative[i] = observedSum - ahead.cumulativeMean[h]!;
    cumulativeLower[i] = cumulative[i] - t * ahead.cumulativeStderr[h]!;
    cumulativeUpper[i] = cumulative[i] + t * ahead.cumulativeStderr[h]!;
  }
  const total = cumulative[n - 1]!;
  return {
    series: {
      dates,
      interventionDate,
      level,
      observed: y,
      expected,
      lower,
      upper,
      cumulative,
      cumulativeLower,
      cumulativeUpper,
    },
    average: Number.isNaN(total)
      ? null
      : { value: total / horizon, stderr: ahead.cumulativeStderr[horizon - 1]! / horizon },
    meanExpected: ahead.cumulativeMean[horizon - 1]! / horizon,
  };
}
