import type { Counterfactual } from "@ie/contracts";
import { forecastSarimax, studentT, type SarimaxFit, type SarimaxOrder } from "@ie/stats";
import { pathBeside, rowsOf, type Series } from "../series.ts";
import { degreesOfFreedom, fitTwice } from "./two-fits.ts";

/** The path without the intervention: a forecast from the dates before it, with the sum of the differences. */
export interface Forecast {
  readonly series: Counterfactual;
  /** Mean difference over the dates from the intervention on, with its standard error; null where one is unknown. */
  readonly average: { readonly value: number; readonly stderr: number } | null;
  readonly meanExpected: number;
  /** Of the interval of sums, for Student's t. */
  readonly df: number;
}

/** Of the least certain coefficient: sums of forecast errors scale with the same long-run variance as the level does. */
function forecastDf(fit: SarimaxFit): number {
  return Math.min(degreesOfFreedom(fit), ...fit.coefficientDf.filter((df) => !Number.isNaN(df)));
}

/** Null where the dates before the intervention do not carry the model. */
export function forecastWithout(series: Series, model: SarimaxOrder, level: number): Forecast | null {
  const { y, before, background } = series;
  const n = y.length;
  const horizon = n - before;
  const { full, restricted } = fitTwice(y.slice(0, before), rowsOf(background, 0, before), model);
  if (!full.converged || degreesOfFreedom(full) < 3 || full.aliased.length > 0) return null;
  const covariates = rowsOf(background, before, n);
  const { mean, cumulativeMean } = forecastSarimax(full, covariates, horizon);
  const { stderr, cumulativeStderr } = forecastSarimax(restricted, covariates, horizon);
  const df = forecastDf(restricted);
  const t = studentT.upperTailQuantile((1 - level) / 2, df);
  const unknown = (): Float64Array => new Float64Array(n).fill(NaN);
  const [expected, lower, upper] = [unknown(), unknown(), unknown()];
  const [cumulative, cumulativeLower, cumulativeUpper] = [unknown(), unknown(), unknown()];
  let observedSum = 0;
  for (let h = 0; h < horizon; h++) {
    const i = before + h;
    expected[i] = mean[h]!;
    lower[i] = mean[h]! - t * stderr[h]!;
    upper[i] = mean[h]! + t * stderr[h]!;
    observedSum += y[i]!; // stays NaN from the first unknown outcome on
    cumulative[i] = observedSum - cumulativeMean[h]!;
    cumulativeLower[i] = cumulative[i] - t * cumulativeStderr[h]!;
    cumulativeUpper[i] = cumulative[i] + t * cumulativeStderr[h]!;
  }
  // all steps together, each at the level that leaves the family its own (Šidák 1967), conservative for dependent errors
  const together = studentT.upperTailQuantile((1 - level ** (1 / horizon)) / 2, df);
  const simultaneous = { lower: unknown(), upper: unknown() };
  for (let h = 0; h < horizon; h++) {
    simultaneous.lower[before + h] = mean[h]! - together * stderr[h]!;
    simultaneous.upper[before + h] = mean[h]! + together * stderr[h]!;
  }
  const total = cumulative[n - 1]!;
  return {
    series: pathBeside(series, level, {
      expected,
      lower,
      upper,
      simultaneous,
      cumulative,
      cumulativeLower,
      cumulativeUpper,
    }),
    average: Number.isNaN(total) ? null : { value: total / horizon, stderr: cumulativeStderr[horizon - 1]! / horizon },
    meanExpected: cumulativeMean[horizon - 1]! / horizon,
    df,
  };
}
