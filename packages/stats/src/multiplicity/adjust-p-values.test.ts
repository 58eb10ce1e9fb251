import * as fc from "fast-check";
import { expect, test } from "vitest";
import { adjustPValues, type Adjustment } from "./adjust-p-values.ts";

const methods: readonly Adjustment[] = ["bonferroni", "holm", "bh", "by"];
const family = Float64Array.of(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205);

test("agrees with R 4.2 p.adjust", () => {
  const expected: Readonly<Record<Adjustment, readonly number[]>> = {
    bonferroni: [0.008, 0.064, 0.312, 0.328, 0.336, 0.48, 0.592, 1],
    holm: [0.008, 0.056, 0.234, 0.234, 0.234, 0.234, 0.234, 0.234],
    bh: [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0845714285714286, 0.205],
    by: [
      0.0217428571428571, 0.0869714285714286, 0.18264, 0.18264, 0.18264, 0.217428571428571, 0.22985306122449,
      0.557160714285714,
    ],
  };
  for (const method of methods) {
    const adjusted = adjustPValues(family, method);
    for (const [i, p] of expected[method].entries()) expect(adjusted[i]).toBeCloseTo(p, 13);
  }
});

test("missing values stay missing and count for nothing; the order of the family does not matter", () => {
  for (const method of methods) {
    expect([...adjustPValues(Float64Array.of(0.04, NaN, 0.01), method)][1]).toBeNaN();
    const plain = adjustPValues(Float64Array.of(0.04, 0.01), method);
    const gap = adjustPValues(Float64Array.of(0.01, NaN, 0.04), method);
    expect([gap[2], gap[0]]).toEqual([plain[0], plain[1]]);
    expect(adjustPValues(new Float64Array(0), method)).toHaveLength(0);
  }
  expect(() => adjustPValues(Float64Array.of(1.2), "holm")).toThrow("a probability must lie in [0, 1]; got 1.2");
});

test("no correction lowers a p-value, swaps two, or leaves [0, 1]; bh <= holm <= bonferroni", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (values) => {
      const p = Float64Array.from(values);
      const [bonferroni, holm, bh] = methods.map((method) => {
        const adjusted = adjustPValues(p, method);
        for (let i = 0; i < p.length; i++) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-12));
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          for (let j = 0; j < p.length; j++) if (p[i]! < p[j]!) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
        }
        return adjusted;
      });
      for (let i = 0; i < p.length; i++) {
        expect(bh![i]).toBeLessThanOrEqual(holm![i]! + 1e-12);
        expect(holm![i]).toBeLessThanOrEqual(bonferroni![i]! + 1e-12);
      }
    }),
  );
});
