import { describe, expect, it } from "vitest";
import type { InterruptedCase, ReferenceCase } from "../../test/sarimax/cases.ts";
import { columnsOf, loadCase, readColumns, readJson } from "../../test/sarimax/cases.ts";
import type { SarimaxFit } from "./index.ts";
import { fitSarimax, forecastSarimax } from "./index.ts";

const { cases } = readJson("refs.json") as { cases: Record<string, ReferenceCase> };
const interrupted = readJson("its.json") as Record<string, InterruptedCase>;
// The upstream settings switch off stationarity, which swaps the likelihood for an approximately diffuse one that
// leaves out the first terms; no exact likelihood equals it.
const exact = Object.entries(cases).filter(([, c]) => c.likelihood.startsWith("exact"));

const sum = (v: Float64Array): number => v.reduce((a, b) => a + b, 0);
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.abs(b);

/** In the order and convention of the reference: recursion constant, regressors, ar, ma, seasonal ar, seasonal ma, σ². */
function parametersOf(fit: SarimaxFit): { values: number[]; stderrs: number[] } {
  const coefficients = [...fit.coefficients];
  const k = coefficients.length;
  const d = fit.armaCovariance.rows;
  const stderrs = coefficients.map((_, i) => Math.sqrt(fit.coefficientCovariance.data[i * k + i]!));
  if (fit.model.constant) {
    coefficients[0] = coefficients[0]! * (1 - sum(fit.ar)) * (1 - sum(fit.seasonalAr));
    stderrs[0] = Number.NaN;
  }
  for (let i = 0; i < d; i++) stderrs.push(Math.sqrt(fit.armaCovariance.data[i * d + i]!));
  return {
    values: [...coefficients, ...fit.ar, ...fit.ma, ...fit.seasonalAr, ...fit.seasonalMa, fit.sigma2],
    stderrs: [...stderrs, fit.sigma2Stderr],
  };
}

it("has every exact reference case whose data may be copied", () => expect(exact).toHaveLength(12));

describe.each(exact)("reference %s", (_, c) => {
  const { y, regressors, model } = loadCase(c);
  const fit = fitSarimax(y, regressors, model);
  const onCircle = c.smallest_root_modulus["ma"]! < 1 + 1e-4 || c.smallest_root_modulus["sma"]! < 1 + 1e-4;

  it("reaches the exact maximum", () => {
    expect(fit.status).toBe("ok");
    expect(fit.nobs).toBe(c.nobs_effective);
    expect(fit.logLikelihood).toBeGreaterThan(c.llf - 1e-6 * Math.abs(c.llf));
    expect(relative(fit.logLikelihood, c.llf)).toBeLessThan(1e-8);
    for (const criterion of ["aic", "aicc", "bic"] as const)
      expect(relative(fit[criterion], c[criterion])).toBeLessThan(1e-8);
  });

  it("has the reference's parameters", () => {
    parametersOf(fit).values.forEach((v, i) => expect(relative(v, c.params[i]!)).toBeLessThan(1e-6));
    expect(fit.boundary.ma).toBe(onCircle);
    expect(fit.boundary.ar).toBe(false);
  });

  it("has the standard errors of the observed information", () => {
    parametersOf(fit).stderrs.forEach((se, i) => {
      const name = c.param_names[i]!;
      // The reference treats a parameter on the circle as free, which spoils its own and, through σ², that one's error.
      if (name === "intercept" || (onCircle && (name === "sigma2" || Math.abs(c.params[i]!) > 0.9999))) return;
      expect(relative(se, c.bse_approx[i]!)).toBeLessThan(1e-3);
    });
  });

  it("forecasts as the reference", () => {
    const { forecast: reference } = c;
    const before = fitSarimax(y.slice(0, reference.post_start), null, model);
    expect(relative(before.logLikelihood, reference.llf)).toBeLessThan(1e-8);
    const forecast = forecastSarimax(before, null, reference.h);
    reference.mean.forEach((m, h) => {
      expect(Math.abs(forecast.mean[h]! - m)).toBeLessThan(1e-5 * reference.se[0]!);
      expect(relative(forecast.innovationStderr[h]!, reference.se[h]!)).toBeLessThan(1e-6);
      expect(forecast.stderr[h]).toBeGreaterThanOrEqual(forecast.innovationStderr[h]!);
    });
    const last = reference.h - 1;
    const averageStderr = forecast.cumulativeInnovationStderr[last]! / reference.h;
    expect(relative(averageStderr, reference.avg_effect_se)).toBeLessThan(1e-6);
    const actual = y.slice(reference.post_start, reference.post_start + reference.h).reduce((a, b) => a + b, 0);
    const effect = (actual - forecast.cumulativeMean[last]!) / reference.h;
    expect(Math.abs(effect - reference.avg_effect)).toBeLessThan(1e-5 * reference.avg_effect_se);
  });
});

