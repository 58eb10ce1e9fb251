import { describe, expect, it } from "vitest";
import { columnsOf } from "../../test/sarimax/cases.ts";
import { createNormals, simulateArma } from "../../test/sarimax/simulate-arma.ts";
import type { SarimaxOrder } from "./index.ts";
import { fitSarimax, forecastSarimax, sarimaxLogLikelihood } from "./index.ts";

const noSeason = [0, 0, 0, 0] as const;
const index = (n: number): Float64Array => Float64Array.from({ length: n }, (_, t) => t);

describe("fitSarimax", () => {
  it("of white noise is ordinary least squares", () => {
    const n = 50;
    const normal = createNormals(1);
    const x = index(n).map((t) => t / n);
    const y = x.map((v) => 3 - 2 * v + normal());
    const fit = fitSarimax(y, columnsOf(x), { order: [0, 0, 0], seasonalOrder: noSeason, constant: true });
    const meanX = x.reduce((a, b) => a + b, 0) / n;
    const meanY = y.reduce((a, b) => a + b, 0) / n;
    const sxx = x.reduce((sum, v) => sum + (v - meanX) ** 2, 0);
    const slope = x.reduce((sum, v, t) => sum + (v - meanX) * (y[t]! - meanY), 0) / sxx;
    const rss = y.reduce((sum, v, t) => sum + (v - meanY - slope * (x[t]! - meanX)) ** 2, 0);
    expect(fit.status).toBe("ok");
    expect(fit.coefficients[1]).toBeCloseTo(slope, 12);
    expect(fit.coefficients[0]).toBeCloseTo(meanY - slope * meanX, 12);
    expect(fit.sigma2).toBeCloseTo(rss / n, 12);
    expect(fit.coefficientCovariance.data[3]).toBeCloseTo(rss / n / sxx, 12);
    const forecast = forecastSarimax(fit, columnsOf(Float64Array.of(2)), 1);
    expect(forecast.mean[0]).toBeCloseTo(meanY + slope * (2 - meanX), 10);
    expect(forecast.stderr[0]).toBeCloseTo(Math.sqrt((rss / n) * (1 + 1 / n + (2 - meanX) ** 2 / sxx)), 10);
  });

  it("recovers the parameters of a long series", () => {
    const y = simulateArma(20_000, [1.2, -0.5], [0.4], createNormals(2));
    const fit = fitSarimax(y, null, { order: [2, 0, 1], seasonalOrder: noSeason, constant: false });
    const estimates = [...fit.ar, ...fit.ma];
    [1.2, -0.5, 0.4].forEach((truth, i) => {
      const stderr = Math.sqrt(fit.armaCovariance.data[i * 4]!);
      expect(stderr).toBeLessThan(0.02);
      expect(Math.abs(estimates[i]! - truth)).toBeLessThan(3 * stderr);
    });
    expect(fit.sigma2).toBeCloseTo(1, 1);
  });

  it("has standardised innovations, NaN where missing or lost, and bridges gaps", () => {
    const y = simulateArma(300, [0.7], [], createNormals(3)).map((v) => v + 5);
    const model: SarimaxOrder = { order: [1, 0, 0], seasonalOrder: noSeason, constant: true };
    const whole = fitSarimax(y, null, model);
    expect(whole.innovations.reduce((sum, e) => sum + e * e, 0) / 300).toBeCloseTo(1, 10);
    const holed = y.slice();
    for (let t = 50; t < 60; t++) holed[t] = Number.NaN;
    const fit = fitSarimax(holed, null, model);
    expect(fit.nobs).toBe(290);
    expect(fit.innovations.findIndex(Number.isNaN)).toBe(50);
    expect(fit.innovations.filter(Number.isNaN)).toHaveLength(10);
    expect(fit.ar[0]).toBeCloseTo(whole.ar[0]!, 1);
    const differenced = fitSarimax(y, null, { ...model, order: [1, 1, 1] });
    expect(differenced.innovations).toHaveLength(300);
    expect(differenced.innovations.filter(Number.isNaN)).toHaveLength(1);
  });

  it("agrees between the filter for gaps and the one without as a gap moves off the end", () => {
    const y = simulateArma(120, [0.6], [0.5], createNormals(4));
    const model: SarimaxOrder = { order: [1, 0, 1], seasonalOrder: [1, 0, 0, 4], constant: true };
    const whole = fitSarimax(y, null, model);
    const padded = new Float64Array(125).fill(Number.NaN);
    padded.set(y);
    const fit = fitSarimax(padded, null, model);
    expect(fit.logLikelihood).toBeCloseTo(whole.logLikelihood, 8);
    const near = forecastSarimax(fit, null, 3);
    const far = forecastSarimax(whole, null, 8);
    for (let h = 0; h < 3; h++) {
      expect(near.mean[h]).toBeCloseTo(far.mean[h + 5]!, 6);
      expect(near.stderr[h]).toBeCloseTo(far.stderr[h + 5]!, 5);
    }
  });

  it("names aliased columns and fits the rest", () => {
    const n = 60;
    const y = simulateArma(n, [0.4], [], createNormals(5));
    const x = index(n).map((t) => Math.cos(t));
    const ones = new Float64Array(n).fill(3);
    const model: SarimaxOrder = { order: [1, 0, 0], seasonalOrder: noSeason, constant: true };
    const fit = fitSarimax(
      y,
      columnsOf(
        ones,
        x,
        x.map((v) => 2 * v - 1),
      ),
      model,
    );
    expect(fit.aliased).toEqual([1, 3]);
    expect([...fit.coefficients].map(Number.isNaN)).toEqual([false, true, false, true]);
    expect(fit.parameterCount).toBe(4);
    expect(fit.logLikelihood).toBeCloseTo(fitSarimax(y, columnsOf(x), model).logLikelihood, 8);
    // A linear trend becomes the constant under differencing, a season of 6 nothing at all.
    const season = index(n).map((t) => Math.sin((Math.PI * t) / 3));
    const seasonal = fitSarimax(y, columnsOf(index(n), season), {
      order: [1, 0, 0],
      seasonalOrder: [0, 1, 0, 6],
      constant: true,
    });
    expect(seasonal.aliased).toEqual([1, 2]);
  });

  it("reports data without an answer as a status", () => {
    const model: SarimaxOrder = { order: [1, 0, 0], seasonalOrder: noSeason, constant: true };
    const short = fitSarimax(Float64Array.of(1, 2, 3), null, model);
    expect(short).toMatchObject({ status: "too-few-observations", converged: false, logLikelihood: Number.NaN });
    const flat = fitSarimax(new Float64Array(30).fill(0.1), null, model);
    expect(flat).toMatchObject({ status: "degenerate", sigma2: Number.NaN });
    expect(forecastSarimax(flat, null, 2).mean).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(fitSarimax(new Float64Array(0), null, model).status).toBe("too-few-observations");
    expect(fitSarimax(new Float64Array(30).fill(Number.NaN), null, model).status).toBe("too-few-observations");
  });

  it("flags parameters that the data do not identify", () => {
    const y = simulateArma(400, [], [], createNormals(6));
    const fit = fitSarimax(y, null, { order: [1, 0, 1], seasonalOrder: noSeason, constant: true });
    expect(fit.converged).toBe(true);
    expect(Number.isFinite(fit.coefficientCovariance.data[0]!)).toBe(true);
  });

  it("rejects misuse and stops when told to", () => {
    const y = index(30);
    const model: SarimaxOrder = { order: [1, 0, 0], seasonalOrder: noSeason, constant: true };
    expect(() => fitSarimax(y, null, { ...model, order: [-1, 0, 0] })).toThrow(
      new RangeError("fitSarimax: orders must be non-negative integers; got (-1,0,0)(0,0,0)0"),
    );
    expect(() => fitSarimax(y, columnsOf(index(29)), model)).toThrow(
      new RangeError("fitSarimax: regressors have 29 rows; y has 30"),
    );
    const wavy = y.map((t) => Math.sin(t * t));
    expect(() => fitSarimax(wavy, null, model, { signal: AbortSignal.abort(new Error("enough")) })).toThrow("enough");
    const fit = fitSarimax(wavy, null, model);
    expect(() => forecastSarimax(fit, null, 0)).toThrow(RangeError);
    expect(() => forecastSarimax(fit, columnsOf(index(3)), 3)).toThrow(
      new RangeError("forecastSarimax: 1 regressors ahead; the fit has 0"),
    );
  });
});

