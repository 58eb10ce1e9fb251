import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, readColumns, readJson } from "../../test/sarimax/cases.ts";
import { denseLogDensity } from "../../test/sarimax/dense-arma.ts";
import type { Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { difference } from "./design.ts";
import { fitSarimax, forecastSarimax, sarimaxLogLikelihood } from "./index.ts";
import { differencingWeights, type SarimaxOrder } from "./model.ts";
import { multiplySeasonal } from "./polynomials.ts";

const none = new Float64Array(0);
const walk = (n: number, seed: string): Float64Array => {
  const rng = createRng(seed);
  let level = 20;
  return Float64Array.from({ length: n }, (_, t) => (level += rng.normal() + 2 * Math.cos(t * 1.571)));
};
const withGaps = (y: Float64Array, gaps: readonly number[]): Float64Array => {
  const out = y.slice();
  for (const gap of gaps) if (gap < out.length) out[gap] = Number.NaN;
  return out;
};

/**
 * The density of the differences integrated over the missing outcomes one after another: −½ log of a quadratic function's
 * curvature at its top, from three points of the log-density.
 */
function integrated(y: Float64Array, delta: Float64Array, density: (w: Float64Array) => number): number {
  const gap = y.findIndex(Number.isNaN);
  if (gap < 0) return density(difference(y, delta));
  const at = (v: number): number => integrated(y.with(gap, v), delta, density);
  const [low, middle, high] = [at(-1), at(0), at(1)];
  const curvature = 2 * middle - low - high;
  const slope = (high - low) / 2;
  return middle + slope ** 2 / (2 * curvature) + 0.5 * Math.log((2 * Math.PI) / curvature);
}

const models: readonly SarimaxOrder[] = [
  { order: [0, 1, 1], seasonalOrder: [0, 0, 0, 0], constant: false },
  { order: [1, 1, 0], seasonalOrder: [0, 0, 0, 0], constant: true },
  { order: [0, 2, 1], seasonalOrder: [0, 0, 0, 0], constant: false },
  { order: [1, 0, 1], seasonalOrder: [0, 1, 0, 3], constant: true },
  { order: [0, 1, 1], seasonalOrder: [0, 1, 1, 4], constant: false },
];

describe.each(models)("missing levels of $order, $seasonalOrder", (model) => {
  const [p, , q] = model.order;
  const [P, , Q, s] = model.seasonalOrder;
  const ar = Float64Array.of(0.6).slice(0, p);
  const ma = Float64Array.of(-0.4).slice(0, q);
  const seasonalMa = Float64Array.of(-0.5).slice(0, Q);
  const seasonalAr = none.slice(0, P);
  const delta = differencingWeights(model);

  it("have the differences' likelihood with the missing outcomes integrated out", () => {
    const y = walk(24, "twin").map((v) => v / 10);
    const x = columnsOf(walk(24, "x"));
    const coefficients = model.constant ? Float64Array.of(0.3, 0.1) : Float64Array.of(0.1);
    const phi = new Float64Array(p + s * P);
    const theta = new Float64Array(q + s * Q);
    multiplySeasonal(ar, seasonalAr, s, -1, phi);
    multiplySeasonal(ma, seasonalMa, s, 1, theta);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 4 }), (gaps) => {
        const holed = withGaps(y, gaps);
        const fast = sarimaxLogLikelihood(holed, x, model, {
          ar,
          ma,
          seasonalAr,
          seasonalMa,
          coefficients,
          sigma2: 1.7,
        });
        const errors = holed.map((v, t) => v - coefficients.at(-1)! * x.data[t]!);
        const slow = integrated(errors, delta, (w) =>
          denseLogDensity(model.constant ? w.map((v) => v - coefficients[0]!) : w, phi, theta, 1.7),
        );
        expect(Math.abs(fast - slow)).toBeLessThan(1e-7 * Math.abs(slow));
      }),
      { numRuns: 15 },
    );
  });

  const y = walk(70, "fit");
  const x = columnsOf(Float64Array.from({ length: 70 }, (_, t) => (t >= 45 ? 1 : 0)));
  const rowsOf = (m: Matrix, from: number, to: number): Matrix => columnsOf(m.data.slice(from, to));

  it("forecast over a gap at the end as the shorter series does further ahead", () => {
    const shorter = withGaps(y.slice(0, 60), [20, 21]);
    const longer = withGaps(y, [20, 21, ...Array.from({ length: 10 }, (_, i) => 60 + i)]);
    const short = fitSarimax(shorter, rowsOf(x, 0, 60), model);
    const long = fitSarimax(longer, x, model);
    expect(long.logLikelihood).toBeCloseTo(short.logLikelihood, 8);
    expect(long.nobs).toBe(short.nobs);
    const far = forecastSarimax(short, columnsOf(new Float64Array(15).fill(1)), 15);
    const near = forecastSarimax(long, columnsOf(new Float64Array(5).fill(1)), 5);
    for (let h = 0; h < 5; h++) {
      expect(near.mean[h]! / far.mean[10 + h]!).toBeCloseTo(1, 6);
      expect(near.innovationStderr[h]! / far.innovationStderr[10 + h]!).toBeCloseTo(1, 5);
      expect(near.stderr[h]! / far.stderr[10 + h]!).toBeCloseTo(1, 4);
    }
    // The gap's own predictions are the same forecasts, at one step after another.
    for (let h = 0; h < 10; h++) {
      expect(long.predictions[60 + h]! / far.mean[h]!).toBeCloseTo(1, 6);
      expect(long.predictionStderr[60 + h]! / far.innovationStderr[h]!).toBeCloseTo(1, 5);
    }
  });

  it("do not see what an unknown start may hold, or the units", () => {
    const holed = withGaps(y, [0, 7, 30, 31, 69]);
    const d = model.order[1] + model.seasonalOrder[1];
    const before = fitSarimax(holed, x, model);
    const after = fitSarimax(
      holed.map((v, t) => 100 * v + 1e5 + (d > 1 ? 40 * t : 0)),
      x,
      model,
    );
    const step = model.constant ? 1 : 0;
    expect(after.coefficients[step]! / before.coefficients[step]!).toBeCloseTo(100, 4);
    expect(after.logLikelihood + before.nobs * Math.log(100)).toBeCloseTo(before.logLikelihood, 6);
    expect(before.status).toBe("ok");
    expect(before.innovations.filter((e) => !Number.isNaN(e))).toHaveLength(before.nobs);
  });

  it("have as predictions what the forecast of the series so far says", () => {
    const fit = fitSarimax(withGaps(y, [12, 33, 34]), x, model);
    for (const t of [30, 35, 52]) {
      // Half the third difference of the log-density in the outcome gives its conditional mean and variance.
      const at = (v: number): number => {
        const part = fit.data.y.slice(0, t + 1).with(t, v);
        return sarimaxLogLikelihood(part, rowsOf(x, 0, t + 1), model, fit);
      };
      const centre = fit.predictions[t]!;
      const [low, middle, high] = [at(centre - 1), at(centre), at(centre + 1)];
      const variance = 1 / (2 * middle - low - high);
      expect(Math.sqrt(variance) / fit.predictionStderr[t]!).toBeCloseTo(1, 6);
      expect((variance * (high - low)) / 2 / fit.predictionStderr[t]!).toBeCloseTo(0, 6);
    }
  });
});

