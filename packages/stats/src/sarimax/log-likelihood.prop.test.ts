import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseLogDensity, productPolynomial } from "../../test/sarimax/dense-arma.ts";
import { columnsOf, readJson } from "../../test/sarimax/cases.ts";
import { sarimaxLogLikelihood } from "./index.ts";
import { partialsToCoefficients } from "./polynomials.ts";

const partials = (max: number): fc.Arbitrary<Float64Array> =>
  fc.array(fc.double({ min: -0.95, max: 0.95, noNaN: true }), { maxLength: max }).map((r) => {
    const out = new Float64Array(r.length);
    partialsToCoefficients(Float64Array.from(r), out);
    return out;
  });

const problem = fc.record({
  ar: partials(3),
  ma: partials(3),
  seasonalAr: partials(1),
  seasonalMa: partials(1),
  s: fc.integer({ min: 2, max: 7 }),
  y: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 40 }),
  gaps: fc.array(fc.nat(39), { maxLength: 8 }),
  sigma2: fc.double({ min: 0.01, max: 100, noNaN: true }),
});

type Problem = typeof problem extends fc.Arbitrary<infer T> ? T : never;

function compare({ ar, ma, seasonalAr, seasonalMa, s, sigma2 }: Problem, y: Float64Array): void {
  const model = {
    order: [ar.length, 0, ma.length],
    seasonalOrder: [seasonalAr.length, 0, seasonalMa.length, s],
    constant: true,
  } as const;
  const mean = 1.5;
  const coefficients = Float64Array.of(mean);
  const fast = sarimaxLogLikelihood(y, null, model, { ar, ma, seasonalAr, seasonalMa, coefficients, sigma2 });
  const slow = denseLogDensity(
    y.map((v) => v - mean),
    productPolynomial(ar, seasonalAr, s, -1),
    productPolynomial(ma, seasonalMa, s, 1),
    sigma2,
  );
  expect(Math.abs(fast - slow)).toBeLessThan(1e-9 * Math.max(1, Math.abs(slow)));
}

describe("sarimaxLogLikelihood agrees with the dense normal density", () => {
  it("for complete series", () => {
    fc.assert(
      fc.property(problem, (p) => compare(p, Float64Array.from(p.y))),
      { numRuns: 60 },
    );
  });

  it("with missing outcomes", () => {
    fc.assert(
      fc.property(problem, (p) => {
        const y = Float64Array.from(p.y);
        for (const gap of p.gaps) if (gap > 0 && gap < y.length) y[gap] = Number.NaN;
        compare(p, y);
      }),
      { numRuns: 60 },
    );
  });

  it("for MA roots on and inside the unit circle", () => {
    const y = Float64Array.from({ length: 40 }, (_, t) => Math.sin(t * t));
    for (const theta of [-1, 1, -2.5, 4]) {
      const model = { order: [1, 0, 1], seasonalOrder: [0, 0, 0, 0], constant: false } as const;
      const ar = Float64Array.of(0.6);
      const ma = Float64Array.of(theta);
      const none = new Float64Array(0);
      const parameters = { ar, ma, seasonalAr: none, seasonalMa: none, coefficients: none, sigma2: 0.7 };
      const slow = denseLogDensity(y, ar, ma, 0.7);
      expect(Math.abs(sarimaxLogLikelihood(y, null, model, parameters) - slow)).toBeLessThan(1e-9 * Math.abs(slow));
      const holed = y.map((v, t) => (t === 20 ? Number.NaN : v));
      const rest = denseLogDensity(holed, ar, ma, 0.7);
      expect(Math.abs(sarimaxLogLikelihood(holed, null, model, parameters) - rest)).toBeLessThan(1e-9 * Math.abs(rest));
    }
  });
});

interface NearUnitRoot {
  readonly ar: number[];
  readonly ma: number[];
  readonly seasonalAr: number[];
  readonly seasonalMa: number[];
  readonly s: number;
  readonly y: number[];
  readonly logLikelihood: number;
  readonly variance: number;
  readonly tolerance: number;
}

describe.each(readJson("near_unit_root.json") as NearUnitRoot[])("near a unit root, variance $variance", (c) => {
  it("agrees with 50-digit arithmetic", () => {
    const model = {
      order: [c.ar.length, 0, c.ma.length],
      seasonalOrder: [c.seasonalAr.length, 0, c.seasonalMa.length, c.s],
      constant: false,
    } as const;
    const parameters = {
      ar: Float64Array.from(c.ar),
      ma: Float64Array.from(c.ma),
      seasonalAr: Float64Array.from(c.seasonalAr),
      seasonalMa: Float64Array.from(c.seasonalMa),
      coefficients: new Float64Array(0),
      sigma2: 1,
    };
    for (const y of [Float64Array.from(c.y), Float64Array.from([...c.y, Number.NaN])]) {
      const value = sarimaxLogLikelihood(y, null, model, parameters);
      expect(Math.abs(value / c.logLikelihood - 1)).toBeLessThan(c.tolerance);
    }
  });
});

describe("sarimaxLogLikelihood", () => {
  const none = new Float64Array(0);
  const y = Float64Array.from({ length: 30 }, (_, t) => Math.sin(t * t) + t / 5);
  const x = columnsOf(Float64Array.from({ length: 30 }, (_, t) => (t > 12 ? 1 : 0)));
  const model = { order: [1, 1, 0], seasonalOrder: [0, 1, 0, 4], constant: true } as const;
  const parameters = {
    ar: Float64Array.of(0.4),
    ma: none,
    seasonalAr: none,
    seasonalMa: none,
    coefficients: Float64Array.of(0.1, 2),
    sigma2: 1.3,
  };

  it("is the likelihood of the series differenced by hand", () => {
    const u = y.map((v, t) => v - 2 * x.data[t]!);
    const seasonal = u.slice(4).map((v, t) => v - u[t]!);
    const w = seasonal.slice(1).map((v, t) => v - seasonal[t]! - 0.1);
    const slow = denseLogDensity(w, parameters.ar, none, 1.3);
    expect(sarimaxLogLikelihood(y, x, model, parameters)).toBeCloseTo(slow, 9);
  });

  it("is −Infinity outside the parameter space", () => {
    expect(sarimaxLogLikelihood(y, x, model, { ...parameters, ar: Float64Array.of(1) })).toBe(-Infinity);
    expect(sarimaxLogLikelihood(y, x, model, { ...parameters, sigma2: 0 })).toBe(-Infinity);
  });

  it("rejects parameters and orders that do not fit", () => {
    expect(() => sarimaxLogLikelihood(y, null, model, parameters)).toThrow(
      new RangeError("sarimaxLogLikelihood: the model has lengths 1, 0, 0, 0, 1; entry 4 has 2"),
    );
    expect(() => sarimaxLogLikelihood(y, x, { ...model, seasonalOrder: [0, 1, 0, 1] }, parameters)).toThrow(
      new RangeError("sarimaxLogLikelihood: a seasonal order needs a season of at least 2; got 1"),
    );
    expect(() => sarimaxLogLikelihood(y.with(3, Infinity), x, model, parameters)).toThrow(
      new RangeError("sarimaxLogLikelihood: y has Infinity at index 3; use NaN for missing"),
    );
  });
});
