import type { Counterfactual } from "@ie/contracts";
import { forecastSarimax, studentT, type SarimaxFit, type SarimaxOrder } from "@ie/stats";
import { rowsOf, type Series } from "./series.ts";
import { degreesOfFreedom, fitTwice } from "./two-fits.ts";

/** The path without the intervention: a forecast from the dates before it, with the sum of the differences. */
export interface Forecast {
  readonly series: Counterfactual;
  /** Mean difference over the dates from the intervention on, with its standard error; null where one is unknown. */
  readonly average: { readonly value: number; readonly stderr: number } | null;
  readonly meanExpected: number;
}

/** Of the least certain coefficient: sums of forecast errors scale with the same long-run variance as the level does. */
function forecastDf(fit: SarimaxFit): number {
  return Math.min(degreesOfFreedom(fit), ...fit.coefficientDf);
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
  const { full, restricted } = fitTwice(y.slice(0, start), rowsOf(background, 0, start), model);
  if (!full.converged || degreesOfFreedom(full) < 3 || full.aliased.length > 0) return null;
  const covariates = rowsOf(background, start, n);
  const { mean, cumulativeMean } = forecastSarimax(full, covariates, horizon);
  const { stderr, cumulativeStderr } = forecastSarimax(restricted, covariates, horizon);
  const t = studentT.upperTailQuantile((1 - level) / 2, forecastDf(restricted));
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
    expected[i] = mean[h]!;
    lower[i] = mean[h]! - t * stderr[h]!;
    upper[i] = mean[h]! + t * stderr[h]!;
    observedSum += y[i]!; // stays NaN from the first unknown outcome on
    cumulative[i] = observedSum - cumulativeMean[h]!;
    cumulativeLower[i] = cumulative[i] - t * cumulativeStderr[h]!;
    cumulativeUpper[i] = cumulative[i] + t * cumulativeStderr[h]!;
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
    average: Number.isNaN(total) ? null : { value: total / horizon, stderr: cumulativeStderr[horizon - 1]! / horizon },
    meanExpected: cumulativeMean[horizon - 1]! / horizon,
  };
}
