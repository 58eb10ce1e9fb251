import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { besselSupremumUpperTail } from "./bessel-supremum.ts";
import { bridgeUpperTail } from "./bridge-distribution.ts";
import { augmentedDickeyFuller, jarqueBera, kpss, ljungBox, supF } from "./index.ts";

type Quadruple = readonly [statistic: number, pValue: number, lags: number, n: number];
interface OneRegression {
  readonly adfAic: Quadruple;
  readonly adf2: Quadruple;
  readonly kpss: number;
  readonly kpss6: number;
}
interface Series {
  readonly y: readonly number[];
  readonly c: OneRegression;
  readonly ct: OneRegression;
  readonly jarqueBera: readonly [number, number, number, number];
  readonly ljungBox: readonly [number, number];
}
interface Break {
  readonly y: readonly number[];
  readonly columns: number;
  readonly x: readonly number[];
  readonly trimming: number;
  readonly statistic: number;
  readonly index: number;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/time-series-tests/${name}`, import.meta.url), "utf8"));
const reference = read("tests.json") as {
  readonly series: Readonly<Record<string, Series>>;
  readonly bridge: readonly (readonly [number, 1 | 2, number])[];
  readonly supremum: readonly (readonly [number, number, number, number])[];
};
const breaks = read("breaks.json") as Readonly<Record<string, Break>>;

const near = (actual: number, wanted: number, tolerance = 1e-9): void =>
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
const gap = Float64Array.of(1, Number.NaN, 3, 2, 5, 4, 4, 6, 7, Number.NaN, 9, 8, 7, 9, 11, 12);

describe.each(Object.entries(reference.series))("series %s", (_, each) => {
  const y = Float64Array.from(each.y);

  it.each(["c", "ct"] as const)("has statsmodels' ADF and KPSS with %s", (regression) => {
    const wanted = each[regression];
    const auto = augmentedDickeyFuller(y, { regression });
    near(auto.statistic, wanted.adfAic[0]);
    near(auto.pValue, wanted.adfAic[1]);
    expect([auto.lags, auto.n]).toEqual([wanted.adfAic[2], wanted.adfAic[3]]);
    const fixed = augmentedDickeyFuller(y, { regression, lags: 2 });
    near(fixed.statistic, wanted.adf2[0]);
    near(fixed.pValue, wanted.adf2[1]);
    near(kpss(y, { regression }).statistic, wanted.kpss);
    near(kpss(y, { regression, lags: 6 }).statistic, wanted.kpss6);
  });

  it("has statsmodels' Jarque–Bera and Ljung–Box", () => {
    const normality = jarqueBera(y);
    near(normality.statistic, each.jarqueBera[0]);
    near(normality.pValue, each.jarqueBera[1]);
    near(normality.skewness, each.jarqueBera[2]);
    near(normality.kurtosis, each.jarqueBera[3]);
    const autocorrelation = ljungBox(y, 10, 2);
    near(autocorrelation.statistic, each.ljungBox[0]);
    near(autocorrelation.pValue, each.ljungBox[1]);
  });

  it("does not depend on the units", () => {
    const other = y.map((value) => 1000 * value + 1e5);
    near(augmentedDickeyFuller(other).statistic, augmentedDickeyFuller(y).statistic, 1e-7);
    near(kpss(other, { regression: "ct" }).statistic, kpss(y, { regression: "ct" }).statistic, 1e-7);
    near(jarqueBera(other).statistic, jarqueBera(y).statistic, 1e-7);
    near(ljungBox(other, 5, 0).statistic, ljungBox(y, 5, 0).statistic, 1e-7);
  });
});

describe("asymptotic distributions", () => {
  it.each(reference.bridge)("of the integrated squared bridge at %d, level %d", (x, level, p) =>
    near(bridgeUpperTail(x, level), p, 1e-10),
  );
  it("keep to [0, 1] at the ends", () => {
    for (const level of [1, 2] as const) {
      expect(bridgeUpperTail(0, level)).toBe(1);
      expect(bridgeUpperTail(1e-3, level)).toBe(1);
      expect(bridgeUpperTail(20, level)).toBeGreaterThanOrEqual(0);
      expect(bridgeUpperTail(20, level)).toBeLessThan(1e-20);
      expect(bridgeUpperTail(Number.NaN, level)).toBeNaN();
    }
    expect(besselSupremumUpperTail(0, 2, 0.15)).toBe(1);
    expect(besselSupremumUpperTail(Infinity, 2, 0.15)).toBe(0);
  });
  it.each(reference.supremum)("of the supremum at %d with %d dimensions and trimming %d", (c, k, trimming, p) =>
    near(besselSupremumUpperTail(c, k, trimming), p, 1e-3),
  );
});

describe("supF", () => {
  it.each(Object.entries(breaks))("has strucchange's statistic and break: %s", (_, each) => {
    const y = Float64Array.from(each.y);
    const x = createMatrix(y.length, each.columns, Float64Array.from(each.x));
    const test = supF(y, x, each.trimming);
    near(test.statistic, each.statistic);
    expect(test.index).toBe(each.index);
  });

  it("rejects near its nominal rate on regressions without a break", () => {
    const rng = createRng("supF");
    const n = 200;
    const x = createMatrix(
      n,
      2,
      Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : (i - n) / n)),
    );
    let rejected = 0;
    for (let run = 0; run < 300; run++)
      if (
        supF(
          Float64Array.from({ length: n }, () => rng.normal()),
          x,
        ).pValue < 0.1
      )
        rejected++;
    // A line in time is no stationary regressor, for which the limit is a little different.
    expect(rejected / 300).toBeGreaterThan(0.04);
    expect(rejected / 300).toBeLessThan(0.16);
  });

  it("has no answer where nothing is left to test", () => {
    const ones = (n: number) => createMatrix(n, 1, new Float64Array(n).fill(1));
    expect(supF(new Float64Array(30).fill(3), ones(30)).index).toBeNull();
    expect(supF(Float64Array.of(1, 2, 3), ones(3)).statistic).toBeNaN();
    expect(() => supF(new Float64Array(4), ones(5))).toThrow("supF: x has 5 rows; y has 4");
    expect(() => supF(new Float64Array(5), ones(5), 0.5)).toThrow("got 0.5");
  });
});

describe("edges", () => {
  it("leaves out what is unknown", () => {
    const known = gap.filter((value) => !Number.isNaN(value));
    expect(jarqueBera(gap)).toEqual(jarqueBera(known));
    expect(kpss(gap)).toEqual(kpss(known));
    expect(augmentedDickeyFuller(gap, { lags: 1 }).n).toBe(9);
    // n(n + 2) Σ r² ÷ pairs by hand.
    const mean = known.reduce((a, b) => a + b, 0) / known.length;
    const d = gap.map((value) => value - mean);
    const c0 = d.reduce((sum, v) => sum + (Number.isNaN(v) ? 0 : v * v), 0);
    const products = Array.from(d.subarray(1), (v, t) => v * d[t]!).filter((v) => !Number.isNaN(v));
    const r = products.reduce((a, b) => a + b, 0) / c0;
    near(ljungBox(gap, 1, 0).statistic, (14 * 16 * r * r) / products.length, 1e-12);
  });
  it("has no answer for a constant", () => {
    const flat = new Float64Array(40).fill(0.1);
    expect(kpss(flat).statistic).toBeNaN();
    expect(augmentedDickeyFuller(flat).pValue).toBeNaN();
    expect(jarqueBera(flat).pValue).toBeNaN();
    expect(ljungBox(flat, 5, 0).pValue).toBeNaN();
    expect(ljungBox(gap, 2, 2).pValue).toBeNaN();
  });
  it("refuses impossible lags", () => {
    expect(() => kpss(gap, { lags: -1 })).toThrow(RangeError);
    expect(() => augmentedDickeyFuller(gap, { lags: 0.5 })).toThrow(RangeError);
    expect(() => ljungBox(gap, 0, 0)).toThrow(RangeError);
  });
});
