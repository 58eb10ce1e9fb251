import { describe, expect, it } from "vitest";
import fixture from "../../test/fixtures/structural/structural.json" with { type: "json" };
import structts from "../../test/fixtures/structural/structts.json" with { type: "json" };
import { readColumns } from "../../test/sarimax/cases.ts";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { fitStructural, forecastStructural, structuralLogLikelihood } from "./index.ts";
import { parametersOf, type StructuralModel, variancesOf } from "./model.ts";

interface Case {
  readonly model: StructuralModel;
  readonly y: readonly (number | null)[];
  readonly x: readonly (readonly number[])[];
  readonly variances: readonly number[];
  readonly llf: number;
  readonly profiledLlf: number;
  readonly coefficients: readonly number[];
  readonly coefficientStderr: readonly number[];
  readonly smoothedLevel: readonly number[];
  readonly forecast: {
    readonly ahead: readonly (readonly number[])[];
    readonly mean: readonly number[];
    readonly stderr: readonly number[];
    readonly cumulativeMean: readonly number[];
    readonly cumulativeStderr: readonly number[];
  };
  readonly maximum: { readonly llf: number; readonly variances: readonly number[] };
}
const cases = Object.entries(fixture as unknown as Record<string, Case>);

const matrix = (columns: readonly (readonly number[])[]): Matrix | null =>
  columns.length === 0 ? null : createMatrix(columns[0]!.length, columns.length, Float64Array.from(columns.flat()));
const near = (actual: ArrayLike<number>, expected: readonly number[], relative: number): void => {
  const size = Math.max(...expected.map(Math.abs));
  expect(actual.length).toBe(expected.length);
  expected.forEach((v, i) => expect(Math.abs(actual[i]! - v)).toBeLessThan(relative * size));
};

describe.each(cases)("%s", (_, c) => {
  const y = Float64Array.from(c.y, (v) => v ?? Number.NaN);
  const regressors = matrix(c.x);
  const variances = variancesOf(Float64Array.from(c.variances), c.model, 1);
  const fit = fitStructural(y, regressors, c.model);

  it("has the likelihood of the dense model and of statsmodels' exact diffuse filter", () => {
    expect(structuralLogLikelihood(y, regressors, c.model, variances) / c.llf - 1).toBeCloseTo(0, 10);
    const profiled = structuralLogLikelihood(y, regressors, c.model, variances, "profiled");
    expect(profiled / c.profiledLlf - 1).toBeCloseTo(0, 10);
  });

  it("reaches the maximum, at variances that may be zero", () => {
    expect(fit.status).toBe("ok");
    expect(fit.logLikelihood).toBeGreaterThan(c.maximum.llf - 1e-8 * Math.abs(c.maximum.llf));
    expect(fit.logLikelihood / c.maximum.llf - 1).toBeCloseTo(0, 8);
    const largest = Math.max(...c.maximum.variances);
    parametersOf(fit.variances, c.model).forEach((v, i) => {
      const expected = c.maximum.variances[i]!;
      if (expected < 1e-12 * largest) expect(v).toBe(0);
      else expect(Math.abs(v / expected - 1)).toBeLessThan(2e-4);
    });
  });

  const given = fitStructural(y, regressors, c.model, { variances });

  it("has the dense model's coefficients and statsmodels' smoothed level", () => {
    expect(given.logLikelihood / c.llf - 1).toBeCloseTo(0, 10);
    const k = c.coefficients.length;
    if (k > 0) near(given.coefficients, c.coefficients, 1e-8);
    const stderrs = c.coefficients.map((_v, j) => Math.sqrt(given.coefficientCovariance.data[j * k + j]!));
    if (k > 0) near(stderrs, c.coefficientStderr, 1e-8);
    near(given.level, c.smoothedLevel, 1e-7);
  });

  it("forecasts as the dense model, sums included", () => {
    const forecast = forecastStructural(given, matrix(c.forecast.ahead), c.forecast.mean.length);
    for (const part of ["mean", "stderr", "cumulativeMean", "cumulativeStderr"] as const)
      near(forecast[part], c.forecast[part], 1e-8);
  });
});

it("repeats the local level of the Nile (Durbin and Koopman 2012, section 2.10)", () => {
  const y = Float64Array.from(readColumns("nile")["y"]!, Number);
  const fit = fitStructural(y, null, { level: "local_level", seasons: [] });
  expect(fit.variances.irregular).toBeCloseTo(15098.5, 0);
  expect(fit.variances.level).toBeCloseTo(1469.2, 0);
  // That of ARIMA(0, 1, 1).
  expect(fit.logLikelihood).toBeCloseTo(-632.5456, 4);
});

it("finds R's maximum of a local level, and a higher one where StructTS stops short of that of a trend", () => {
  for (const [name, reference] of Object.entries(structts)) {
    const c = cases.find(([other]) => other === name)![1];
    const y = Float64Array.from(c.y, (v) => v ?? Number.NaN);
    const fit = fitStructural(y, null, c.model);
    const theirs = variancesOf(Float64Array.from(reference), c.model, 1);
    const gain = fit.logLikelihood - structuralLogLikelihood(y, null, c.model, theirs);
    expect(gain).toBeGreaterThan(-1e-9);
    if (c.model.level === "local_level") expect(gain).toBeLessThan(1e-4);
  }
});
