import { expect, test } from "vitest";
import tails from "../../test/fixtures/power.json" with { type: "json" };
import sizes from "../../test/fixtures/power-sizes.json" with { type: "json" };
import * as normal from "../distributions/normal.ts";
import * as studentT from "../distributions/student-t.ts";
import { clusterDesignEffect } from "./design-effect.ts";
import { findRoot } from "./find-root.ts";
import { groupSequentialInflation } from "./inflation-factor.ts";
import * as noncentralT from "./noncentral-t.ts";
import { minimumDetectableEffect, powerOfT, sampleSizeForT } from "./two-means.ts";
import { minimumDetectableDifference, powerOfProportions, sampleSizeForProportions } from "./two-proportions.ts";

function error(value: number, expected: number): number {
  return Math.abs(value / expected - 1);
}

test("noncentral t agrees with 40-digit quadrature in both tails", () => {
  for (const [t, df, d, lower, upper] of tails.noncentralT as [
    number,
    number,
    number,
    number | null,
    number | null,
  ][]) {
    if (lower !== null) expect(error(noncentralT.cdf(t, df, d), lower)).toBeLessThan(1e-12);
    if (upper !== null) expect(error(noncentralT.upperTail(t, df, d), upper)).toBeLessThan(1e-12);
  }
});

test("noncentral t: central, normal and far limits, edges", () => {
  for (const [t, df] of [
    [1.7, 3],
    [-40, 0.5],
    [12, 200],
    [1e-3, 1e9],
  ] as const)
    expect(error(noncentralT.upperTail(t, df, 0), studentT.upperTail(t, df))).toBeLessThan(1e-12);
  // T ≤ 0 exactly where Z ≤ −δ, also far out.
  expect(error(noncentralT.cdf(0, 4, 25), normal.cdf(-25))).toBeLessThan(1e-13);
  expect(noncentralT.cdf(1, Infinity, 3)).toBe(normal.cdf(-2));
  expect([noncentralT.cdf(-Infinity, 3, 1), noncentralT.upperTail(Infinity, 3, 1)]).toEqual([0, 0]);
  expect(noncentralT.cdf(NaN, 3, 1)).toBeNaN();
  expect(() => noncentralT.cdf(1, 0, 1)).toThrow("noncentralT: df must be positive");
  expect(() => noncentralT.cdf(1, 3, Infinity)).toThrow("noncentrality must be finite");
});

test("sizes and powers of t tests agree with R", () => {
  for (const { d, power, alpha, sides, n } of sizes.sampleSizeForT) {
    const found = sampleSizeForT({ difference: d, sd: 1, power, alpha, sides: sides === 1 ? 1 : 2 });
    // R goes below 2 units an arm; this does not.
    if (n > 2) expect(error(found.control, n)).toBeLessThan(1e-9);
  }
  for (const { nTreated, nControl, d, power } of sizes.powerOfT)
    expect(powerOfT({ difference: -d, sd: 1, nTreated, nControl })).toBeCloseTo(power, 10);
  expect(sampleSizeForT({ difference: 0.5, sd: 1, power: 0.8 }).control).toBeCloseTo(63.7656, 4);
});

test("sizes for proportions agree with R", () => {
  for (const { control, treated, power, sides, score, arcsine } of sizes.sampleSizeForProportions) {
    const request = { control, treated, power, sides: sides === 1 ? (1 as const) : (2 as const) };
    expect(error(sampleSizeForProportions(request).control, score)).toBeLessThan(1e-9);
    expect(error(sampleSizeForProportions({ ...request, method: "arcsine" }).control, arcsine)).toBeLessThan(1e-7);
  }
});

test("size, power and smallest effect are inverses of one another, with unequal arms and variances", () => {
  const design = { sd: 3, sdControl: 1.5, alpha: 0.01 };
  const { treated, control } = sampleSizeForT({ ...design, difference: 0.7, power: 0.85, allocation: 0.25 });
  expect(treated / control).toBeCloseTo(0.25, 12);
  expect(powerOfT({ ...design, difference: 0.7, nTreated: treated, nControl: control })).toBeCloseTo(0.85, 10);
  const smallest = minimumDetectableEffect({ ...design, nTreated: treated, nControl: control, power: 0.85 });
  expect(smallest).toBeCloseTo(0.7, 10);
  const arms = { nTreated: 500, nControl: 2000, control: 0.2 };
  for (const direction of ["up", "down"] as const) {
    const shift = minimumDetectableDifference({ ...arms, power: 0.8, direction });
    expect(Math.sign(shift)).toBe(direction === "up" ? 1 : -1);
    expect(powerOfProportions({ ...arms, treated: 0.2 + shift })).toBeCloseTo(0.8, 10);
  }
  expect(
    minimumDetectableDifference({ nTreated: 5, nControl: 5, control: 0.05, power: 0.9, direction: "down" }),
  ).toBeNaN();
});

test("no effect gives alpha; no effect has no size", () => {
  expect(powerOfT({ difference: 0, sd: 2, nTreated: 9, nControl: 30, alpha: 0.07 })).toBeCloseTo(0.07, 12);
  expect(sampleSizeForT({ difference: 0, sd: 1, power: 0.8 }).control).toBeNaN();
  expect(() => sampleSizeForT({ difference: 1, sd: 1, power: 0.01 })).toThrow(
    "power must lie between alpha, 0.05, and 1",
  );
  expect(() => powerOfT({ difference: 1, sd: 0, nTreated: 9, nControl: 9 })).toThrow(
    "must be positive and finite; got 0",
  );
  expect(() => powerOfT({ difference: 1, sd: 1, nTreated: 1, nControl: 9 })).toThrow("each needs 2");
});

test("design effect of clusters; inflation of a design with one look is 1", () => {
  expect(clusterDesignEffect(0.05, 20)).toBeCloseTo(1.95, 14);
  // Eldridge, Ashby and Kerry (2006): cv 0.65 adds m cv² ICC.
  expect(clusterDesignEffect(0.05, 20, 0.65)).toBeCloseTo(1.95 + 20 * 0.4225 * 0.05, 12);
  const look = { alpha: 0.05, sides: 2, spending: "pocock" } as const;
  expect(groupSequentialInflation({ ...look, fractions: [1] }, 0.8)).toBeCloseTo(1, 12);
  const five = groupSequentialInflation({ ...look, fractions: [0.2, 0.4, 0.6, 0.8, 1] }, 0.9);
  expect(five).toBeGreaterThan(1.15);
  expect(five).toBeLessThan(1.25);
  expect(() => groupSequentialInflation({ ...look, fractions: [0.5] }, 0.9)).toThrow("must be 1; got 0.5");
});

test("findRoot: roots to the last digits, infinite ends, no sign change", () => {
  expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  expect(findRoot((x) => Math.cos(x) - x, 0, 1)).toBeCloseTo(0.7390851332151607, 15);
  expect(findRoot((x) => 1 / x - 3, 0, 1)).toBeCloseTo(1 / 3, 14);
  expect(findRoot((x) => (x - 1e-9) ** 3, -1, 2)).toBeCloseTo(1e-9, 5);
  expect(findRoot((x) => x * x + 1, -1, 1)).toBeNaN();
});
