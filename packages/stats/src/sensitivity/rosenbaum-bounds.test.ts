import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rosenbaumBounds, rosenbaumLimit } from "./rosenbaum-bounds.ts";
import { walshAverage } from "./walsh-averages.ts";

interface Case {
  readonly differences: number[];
  readonly gamma: number;
  readonly exact: number;
  readonly normal: number;
  readonly estimate_lower: number;
  readonly estimate_upper: number;
}
const { rosenbaum } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/sensitivity/sensitivity.json", import.meta.url), "utf8"),
) as { rosenbaum: Case[] };

const treated = [78.9, 91.2, 70.1, 88.3, 95.0, 66.2, 81.7, 74.4, 90.9, 69.8, 85.5, 77.1];
const control = [70.2, 85.1, 71.3, 80.0, 90.2, 64.9, 75.8, 76.0, 84.1, 66.1, 80.3, 72.9];
const pairs = Float64Array.from(treated, (value, i) => value - control[i]!);

test("twelve pairs by the normal distribution, as rbounds has them", () => {
  const found = rosenbaumBounds(pairs, [1, 1.5, 2, 2.5], { alternative: "greater", method: "normal" });
  expect(found.map(({ pUpper }) => Number(pUpper.toFixed(4)))).toEqual([0.003, 0.0147, 0.0336, 0.0562]);
});

describe("against enumeration of all signs and all Walsh averages", () => {
  test.each(rosenbaum)("case %#, gamma $gamma", ({ differences, gamma, exact, normal, ...own }) => {
    const d = Float64Array.from(differences);
    const [found] = rosenbaumBounds(d, [gamma], { alternative: "greater" });
    expect(Math.abs(found!.pUpper - exact)).toBeLessThan(1e-12);
    const [approximate] = rosenbaumBounds(d, [gamma], { alternative: "greater", method: "normal" });
    expect(Math.abs(approximate!.pUpper - normal)).toBeLessThan(1e-12);
    expect(found!.estimateLower).toBeCloseTo(own.estimate_lower, 9);
    expect(found!.estimateUpper).toBeCloseTo(own.estimate_upper, 9);
  });
});

const differences = fc
  .array(fc.double({ min: -5, max: 8, noNaN: true }), { minLength: 6, maxLength: 30 })
  .map((values) => Float64Array.from(values));

test("bounds widen with gamma and hold those without bias", () => {
  fc.assert(
    fc.property(differences, (d) => {
      const [none, some, more] = rosenbaumBounds(d, [1, 1.7, 3]);
      expect(some!.pUpper).toBeGreaterThanOrEqual(none!.pUpper - 1e-12);
      expect(more!.pUpper).toBeGreaterThanOrEqual(some!.pUpper - 1e-12);
      expect(some!.pLower).toBeLessThanOrEqual(none!.pLower + 1e-12);
      expect(more!.estimateLower).toBeLessThanOrEqual(some!.estimateLower);
      expect(more!.estimateUpper).toBeGreaterThanOrEqual(some!.estimateUpper);
      expect(Math.abs(none!.estimateLower - none!.estimateUpper)).toBeLessThan(1e-9);
    }),
  );
});

test("order, mirror image and scale of the pairs", () => {
  fc.assert(
    fc.property(differences, (d) => {
      const options = { method: "normal" } as const;
      const [straight] = rosenbaumBounds(d, [2], options);
      const [reversed] = rosenbaumBounds(d.slice().reverse(), [2], options);
      expect(reversed).toEqual(straight);
      const mirrored = d.map((value) => -value);
      const [mirror] = rosenbaumBounds(mirrored, [2], options);
      expect(mirror!.pUpper).toBeCloseTo(straight!.pUpper, 12);
      expect(mirror!.estimateUpper).toBeCloseTo(-straight!.estimateLower, 10);
      const [scaled] = rosenbaumBounds(
        d.map((value) => value * 1e4),
        [2],
        options,
      );
      expect(scaled!.estimateLower).toBeCloseTo(1e4 * straight!.estimateLower, 6);
    }),
  );
});

test("the interval leaves out the effects that the bounded test rejects", () => {
  for (const gamma of [1, 2]) {
    const [bound] = rosenbaumBounds(pairs, [gamma]);
    const rejects = (effect: number): boolean =>
      rosenbaumBounds(
        pairs.map((each) => each - effect),
        [gamma],
      )[0]!.pUpper <= 0.05;
    expect(rejects(bound!.intervalLower! - 0.01)).toBe(true);
    expect(rejects(bound!.intervalLower! + 0.01)).toBe(false);
    expect(rejects(bound!.intervalUpper! + 0.01)).toBe(true);
    expect(rejects(bound!.intervalUpper! - 0.01)).toBe(false);
  }
});

test("the greatest gamma that leaves the effect significant", () => {
  const gamma = rosenbaumLimit(pairs, 0.05, { alternative: "greater" })!;
  const [at, beyond] = rosenbaumBounds(pairs, [gamma, gamma + 1e-6], { alternative: "greater" });
  expect(at!.pUpper).toBeLessThanOrEqual(0.05);
  expect(beyond!.pUpper).toBeGreaterThan(0.05);
  expect(rosenbaumLimit(Float64Array.of(-1, 2, -3, 4), 0.05)).toBeNull();
});

test("pairs that do not differ say nothing, and too few bound nothing", () => {
  const [zeros] = rosenbaumBounds(new Float64Array(5), [1]);
  expect(zeros).toMatchObject({ pUpper: 1, estimateLower: 0, estimateUpper: 0 });
  const [few] = rosenbaumBounds(Float64Array.of(1, 2, 3), [1]);
  expect(few).toMatchObject({ intervalLower: null, intervalUpper: null });
});

test("the k-th Walsh average of a hundred thousand pairs is found without making them", () => {
  const n = 100_000;
  const sorted = Float64Array.from({ length: n }, (_, i) => i / n);
  expect(walshAverage(sorted, (n * (n + 1)) / 4)).toBeCloseTo(0.5, 4);
});

test("refuses gamma below 1 and numbers that are not finite", () => {
  expect(() => rosenbaumBounds(pairs, [0.5])).toThrow(RangeError);
  expect(() => rosenbaumBounds(Float64Array.of(1, NaN), [1])).toThrow(RangeError);
});
