import type { Check } from "@ie/contracts";
import { createMatrix, jarqueBera, ljungBox, supF } from "@ie/stats";
import type { Answer } from "../method.ts";
import type { Series } from "../series.ts";

/** Ljung and Box (1978) on the standardised innovations, NaN where unknown; `fitted` is the number of ARMA parameters. */
export function autocorrelationCheck(innovations: Float64Array, fitted: number, season: number): Check {
  const n = innovations.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const lags = Math.max(fitted + 3, Math.min(season > 1 ? 2 * season : 10, Math.floor(n / 5)));
  const p = ljungBox(innovations, lags, fitted).pValue;
  const found = `Ljung–Box p ${p.toPrecision(2)} at ${lags} lags`;
  return {
    name: "residual_autocorrelation",
    status: p < 0.01 ? "fail" : p < 0.05 ? "warn" : "pass",
    message:
      p < 0.05
        ? `the residuals are autocorrelated (${found}), so that the interval may be too narrow; try a higher order or a season`
        : `no autocorrelation is left in the residuals (${found})`,
    value: Number.isNaN(p) ? null : p,
  };
}

/** Jarque and Bera (1987) on the standardised innovations. */
export function normalityCheck(innovations: Float64Array): Check {
  const { pValue, skewness, kurtosis } = jarqueBera(innovations);
  return {
    name: "residual_normality",
    status: pValue < 0.01 ? "warn" : "pass",
    message:
      pValue < 0.01
        ? `the residuals are not normal (Jarque–Bera p ${pValue.toPrecision(2)}, skewness ${skewness.toFixed(1)}, kurtosis ${kurtosis.toFixed(1)}); look at outliers, or at the logarithm of the outcome`
        : `the residuals look normal (Jarque–Bera p ${pValue.toPrecision(2)})`,
    value: Number.isNaN(pValue) ? null : pValue,
  };
}

/**
 * Andrews (1993) on the outcomes before the intervention, given the date before: a changed level, drift or persistence. On the
 * innovations of the fit itself a lasting change would pass for autocorrelation.
 */
function breakCheck({ adjusted, trended }: Answer, { y, before, dates }: Series): Check[] {
  const values = adjusted ?? y;
  const rows = Array.from({ length: before }, (_, t) => t).filter(
    (t) => t > 0 && !Number.isNaN(values[t]!) && !Number.isNaN(values[t - 1]!),
  );
  if (rows.length < 24) return [];
  const mean = rows.reduce((sum, t) => sum + values[t]! / rows.length, 0);
  const columns = [
    rows.map(() => 1),
    rows.map((t) => values[t - 1]! - mean),
    ...(trended ? [rows.map((t) => t / before)] : []),
  ];
  const x = createMatrix(rows.length, columns.length, Float64Array.from(columns.flat()));
  const { pValue, index } = supF(
    Float64Array.from(rows, (t) => values[t]! - mean),
    x,
  );
  if (index === null) return [];
  return [
    {
      name: "break_before",
      status: pValue < 0.01 ? "warn" : "pass",
      message:
        pValue < 0.01
          ? `something changed before the intervention, about ${dates[rows[index]!]} (sup-F p ${pValue.toPrecision(2)}); leave out the dates before it, or give it as another intervention`
          : `no break is seen before the intervention (sup-F p ${pValue.toPrecision(2)})`,
      value: pValue,
    },
  ];
}

export function residualChecks(answer: Answer, series: Series): Check[] {
  const { innovations, autocorrelations, season } = answer;
  const ofErrors =
    innovations === null
      ? []
      : [autocorrelationCheck(innovations, autocorrelations, season), normalityCheck(innovations)];
  return [...ofErrors, ...breakCheck(answer, series)];
}
