import * as fc from "fast-check";
import { expect, test } from "vitest";
import { confidenceSequence } from "./confidence-sequence.ts";
import { repeatedInterval } from "./repeated-interval.ts";
import { spendingBounds } from "./spending-bounds.ts";
import { stageWiseInference } from "./stage-wise.ts";

const estimate = fc.double({ min: -6, max: 6, noNaN: true });
const stderr = fc.double({ min: 0.2, max: 5, noNaN: true });
const level = fc.constantFrom(0.8, 0.95, 0.99);
const sides = fc.constantFrom(1 as const, 2 as const);
const spending = fc.constantFrom("pocock" as const, "obrien_fleming" as const);
const fractions = fc
  .uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
  .map((looks) => looks.sort((a, b) => a - b).map((look) => look / 20));

function leavesOutZero({ lower, upper }: { readonly lower: number | null; readonly upper: number | null }): boolean {
  return (lower ?? -Infinity) > 0 || (upper ?? Infinity) < 0;
}

test("confidence sequence: p < 1 − level exactly where 0 lies outside", () => {
  fc.assert(
    fc.property(estimate, stderr, level, fc.integer({ min: 1, max: 1e6 }), (value, se, at, n) => {
      const look = confidenceSequence({ estimate: value, variance: se * se, n, level: at, tuning: 5000 });
      fc.pre(Math.abs(look.pValue - (1 - at)) > 1e-9);
      expect(leavesOutZero(look)).toBe(look.pValue < 1 - at);
    }),
  );
});

test("repeated interval: p < alpha exactly where 0 lies outside", () => {
  fc.assert(
    fc.property(fractions, spending, sides, estimate, stderr, level, (looks, kind, side, value, se, at) => {
      const alpha = 1 - at;
      const look = repeatedInterval({
        fractions: looks,
        alpha,
        spending: kind,
        sides: side,
        estimate: value,
        stderr: se,
      });
      fc.pre(Math.abs(look.pValue - alpha) > 1e-7);
      expect(leavesOutZero(look)).toBe(look.pValue < alpha);
    }),
    { numRuns: 60 },
  );
});

test("stage-wise: p < 1 − level exactly where 0 lies outside, bounds crossed reject, and signs mirror", () => {
  fc.assert(
    fc.property(fractions, spending, sides, estimate, level, (looks, kind, side, z, at) => {
      const bounds = spendingBounds({ fractions: looks, alpha: 1 - at, spending: kind, sides: side });
      const input = { fractions: looks, bounds, sides: side, stderr: 2, level: at };
      const found = stageWiseInference({ ...input, estimate: 2 * z });
      fc.pre(Math.abs(found.pValue - (1 - at)) > 1e-7);
      expect(leavesOutZero(found)).toBe(found.pValue < 1 - at);
      if ((side === 2 ? Math.abs(z) : z) > bounds.at(-1)!) expect(found.pValue).toBeLessThan(1 - at);
      expect(found.lower).toBeLessThan(found.estimate);
      if (side === 2) {
        const mirrored = stageWiseInference({ ...input, estimate: -2 * z });
        expect(Math.abs(mirrored.pValue / found.pValue - 1)).toBeLessThan(1e-9);
        expect(mirrored.estimate).toBeCloseTo(-found.estimate, 8);
        expect(mirrored.upper).toBeCloseTo(-found.lower, 8);
      }
    }),
    { numRuns: 60 },
  );
});
