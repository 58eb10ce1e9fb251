import { describe, expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { createCovariancePass } from "./covariance-pass.ts";
import { fitStructural, forecastStructural, simulateStructural, structuralLogLikelihood } from "./index.ts";
import { createMeanPass } from "./mean-pass.ts";
import { type StructuralModel, stateFormOf } from "./model.ts";

const level: StructuralModel = { level: "local_level", seasons: [] };

function randomWalk(n: number, seed: string): Float64Array {
  const rng = createRng(seed);
  let state = 50;
  return Float64Array.from({ length: n }, () => {
    state += 0.5 * rng.normal();
    return state + rng.normal();
  });
}

describe("the scalar path of a local level", () => {
  // A second state that y does not see sends the same model down the general path.
  const form = stateFormOf(level, "test");
  const unseen = { kind: "cycle", at: 1, size: 1, cos: -1, sin: 0 } as const;
  const general = {
    ...form,
    size: 2,
    blocks: [...form.blocks, unseen],
    loading: Float64Array.of(1, 0),
    parameter: Int32Array.of(1, -1),
  };

  it.each([null, Uint8Array.from({ length: 300 }, (_, t) => (t < 2 || t % 11 === 5 ? 0 : 1))])(
    "equals the general one",
    (observed) => {
      const n = 300;
      const y = randomWalk(n, "paths");
      for (const parameters of [Float64Array.of(1, 0.25), Float64Array.of(0, 1), Float64Array.of(1, 0)]) {
        const fast = createCovariancePass(form, n, observed);
        const slow = createCovariancePass(general, n, observed);
        expect(fast.run(parameters) - slow.run(parameters)).toBeCloseTo(0, 9);
        const states = [fast, slow].map((pass) => {
          const means = createMeanPass(pass);
          const out = new Float64Array(n);
          means.filter(y, 0, out, 0);
          const smoothed = new Float64Array(n * pass.form.size);
          means.smooth(parameters, smoothed);
          return { out, level: smoothed.filter((_, i) => i % pass.form.size === 0) };
        });
        for (let t = 0; t < n; t++) {
          expect(states[0]!.out[t]! - states[1]!.out[t]!).toBeCloseTo(0, 10);
          expect(states[0]!.level[t]! - states[1]!.level[t]!).toBeCloseTo(0, 9);
        }
      }
    },
  );
});

it("goes on unchanged once steady", () => {
  const form = stateFormOf({ level: "local_linear_trend", seasons: [{ form: "dummy", period: 4 }] }, "test");
  const parameters = Float64Array.of(1, 0.5, 0.1, 0.2);
  const n = 3000;
  const free = createCovariancePass(form, n, null);
  // A row missing at the very end switches the shortcut off.
  const held = createCovariancePass(form, n, new Uint8Array(n).fill(1, 0, n - 1));
  free.run(parameters);
  held.run(parameters);
  for (let t = 0; t < n - 1; t++) expect(free.f[t]! / held.f[t]! - 1).toBeCloseTo(0, 11);
});

describe("invariance", () => {
  const n = 90;
  const y = randomWalk(n, "invariance");
  const rng = createRng("invariance x");
  const x = createMatrix(
    n,
    2,
    Float64Array.from({ length: 2 * n }, () => rng.normal()),
  );
  const model: StructuralModel = { level: "local_level", seasons: [{ form: "dummy", period: 7 }] };
  const fit = fitStructural(y, x, model);

  it("does not depend on the units of y and regressors, nor on their origin", () => {
    const scaled = createMatrix(
      n,
      2,
      x.data.map((v, i) => (i < n ? 1e6 * v : 3 + 1e-3 * v)),
    );
    const other = fitStructural(
      y.map((v) => 1e4 * v - 7),
      scaled,
      model,
    );
    expect(other.status).toBe("ok");
    expect(other.variances.irregular / fit.variances.irregular / 1e8 - 1).toBeCloseTo(0, 5);
    expect(other.coefficients[0]! / fit.coefficients[0]! / 1e-2 - 1).toBeCloseTo(0, 6);
    expect(other.coefficients[1]! / fit.coefficients[1]! / 1e7 - 1).toBeCloseTo(0, 6);
    const jacobian = (n - 7 - 2) * Math.log(1e4) + Math.log(1e6) + Math.log(1e-3);
    expect(fit.logLikelihood - other.logLikelihood - jacobian).toBeCloseTo(0, 6);
  });

  it("names regressors that level and season explain", () => {
    const week = Float64Array.from({ length: n }, (_, t) => (t % 7 === 2 ? 1 : 0));
    const constant = new Float64Array(n).fill(4);
    const more = createMatrix(
      n,
      4,
      Float64Array.from([...x.data.subarray(0, n), ...week, ...constant, ...x.data.subarray(n)]),
    );
    const other = fitStructural(y, more, model);
    expect(other.aliased).toEqual([1, 2]);
    expect([...other.coefficients].map(Number.isNaN)).toEqual([false, true, true, false]);
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 6);
    expect(other.coefficients[3]).toBeCloseTo(fit.coefficients[1]!, 6);
  });
});

it("takes cycles of a year, which the first rows hardly tell apart, for the regressors that they are without a variance", () => {
  const n = 150;
  const y = randomWalk(n, "year");
  const waves = createMatrix(
    n,
    6,
    Float64Array.from({ length: 6 * n }, (_, i) => {
      const angle = (2 * Math.PI * (1 + Math.floor(i / (2 * n))) * (i % n)) / 365.25;
      return Math.floor(i / n) % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    }),
  );
  const season = { form: "trigonometric", period: 365.25, harmonics: 3 } as const;
  const variances = { irregular: 1, level: 0.25, slope: null, seasons: [0] };
  const asStates = fitStructural(y, null, { level: "local_level", seasons: [season] }, { variances });
  const asRegressors = fitStructural(y, waves, level, { variances: { ...variances, seasons: [] } });
  expect(asStates.logLikelihood).toBeCloseTo(asRegressors.logLikelihood, 7);
  for (const t of [0, 70, 149]) {
    let wave = 0;
    for (let j = 0; j < 6; j++) wave += asRegressors.coefficients[j]! * waves.data[j * n + t]!;
    expect(asStates.seasons[0]![t]! + asStates.level[t]!).toBeCloseTo(wave + asRegressors.level[t]!, 6);
  }
});