describe("published fits", () => {
  it("repeats Box and Jenkins' airline model: R's standard errors, January 1961", () => {
    const { y, model } = loadCase(cases["air_airline"]!);
    const fit = fitSarimax(y, null, model);
    expect(fit.ma[0]).toBeCloseTo(-0.40183, 4);
    expect(fit.seasonalMa[0]).toBeCloseTo(-0.55694, 4);
    expect(Math.sqrt(fit.armaCovariance.data[0]!)).toBeCloseTo(0.08964, 5);
    expect(Math.sqrt(fit.armaCovariance.data[3]!)).toBeCloseTo(0.0731, 4);
    const forecast = forecastSarimax(fit, null, 12);
    expect(Math.exp(forecast.mean[0]!)).toBeCloseTo(450.422, 1);
    expect(forecast.innovationStderr[0]).toBeCloseTo(0.036716, 5);
  });

  it("repeats Stata's ARIMA(1,1,1) of the wholesale price index", () => {
    const { y, model } = loadCase(cases["wpi1_111_c"]!);
    const fit = fitSarimax(y, null, model);
    expect(fit.ar[0]).toBeCloseTo(0.8742288, 4);
    expect(fit.ma[0]).toBeCloseTo(-0.4120458, 4);
    expect(fit.coefficients[0]).toBeCloseTo(0.7498197, 4);
    expect(Math.sqrt(fit.sigma2)).toBeCloseTo(0.7250436, 4);
    expect(fit.logLikelihood).toBeCloseTo(-135.35131, 4);
    expect(Math.sqrt(fit.armaCovariance.data[0]!)).toBeCloseTo(0.0637705, 4);
  });

  it("finds the maximum on the MA unit circle that R misses, above the interior one", () => {
    const c = cases["sim1000_201_100_7_c_post"]!;
    const { y, regressors, model } = loadCase(c);
    expect(fitSarimax(y, regressors, model).logLikelihood - c.r!.loglik).toBeGreaterThan(0.29);
  });
});

describe.each(Object.entries(interrupted))("interrupted time series %s", (_, c) => {
  const table = readColumns(c.data);
  const y = Float64Array.from(table[c.outcome]!, Number);
  const n = y.length;
  const start = table["date"]!.findIndex((date) => date >= c.intervention_date);
  const post = Float64Array.from({ length: n }, (_, t) => (t >= start ? 1 : 0));
  const time = Float64Array.from({ length: n }, (_, t) => (t + 1) / n);
  const model = { order: [1, 0, 0], seasonalOrder: [0, 0, 0, 0], constant: true } as const;
  const { reference } = c;
  const trend = (from: number, to: number): ReturnType<typeof columnsOf> | null =>
    c.trend_regressor ? columnsOf(time.slice(from, to)) : null;

  it("estimates the intervention as the reference", () => {
    const fit = fitSarimax(y, c.trend_regressor ? columnsOf(post, time) : columnsOf(post), model);
    const k = fit.coefficients.length;
    const stderr = Math.sqrt(fit.coefficientCovariance.data[k + 1]!);
    expect(relative(fit.logLikelihood, reference.loglik)).toBeLessThan(1e-8);
    expect(relative(fit.coefficients[1]!, reference.oim.intervention)).toBeLessThan(1e-6);
    expect(relative(stderr, reference.approx.se)).toBeLessThan(1e-3);
    expect(relative(stderr, reference.oim.se)).toBeLessThan(0.02);
    expect(relative(fit.ar[0]!, reference.params["ar.L1"]!)).toBeLessThan(1e-6);
    expect(relative(fit.sigma2, reference.params["sigma2"]!)).toBeLessThan(1e-6);
  });

  it("forecasts the counterfactual as the reference", () => {
    const expected = reference.counterfactual_forecast;
    const fit = fitSarimax(y.slice(0, start), trend(0, start), model);
    const forecast = forecastSarimax(fit, trend(start, n), n - start);
    expected.forecast_mean_first5.forEach((m, h) => expect(relative(forecast.mean[h]!, m)).toBeLessThan(1e-6));
    expected.forecast_se_first5.forEach((se, h) =>
      expect(relative(forecast.innovationStderr[h]!, se)).toBeLessThan(1e-6),
    );
    const cumulative = y.slice(start).reduce((a, b) => a + b, 0) - forecast.cumulativeMean.at(-1)!;
    expect(relative(cumulative, expected.cum_effect)).toBeLessThan(1e-6);
    expect(relative(forecast.cumulativeInnovationStderr.at(-1)!, expected.cum_se)).toBeLessThan(1e-6);
  });
});
