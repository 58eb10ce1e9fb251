import { describe, expect, it } from "vitest";
import { autocovariances, choleskyRows, forwardSolve } from "../../test/sarimax/dense-arma.ts";
import { columnsOf } from "../../test/sarimax/cases.ts";
import { createNormals, simulateArma } from "../../test/sarimax/simulate-arma.ts";
import type { SarimaxFit, SarimaxOrder } from "./index.ts";
import { fitSarimax, forecastSarimax } from "./index.ts";

const n = 60;
const horizon = 6;
const model: SarimaxOrder = { order: [1, 0, 1], seasonalOrder: [0, 0, 0, 0], constant: true };
const x = Float64Array.from({ length: n + horizon }, (_, t) => Math.cos(t * t));

const inner = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

function sumTo(h: number, f: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i <= h; i++) sum += f(i);
  return sum;
}

/** Generalised least squares of y on 1 and x from the dense covariance. */
function gls(y: Float64Array, ar: number, ma: number): { beta: number[]; inverse: number[][] } {
  const gamma = autocovariances(Float64Array.of(ar), Float64Array.of(ma), n);
  const seen = [...y.keys()].filter((t) => !Number.isNaN(y[t]!));
  const L = choleskyRows(seen.map((i) => seen.map((j) => gamma[Math.abs(i - j)]!)));
  const one = forwardSolve(
    L,
    seen.map(() => 1),
  );
  const wave = forwardSolve(
    L,
    seen.map((t) => x[t]!),
  );
  const outcome = forwardSolve(
    L,
    seen.map((t) => y[t]!),
  );
  const [a, b, d] = [inner(one, one), inner(one, wave), inner(wave, wave)];
  const [p, q] = [inner(one, outcome), inner(wave, outcome)];
  const determinant = a * d - b * b;
  return {
    beta: [(d * p - b * q) / determinant, (a * q - b * p) / determinant],
    inverse: [
      [d / determinant, -b / determinant],
      [-b / determinant, a / determinant],
    ],
  };
}

/** Best linear prediction from the dense joint covariance of past and future, given every parameter. */
function krige(
  y: Float64Array,
  coefficients: readonly number[],
  ar: number,
  ma: number,
): { mean: number[]; covariance: number[][] } {
  const gamma = autocovariances(Float64Array.of(ar), Float64Array.of(ma), n + horizon);
  const seen = [...y.keys()].filter((t) => !Number.isNaN(y[t]!));
  const L = choleskyRows(seen.map((i) => seen.map((j) => gamma[Math.abs(i - j)]!)));
  const expected = (t: number): number => coefficients[0]! + coefficients[1]! * x[t]!;
  const e = forwardSolve(
    L,
    seen.map((t) => y[t]! - expected(t)),
  );
  const future = Array.from({ length: horizon }, (_, h) => n + h);
  const loadings = future.map((t) =>
    forwardSolve(
      L,
      seen.map((i) => gamma[t - i]!),
    ),
  );
  return {
    mean: future.map((t, h) => expected(t) + inner(loadings[h]!, e)),
    covariance: future.map((_, h) => future.map((_, k) => gamma[Math.abs(h - k)]! - inner(loadings[h]!, loadings[k]!))),
  };
}