describe("covariances", () => {
  it("are the inverse of the joint observed information over every parameter", () => {
    const dam = index(100).map((t) => (t > 30 ? 1 : 0));
    const y = simulateArma(100, [0.6], [0.5], createNormals(8)).map((v, t) => 900 + 100 * v - 200 * dam[t]!);
    const model: SarimaxOrder = { order: [1, 0, 1], seasonalOrder: noSeason, constant: true };
    const fit = fitSarimax(y, columnsOf(dam), model);
    const none = new Float64Array(0);
    const at = [...fit.coefficients, fit.ar[0]!, fit.ma[0]!, fit.sigma2];
    const f = (v: readonly number[]): number =>
      sarimaxLogLikelihood(y, columnsOf(dam), model, {
        coefficients: Float64Array.of(v[0]!, v[1]!),
        ar: Float64Array.of(v[2]!),
        ma: Float64Array.of(v[3]!),
        seasonalAr: none,
        seasonalMa: none,
        sigma2: v[4]!,
      });
    expect(f(at)).toBeCloseTo(fit.logLikelihood, 9);
    const h = [0.3, 0.3, 2e-3, 2e-3, 30];
    const moved = (...shifts: readonly (readonly [number, number])[]): number => {
      const v = [...at];
      for (const [i, s] of shifts) v[i] = v[i]! + s * h[i]!;
      return f(v);
    };
    const information = at.map((_, i) =>
      at.map(
        (_, j) =>
          -(moved([i, 1], [j, 1]) - moved([i, 1], [j, -1]) - moved([i, -1], [j, 1]) + moved([i, -1], [j, -1])) /
          (4 * h[i]! * h[j]!),
      ),
    );
    // Each covariance times the information must give the identity, block by block.
    const k = fit.coefficients.length;
    const inverse = invert(information);
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 2; j++) {
        const scale = Math.sqrt(inverse[i]![i]! * inverse[j]![j]!);
        expect(Math.abs(fit.coefficientCovariance.data[j * k + i]! - inverse[i]![j]!) / scale).toBeLessThan(2e-3);
        const armaScale = Math.sqrt(inverse[2 + i]![2 + i]! * inverse[2 + j]![2 + j]!);
        const difference = fit.armaCovariance.data[j * 2 + i]! - inverse[2 + i]![2 + j]!;
        expect(Math.abs(difference) / armaScale).toBeLessThan(2e-3);
      }
    expect(fit.sigma2Stderr / Math.sqrt(inverse[4]![4]!)).toBeCloseTo(1, 3);
  });
});

function invert(A: readonly (readonly number[])[]): number[][] {
  const n = A.length;
  const M = A.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k; i < n; i++) if (Math.abs(M[i]![k]!) > Math.abs(M[pivot]![k]!)) pivot = i;
    [M[k], M[pivot]] = [M[pivot]!, M[k]!];
    const p = M[k]![k]!;
    M[k] = M[k]!.map((v) => v / p);
    for (let i = 0; i < n; i++) {
      const factor = M[i]![k]!;
      if (i !== k) M[i] = M[i]!.map((v, j) => v - factor * M[k]![j]!);
    }
  }
  return M.map((row) => row.slice(n));
}
