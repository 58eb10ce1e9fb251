import { expect, test } from "vitest";
import fixture from "../../test/fixtures/ratio.json" with { type: "json" };
import * as studentT from "../distributions/student-t.ts";
import { cuped } from "./cuped.ts";
import { deltaRatio } from "./delta-ratio.ts";
import { fieller } from "./fieller.ts";
import { chiSquaredGoodnessOfFit } from "./goodness-of-fit.ts";
import { moments } from "./moments.ts";
import { relativeLift } from "./relative-lift.ts";
import { riskDifference, riskRatio } from "./two-proportions.ts";
import { welch } from "./welch.ts";

const control = moments(3407, 1396.87, 52377.9767);
const treated = moments(3461, 2422.7, 134698.29);

test("Welch agrees with R's t.test on the same moments", () => {
  const { value, lower, upper, pValue, df } = welch(treated, control);
  expect(value).toBeCloseTo(0.29, 12);
  expect(lower).toBeCloseTo(0.0453778925593, 11);
  expect(upper).toBeCloseTo(0.53462210744, 11);
  expect(pValue).toBeCloseTo(0.0201584026436, 11);
  expect(df).toBeCloseTo(5841.742032094, 7);
});

test("the delta interval of the lift covers 0 where the difference is significant; Fieller's set agrees with the difference", () => {
  const critical = studentT.upperTailQuantile(0.025, welch(treated, control).df);
  const lift = relativeLift(treated, control, critical);
  expect(lift.value).toBeCloseTo(0.7073170731707, 12);
  expect(lift.value - critical * lift.stderr).toBeCloseTo(-0.035260089066, 10);
  expect(lift.value + critical * lift.stderr).toBeCloseTo(1.449894235408, 10);
  expect(lift.kind).toBe("interval");
  expect(lift.lower).toBeCloseTo(0.0940619708, 9);
  expect(lift.upper).toBeCloseTo(1.7086899442, 9);
});

test("a denominator that may be 0 gives a complement or everything, never a false interval", () => {
  expect(fieller(5, 1, 1, 1, 0, 1.96)).toMatchObject({ kind: "complement" });
  expect(fieller(1, 1, 1, 1, 0, 1.96)).toMatchObject({ kind: "everything", lower: null, upper: null });
  expect(fieller(2, 1, 0, 0.25, 0, 2)).toEqual({ value: 2, kind: "interval", lower: 1, upper: null });
  expect(fieller(-2, 1, 0, 0.25, 0, 2)).toEqual({ value: -2, kind: "interval", lower: null, upper: -1 });
  expect(fieller(3, 0, 1, 1, 0, 1.96).value).toBeNaN();
  expect(() => fieller(1, 1, 1, 1, 2, 1.96)).toThrow("no covariance matrix");
  expect(() => fieller(1, 1, 1, 1, 0, 0)).toThrow("critical must be positive");
});

test("the ratio of proportional sums has no variance; independent ones follow the textbook formula", () => {
  expect(deltaRatio(6, 2, 9, 1, 3, 50)).toEqual({ value: 3, variance: 0 });
  expect(deltaRatio(6, 2, 4, 1, 0, 50).variance).toBeCloseTo((4 + 9) / (50 * 4), 14);
  expect(deltaRatio(6, 0, 4, 1, 0, 50).value).toBeNaN();
});

test("cuped agrees with least squares on the units", () => {
  const { theta, arms, varianceFactor } = cuped(fixture.cuped.arms);
  expect(theta).toBeCloseTo(fixture.cuped.theta, 10);
  for (const [k, arm] of fixture.cuped.adjusted.entries()) {
    expect(arms[k]!.mean).toBeCloseTo(arm.mean, 10);
    expect(arms[k]!.variance).toBeCloseTo(arm.variance, 10);
  }
  const pooled = (of: readonly { readonly variance: number }[]): number => 39 * of[0]!.variance + 64 * of[1]!.variance;
  expect(varianceFactor).toBeCloseTo(pooled(arms) / pooled(fixture.cuped.arms), 12);
  const flat = { n: 10, mean: 3, variance: 2, covariateMean: 1, covariateVariance: 0, covariance: 0 };
  expect(cuped([flat, flat])).toMatchObject({ theta: 0, varianceFactor: 1, arms: [{ mean: 3 }, { mean: 3 }] });
});

test("sample ratio mismatch agrees with R's chisq.test", () => {
  expect(chiSquaredGoodnessOfFit([1000, 1100], [1, 1]).pValue).toBeCloseTo(0.0290963317, 9);
  // R: chisq.test(c(20, 30, 60), p = c(.2, .3, .5))
  const { statistic, df, pValue } = chiSquaredGoodnessOfFit([20, 30, 60], [2, 3, 5]);
  expect(statistic).toBeCloseTo(0.9090909090909, 12);
  expect(df).toBe(2);
  expect(pValue).toBeCloseTo(0.63473641894, 10);
  expect(chiSquaredGoodnessOfFit([0, 0], [1, 1]).pValue).toBeNaN();
  expect(() => chiSquaredGoodnessOfFit([1, 2], [1, 0])).toThrow("a share is 0");
});

test("score intervals of proportions agree with a slow twin, and with Newcombe (1998)", () => {
  for (const { treated: t, control: c, level, difference, ratio, pValue } of fixture.proportions) {
    const d = riskDifference(t, c, level);
    const r = riskRatio(t, c, level);
    expect(d.lower).toBeCloseTo(difference[0]!, 7);
    expect(d.upper).toBeCloseTo(difference[1]!, 7);
    expect(Math.abs(r.lower / ratio[0]! - 1)).toBeLessThan(1e-6);
    if (ratio[1] === null) expect(r.upper).toBeNull();
    else expect(Math.abs(r.upper! / ratio[1]! - 1)).toBeLessThan(1e-6);
    expect(d.pValue).toBeCloseTo(pValue, 7);
    expect(r.pValue).toBe(d.pValue);
  }
  const newcombe = riskDifference({ events: 56, n: 70 }, { events: 48, n: 80 });
  expect([newcombe.lower.toFixed(4), newcombe.upper!.toFixed(4)]).toEqual(["0.0528", "0.3382"]);
});

test("proportions at the edges", () => {
  expect(riskDifference({ events: 0, n: 9 }, { events: 0, n: 9 })).toMatchObject({ value: 0, pValue: 1 });
  const all = riskDifference({ events: 9, n: 9 }, { events: 0, n: 9 });
  expect(all.upper).toBe(1);
  expect(all.lower).toBeGreaterThan(0);
  expect(riskRatio({ events: 0, n: 9 }, { events: 0, n: 9 })).toEqual({
    value: null,
    lower: 0,
    upper: null,
    pValue: 1,
  });
  expect(riskRatio({ events: 0, n: 90 }, { events: 9, n: 90 })).toMatchObject({ value: 0, lower: 0 });
  expect(() => riskDifference({ events: 10, n: 9 }, { events: 0, n: 9 })).toThrow("10 events of 9 units");
});

test("samples without spread or with one unit have no inference", () => {
  expect(moments(1, 5, 25)).toEqual({ n: 1, mean: 5, variance: NaN });
  expect(welch(moments(1, 5, 25), control).pValue).toBeNaN();
  expect(welch(moments(2, 2, 2), moments(2, 4, 8))).toMatchObject({ value: -1, stderr: NaN, pValue: NaN });
  expect(() => moments(0, 0, 0)).toThrow("n must be a positive whole number; got 0");
});
