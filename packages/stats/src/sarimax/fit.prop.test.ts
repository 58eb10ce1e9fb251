import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../test/sarimax/cases.ts";
import { createNormals, simulateArma } from "../../test/sarimax/simulate-arma.ts";
import type { SarimaxFit, SarimaxOrder } from "./index.ts";
import { fitSarimax, forecastSarimax } from "./index.ts";

const n = 90;
const step = Float64Array.from({ length: n }, (_, t) => (t >= 60 ? 1 : 0));
const wave = Float64Array.from({ length: n }, (_, t) => Math.sin(t));

function series(seed: number): Float64Array {
  return simulateArma(n, [0.5], [0.3], createNormals(seed)).map((v, t) => v + 20 + 2 * step[t]!);
}

const close = (a: number, b: number, tolerance = 1e-7): void =>
  expect(Math.abs(a - b)).toBeLessThan(tolerance * Math.max(1, Math.abs(b)));

function sameArma(a: SarimaxFit, b: SarimaxFit): void {
  for (const key of ["ar", "ma", "seasonalAr", "seasonalMa"] as const) a[key].forEach((v, i) => close(v, b[key][i]!));
}

const models: readonly SarimaxOrder[] = [
  { order: [1, 0, 0], seasonalOrder: [0, 0, 0, 0], constant: true },
  { order: [1, 0, 1], seasonalOrder: [0, 0, 0, 0], constant: true },
  { order: [1, 0, 0], seasonalOrder: [1, 0, 0, 7], constant: true },
  { order: [0, 1, 1], seasonalOrder: [0, 0, 0, 0], constant: true },
];

describe.each(models)("fitSarimax of $order$seasonalOrder", (model) => {
  it("does not depend on the units of the outcome", () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.constantFrom(1000, 0.01, -3),
        fc.constantFrom(0, -20, 1e4),
        (seed, factor, shift) => {
          const y = series(seed);
          const a = fitSarimax(y, columnsOf(step, wave), model);
          const b = fitSarimax(
            y.map((v) => factor * v + shift),
            columnsOf(step, wave),
            model,
          );
          sameArma(a, b);
          close(b.logLikelihood, a.logLikelihood - a.nobs * Math.log(Math.abs(factor)));
          close(b.sigma2 / factor ** 2, a.sigma2);
          a.coefficients.forEach((v, i) => {
            const moved = i === 0 && model.order[1] === 0 ? v + shift / factor : v;
            close(b.coefficients[i]! / factor, moved);
          });
          const last = a.coefficientCovariance.data.length - 1;
          close(b.coefficientCovariance.data[last]! / factor ** 2, a.coefficientCovariance.data[last]!, 1e-4);
        },
      ),
      { numRuns: 6 },
    );
  });

  it("does not depend on the basis of the regressors", () => {
    const y = series(7);
    const a = fitSarimax(y, columnsOf(step, wave), model);
    const b = fitSarimax(
      y,
      columnsOf(
        step.map((v, t) => 1e6 * v + 1e6 * wave[t]! + 5e6),
        wave.map((v) => v * 1e-6),
      ),
      model,
    );
    sameArma(a, b);
    close(a.logLikelihood, b.logLikelihood);
    close(b.coefficients[1]! * 1e6, a.coefficients[1]!);
    close(b.coefficients[2]! * 1e-6, a.coefficients[2]! - a.coefficients[1]!);
  });

  it("gives the same bytes twice and leaves its inputs alone", () => {
    const y = series(3);
    const x = columnsOf(step);
    const copies = [y.slice(), x.data.slice()];
    expect(fitSarimax(y, x, model)).toEqual(fitSarimax(y, x, model));
    expect([y, x.data]).toEqual(copies);
  });
});

describe("forecastSarimax", () => {
  it("is equivariant too", () => {
    const model = models[3]!;
    const y = series(11);
    const ahead = columnsOf(new Float64Array(8).fill(1));
    const a = forecastSarimax(fitSarimax(y, columnsOf(step), model), ahead, 8);
    const moved = y.map((v) => 100 * v - 7);
    const b = forecastSarimax(fitSarimax(moved, columnsOf(step), model), ahead, 8);
    for (let h = 0; h < 8; h++) {
      close((b.mean[h]! + 7) / 100, a.mean[h]!);
      close(b.stderr[h]! / 100, a.stderr[h]!, 1e-5);
      close(b.cumulativeStderr[h]! / 100, a.cumulativeStderr[h]!, 1e-5);
    }
  });
});