it("gives missing rows no weight: a gap at the end is a forecast", () => {
  const y = randomWalk(60, "gap");
  const variances = { irregular: 1, level: 0.25, slope: null, seasons: [] };
  const open = y.slice().fill(Number.NaN, 50);
  const whole = fitStructural(open, null, level, { variances });
  const before = fitStructural(y.slice(0, 50), null, level, { variances });
  expect(whole.logLikelihood).toBeCloseTo(before.logLikelihood, 10);
  expect(whole.level[59]).toBeCloseTo(forecastStructural(before, null, 10).mean[9]!, 10);
});

it("has the least squares line where all variances but the irregular are zero", () => {
  const y = Float64Array.of(1, 3, 2, 5, 4, 6, 8, 7);
  const variances = { irregular: 1, level: 0, slope: 0, seasons: [] };
  const fit = fitStructural(y, null, { level: "local_linear_trend", seasons: [] }, { variances });
  // Slope Σ(t − 3.5)(y − 4.5) / 42.
  expect(fit.slope!.every((v) => Math.abs(v - 39 / 42) < 1e-12)).toBe(true);
  expect(fit.level[0]).toBeCloseTo(4.5 - 3.5 * (39 / 42), 12);
});

describe("simulation smoother", () => {
  it("has the smoothed mean and the covariance of the missing rows' forecast", () => {
    const n = 40;
    const y = randomWalk(n, "simulate").fill(Number.NaN, 36);
    const rng = createRng("simulate x");
    const x = createMatrix(
      n,
      1,
      Float64Array.from({ length: n }, () => rng.normal()),
    );
    const model: StructuralModel = { level: "local_level", seasons: [{ form: "trigonometric", period: 4 }] };
    const variances = { irregular: 1, level: 0.25, slope: null, seasons: [0.05] };
    const fit = fitStructural(y, x, model, { variances });
    const draws = 4000;
    const simulated = simulateStructural(fit, createRng("draws"), draws);
    const before = fitStructural(y.slice(0, 36), createMatrix(36, 1, x.data.slice(0, 36)), model, { variances });
    const forecast = forecastStructural(before, createMatrix(4, 1, x.data.slice(36)), 4);
    for (let h = 0; h < 4; h++) {
      let mean = 0;
      let square = 0;
      for (let d = 0; d < draws; d++) {
        mean += simulated.signal[d * n + 36 + h]! / draws;
        square += simulated.signal[d * n + 36 + h]! ** 2 / draws;
      }
      const variance = forecast.stderr[h]! ** 2 - 1;
      expect(Math.abs(mean - forecast.mean[h]!)).toBeLessThan(3.5 * Math.sqrt(variance / draws));
      expect(Math.abs((square - mean ** 2) / variance - 1)).toBeLessThan(3.5 * Math.sqrt(2 / draws));
    }
    let early = 0;
    for (let d = 0; d < draws; d++) early += simulated.level[d * n + 10]! / draws;
    expect(early).toBeCloseTo(fit.level[10]!, 1);
  });

  it("draws the same bytes for the same seed", () => {
    const fit = fitStructural(randomWalk(30, "same"), null, level);
    expect(simulateStructural(fit, createRng(1), 5)).toEqual(simulateStructural(fit, createRng(1), 5));
  });
});

describe("no answer", () => {
  it("says so instead of estimating", () => {
    const few = fitStructural(Float64Array.of(1, 2, 3), null, level);
    expect([few.status, few.converged, few.variances.level]).toEqual(["too-few-observations", false, Number.NaN]);
    expect(forecastStructural(few, null, 2).stderr.every(Number.isNaN)).toBe(true);
    expect(fitStructural(new Float64Array(20).fill(3), null, level).status).toBe("degenerate");
    // Every seventh row missing: one day of the week is never seen.
    const y = randomWalk(70, "week").map((v, t) => (t % 7 === 6 ? Number.NaN : v));
    expect(fitStructural(y, null, { level: "local_level", seasons: [{ form: "dummy", period: 7 }] }).status).toBe(
      "too-few-observations",
    );
  });

  it("throws for impossible arguments", () => {
    const y = randomWalk(20, "bad");
    const variances = { irregular: -1, level: 0, slope: null, seasons: [] };
    expect(() => structuralLogLikelihood(y, null, level, variances)).toThrow(
      new RangeError("structuralLogLikelihood: the model needs 2 finite variances from 0 on; got -1, 0"),
    );
    expect(structuralLogLikelihood(y, null, level, { ...variances, irregular: 0 })).toBe(-Infinity);
    expect(() => fitStructural(y, createMatrix(19, 1), level)).toThrow(RangeError);
    expect(() => fitStructural(y, null, { ...level, seasons: [{ form: "dummy", period: 2.5 }] })).toThrow(RangeError);
    expect(() => fitStructural(Float64Array.of(1, Infinity), null, level)).toThrow(RangeError);
    expect(() => forecastStructural(fitStructural(y, null, level), createMatrix(3, 1), 3)).toThrow(RangeError);
    expect(() => fitStructural(y, null, level, { signal: AbortSignal.abort() })).toThrow("aborted");
  });
});