describe.each([
  ["complete", []],
  ["gappy", [10, 11, 30, 57, 59]],
])("forecastSarimax of a %s series", (_, gaps) => {
  const y = simulateArma(n, [0.7], [0.4], createNormals(9)).map((v, t) => 30 + v + 2 * x[t]!);
  for (const t of gaps) y[t] = Number.NaN;
  const fit: SarimaxFit = fitSarimax(y, columnsOf(x.slice(0, n)), model);
  const forecast = forecastSarimax(fit, columnsOf(x.slice(n)), horizon);
  const at = [...fit.coefficients, fit.ar[0]!, fit.ma[0]!];
  const predict = (v: readonly number[]): ReturnType<typeof krige> => krige(y, v.slice(0, 2), v[2]!, v[3]!);
  const dense = predict(at);
  it("has the mean and innovation errors of best linear prediction", () => {
    for (let h = 0; h < horizon; h++) {
      expect(forecast.mean[h]).toBeCloseTo(dense.mean[h]!, 8);
      const variance = fit.sigma2 * dense.covariance[h]![h]!;
      expect(forecast.innovationStderr[h]).toBeCloseTo(Math.sqrt(variance), 8);
      const cumulative = fit.sigma2 * sumTo(h, (i) => sumTo(h, (j) => dense.covariance[i]![j]!));
      expect(forecast.cumulativeInnovationStderr[h]).toBeCloseTo(Math.sqrt(cumulative), 8);
      expect(forecast.cumulativeMean[h]).toBeCloseTo(
        sumTo(h, (i) => dense.mean[i]!),
        7,
      );
    }
  });

  it("adds the delta-method variance of all parameters jointly", () => {
    // Var(β, φ) from its blocks: β̂ moves with φ along dβ̂/φ, found here by refitting β at shifted φ.
    const h = 1e-4;
    const slopes = at.map((_, i) => {
      const shifted = (side: number): number[] => predict(at.map((v, j) => (i === j ? v + side * h : v))).mean;
      const up = shifted(1);
      const down = shifted(-1);
      return up.map((v, k) => (v - down[k]!) / (2 * h));
    });
    const { beta, inverse } = gls(y, at[2]!, at[3]!);
    beta.forEach((b, i) => expect(b).toBeCloseTo(at[i]!, 7));
    const moves = [2, 3].map((i) => {
      const up = gls(y, at[2]! + (i === 2 ? h : 0), at[3]! + (i === 3 ? h : 0)).beta;
      const down = gls(y, at[2]! - (i === 2 ? h : 0), at[3]! - (i === 3 ? h : 0)).beta;
      return up.map((v, j) => (v - down[j]!) / (2 * h));
    });
    const V = fit.armaCovariance.data;
    for (let k = 0; k < horizon; k++) {
      const g = [slopes[0]![k]!, slopes[1]![k]!];
      const total = [0, 1].map((i) => slopes[2 + i]![k]! + g[0]! * moves[i]![0]! + g[1]! * moves[i]![1]!);
      let variance = forecast.innovationStderr[k]! ** 2;
      for (let i = 0; i < 2; i++)
        for (let j = 0; j < 2; j++)
          variance += fit.sigma2 * g[i]! * g[j]! * inverse[i]![j]! + total[i]! * total[j]! * V[j * 2 + i]!;
      expect(forecast.stderr[k]! / Math.sqrt(variance)).toBeCloseTo(1, 6);
    }
  });
});

describe("forecastSarimax with differencing", () => {
  it("carries a drift and a season forward, with regressors in levels", () => {
    const normal = createNormals(10);
    let level = 0;
    const step = Float64Array.from({ length: 96 }, (_, t) => (t >= 50 ? 1 : 0));
    const y = step.map((s, t) => (level += 0.5 + 0.01 * normal()) + 3 * Math.sin((2 * Math.PI * t) / 12) + 5 * s);
    const fit = fitSarimax(y, columnsOf(step), {
      order: [0, 1, 1],
      seasonalOrder: [0, 1, 0, 12],
      constant: false,
    });
    const forecast = forecastSarimax(fit, columnsOf(new Float64Array(24).fill(1)), 24);
    expect(fit.coefficients[0]).toBeCloseTo(5, 1);
    for (let h = 0; h < 24; h++) {
      const truth = y[84 + (h % 12)]! + (h < 12 ? 6 : 12);
      expect(Math.abs(forecast.mean[h]! - truth)).toBeLessThan(4 * forecast.stderr[h]!);
    }
    const without = forecastSarimax(fit, columnsOf(new Float64Array(24)), 24);
    for (let h = 0; h < 24; h++) expect(forecast.mean[h]! - without.mean[h]!).toBeCloseTo(fit.coefficients[0]!, 8);
  });

  it("gives a random walk with drift its textbook errors", () => {
    const normal = createNormals(12);
    let level = 0;
    const y = Float64Array.from({ length: 50 }, () => (level += 1 + normal()));
    const fit = fitSarimax(y, null, { order: [0, 1, 0], seasonalOrder: [0, 0, 0, 0], constant: true });
    const forecast = forecastSarimax(fit, null, 5);
    for (let h = 1; h <= 5; h++) {
      expect(forecast.mean[h - 1]).toBeCloseTo(y[49]! + (h * (y[49]! - y[0]!)) / 49, 10);
      expect(forecast.innovationStderr[h - 1]).toBeCloseTo(Math.sqrt(h * fit.sigma2), 10);
      expect(forecast.stderr[h - 1]).toBeCloseTo(Math.sqrt(fit.sigma2 * (h + (h * h) / 49)), 10);
      const sums = (h * (h + 1) * (2 * h + 1)) / 6 + ((h * (h + 1)) / 2) ** 2 / 49;
      expect(forecast.cumulativeStderr[h - 1]).toBeCloseTo(Math.sqrt(fit.sigma2 * sums), 10);
    }
  });
});