interface Reference {
  readonly data: string;
  readonly log: boolean;
  readonly order: readonly [number, number, number];
  readonly seasonalOrder: readonly [number, number, number, number];
  readonly gaps: readonly number[];
  readonly coefficients: readonly number[];
  readonly stderrs: readonly number[];
  readonly sigma2: number;
  readonly mean: readonly number[];
  readonly se: readonly number[];
}

describe.each(Object.entries(readJson("missing.json") as Readonly<Record<string, Reference>>))(
  "R's arima on %s with gaps",
  (_, wanted) => {
    const raw = Float64Array.from(readColumns(wanted.data)["y"]!, Number);
    const y = withGaps(wanted.log ? raw.map(Math.log) : raw, wanted.gaps);
    const fit = fitSarimax(y, null, { order: wanted.order, seasonalOrder: wanted.seasonalOrder, constant: false });

    it("has its estimates and forecasts", () => {
      const ours = [...fit.ar, ...fit.ma, ...fit.seasonalAr, ...fit.seasonalMa];
      wanted.coefficients.forEach((c, i) => {
        expect(Math.abs(ours[i]! - c) / wanted.stderrs[i]!).toBeLessThan(2e-3);
        expect(Math.sqrt(fit.armaCovariance.data[i * ours.length + i]!) / wanted.stderrs[i]!).toBeCloseTo(1, 2);
      });
      expect(fit.sigma2 / wanted.sigma2).toBeCloseTo(1, 3);
      const forecast = forecastSarimax(fit, null, 6);
      wanted.mean.forEach((m, h) => expect(Math.abs(forecast.mean[h]! - m) / wanted.se[0]!).toBeLessThan(2e-3));
      wanted.se.forEach((se, h) => expect(forecast.innovationStderr[h]! / se).toBeCloseTo(1, 3));
    });
  },
);
