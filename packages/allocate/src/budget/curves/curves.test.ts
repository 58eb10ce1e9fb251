import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { bestResponse } from "../best-response.ts";
import { buildCurve } from "../build-curve.ts";
import { meanCurve } from "../mean-curve.ts";
import type { ResponseCurve } from "../response-curve.ts";
import type { Curve } from "./curve.ts";
import { monotoneSlopes } from "./monotone-slopes.ts";
import { piecewiseCubic } from "./piecewise-cubic.ts";

const single = (curve: ResponseCurve): Curve => buildCurve("x", curve).single!;

const curves: readonly (readonly [string, Curve])[] = [
  ["hill, S-shaped", single({ type: "hill", beta: 7, halfSaturation: 20, slope: 3.3 })],
  ["hill, barely S-shaped", single({ type: "hill", beta: 7, halfSaturation: 20, slope: 1.0001 })],
  ["hill, concave", single({ type: "hill", beta: 7, halfSaturation: 20, slope: 0.6 })],
  ["michaelis_menten", single({ type: "michaelis_menten", beta: 3, halfSaturation: 12 })],
  ["exponential", single({ type: "exponential", beta: 4, rate: 0.07 })],
  ["logistic", single({ type: "logistic", beta: 4, rate: 0.2, midpoint: 18 })],
  ["logistic, concave", single({ type: "logistic", beta: 4, rate: 0.2 })],
  ["power", single({ type: "power", scale: 2, exponent: 0.4 })],
  ["power, convex", single({ type: "power", scale: 0.01, exponent: 1.7 })],
  ["samples", single({ type: "sampled", spend: [0, 5, 10, 25, 60, 100], response: [0, 0.5, 3, 6, 7, 7.2] })],
  [
    "lines",
    single({
      type: "sampled",
      interpolation: "linear",
      spend: [0, 5, 10, 25, 60, 100],
      response: [0, 0.5, 3, 6, 7, 7.2],
    }),
  ],
  ["a function", single({ type: "function", response: (x) => Math.sqrt(x) + Math.tanh((x - 40) / 10), upTo: 100 })],
];

describe.each(curves)("%s", (name, curve) => {
  const grid = Array.from({ length: 400 }, (_, k) => (100 * (k + 0.37)) / 400);

  test("its derivatives are the limits of differences", () => {
    for (const x of grid) {
      const h = 1e-5 * x;
      expect(curve.slope(x)).toBeCloseTo((curve.value(x + h) - curve.value(x - h)) / (2 * h), 6);
      if (name !== "samples" && name !== "lines" && name !== "a function")
        expect(curve.curvature(x)).toBeCloseTo((curve.slope(x + h) - curve.slope(x - h)) / (2 * h), 6);
    }
  });

  test("it is concave on its runs and convex between", () => {
    for (const x of grid) {
      const inside = curve.concave.some((a, k) => k % 2 === 0 && a <= x && x <= curve.concave[k + 1]!);
      const bend = curve.curvature(x);
      expect(inside ? bend <= 1e-9 : bend >= -1e-9, `${x}: ${bend}`).toBe(true);
    }
  });

  test("the best response to a price beats a dense grid", () => {
    for (const [lo, hi, off] of [
      [0, 100, 0],
      [8, 70, 0],
      [12, 90, 1],
    ] as const)
      for (let k = -3; k <= 30; k++) {
        const lambda = k <= 0 ? k / 10 : 2 ** (k / 2 - 10);
        const x = bestResponse(curve, lambda, lo, hi, off);
        expect((x >= lo && x <= hi) || (off === 1 && x === 0)).toBe(true);
        const gain = curve.value(x) - lambda * x;
        let best = -Infinity;
        for (let step = 0; step <= 1000; step++) {
          const at = lo + ((hi - lo) * step) / 1000;
          best = Math.max(best, curve.value(at) - lambda * at);
        }
        expect(gain).toBeGreaterThanOrEqual(best - 1e-9);
        if (off === 1) expect(gain).toBeGreaterThanOrEqual(curve.value(0) - 1e-12);
      }
  });
});

test("saturation is as its name says", () => {
  expect(single({ type: "hill", beta: 1, halfSaturation: 1000, slope: 1.5 }).value(500)).toBeCloseTo(0.261204, 6);
  for (const slope of [0.5, 1, 2, 7])
    expect(single({ type: "hill", beta: 8, halfSaturation: 3, slope }).value(3)).toBeCloseTo(4, 12);
  expect(single({ type: "logistic", beta: 1, rate: 4 }).value(0.5)).toBeCloseTo(0.761594, 6);
  const s = single({ type: "logistic", beta: 5, rate: 1, midpoint: 6 });
  expect([s.value(0), s.value(1e4)]).toEqual([0, 5]);
});

describe("monotone cubic", () => {
  const fixture = JSON.parse(
    readFileSync(join(import.meta.dirname, "../../../test/fixtures/budget/pchip.json"), "utf8"),
  ) as readonly { x: number[]; y: number[]; at: number[]; value: number[]; slope: number[] }[];

  test("equals scipy's PchipInterpolator", () => {
    for (const { x, y, at, value, slope } of fixture) {
      const [xs, ys] = [Float64Array.from(x), Float64Array.from(y)];
      const curve = piecewiseCubic({ x: xs, y: ys, slope: monotoneSlopes(xs, ys), error: 0 }, "");
      at.forEach((point, k) => {
        expect(curve.value(point)).toBeCloseTo(value[k]!, 11);
        expect(curve.slope(point)).toBeCloseTo(slope[k]!, 11);
      });
    }
  });
});

describe("the mean over draws", () => {
  const rng = createRng("mean curve");
  const draws = (mean: number, sd: number): Float64Array =>
    Float64Array.from({ length: 200 }, () => mean * Math.exp(sd * rng.normal()));
  test.each<readonly [string, ResponseCurve]>([
    ["S-shaped", { type: "hill", beta: draws(5, 0.3), halfSaturation: draws(20, 0.5), slope: draws(2.5, 0.2) }],
    [
      "of two kinds",
      {
        type: "hill",
        beta: draws(5, 0.3),
        halfSaturation: Float64Array.from({ length: 200 }, (_, d) => (d < 100 ? 5 : 60)),
        slope: draws(6, 0.1),
      },
    ],
    ["steep at 0", { type: "hill", beta: draws(5, 0.3), halfSaturation: draws(20, 0.5), slope: draws(0.8, 0.3) }],
    ["exponential", { type: "exponential", beta: 3, rate: draws(0.1, 0.4) }],
  ])("%s: the table errs less than it says", (_, curve) => {
    const built = buildCurve("x", curve);
    const table = meanCurve(built.mean, 150, "");
    expect(table.error).toBeLessThan(5e-8);
    let [sum, miss] = [0, 0];
    for (let k = 1; k < 3000; k++) {
      const x = 150 * (k / 3000) ** 2;
      const exact = built.draws!.reduce((sum, one) => sum + one.value(x) / 200, 0);
      sum = Math.max(sum, Math.abs(built.mean.value(x) - exact));
      miss = Math.max(miss, Math.abs(table.value(x) - exact));
    }
    expect(sum).toBeLessThan(1e-12);
    expect(miss).toBeLessThanOrEqual(table.error + 1e-13);
  });
});
