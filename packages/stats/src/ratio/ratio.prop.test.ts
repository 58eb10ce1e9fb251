import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as studentT from "../distributions/student-t.ts";
import { fieller } from "./fieller.ts";
import { relativeLift } from "./relative-lift.ts";
import { riskDifference, riskRatio } from "./two-proportions.ts";
import { welch } from "./welch.ts";

const real = fc.double({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });
const arm = fc.record({
  n: fc.integer({ min: 2, max: 10_000 }),
  mean: real,
  variance: fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
});
const level = fc.constantFrom(0.5, 0.8, 0.95, 0.999);

test("the Fieller set of the lift leaves out 0 exactly where the absolute test rejects", () => {
  fc.assert(
    fc.property(arm, arm, level, (treated, control, at) => {
      const { df, pValue } = welch(treated, control, at);
      fc.pre(Math.abs(pValue - (1 - at)) > 1e-9);
      const { kind, lower, upper } = relativeLift(treated, control, studentT.upperTailQuantile((1 - at) / 2, df));
      const inside = (lower ?? -Infinity) <= 0 && 0 <= (upper ?? Infinity);
      const holdsZero = kind === "everything" || (kind === "interval" ? inside : !(lower! < 0 && 0 < upper!));
      expect(holdsZero).toBe(pValue > 1 - at);
    }),
    { numRuns: 2000 },
  );
});

test("every point of a Fieller set passes its test, every other fails, and the estimate is inside", () => {
  const positive = fc.double({ min: 0.01, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      real,
      real,
      positive,
      positive,
      fc.double({ min: -0.99, max: 0.99, noNaN: true }),
      real,
      (a, b, sa, sb, r, theta) => {
        const c = 1.96;
        const cov = r * sa * sb;
        const distance = Math.abs(a - theta * b) - c * Math.sqrt(sa * sa - 2 * theta * cov + theta * theta * sb * sb);
        fc.pre(Math.abs(distance) > 1e-6);
        const { kind, lower, upper, value } = fieller(a, b, sa * sa, sb * sb, cov, c);
        const holds = (x: number): boolean => {
          if (kind === "everything") return true;
          return kind === "interval"
            ? (lower ?? -Infinity) <= x && x <= (upper ?? Infinity)
            : x <= lower! || x >= upper!;
        };
        expect(holds(theta)).toBe(distance < 0);
        if (!Number.isNaN(value)) expect(holds(value)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

const counts = fc
  .record({ n: fc.integer({ min: 2, max: 400 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, share }) => ({ n, events: Math.round(n * share) }));

test("p and interval of two proportions agree, for difference and ratio, and swapping arms mirrors them", () => {
  fc.assert(
    fc.property(counts, counts, level, (treated, control, at) => {
      const difference = riskDifference(treated, control, at);
      fc.pre(Math.abs(difference.pValue - (1 - at)) > 1e-9);
      const rejects = difference.pValue < 1 - at;
      expect(difference.lower > 0 || difference.upper! < 0).toBe(rejects);
      const ratio = riskRatio(treated, control, at);
      expect(ratio.lower > 1 || (ratio.upper ?? Infinity) < 1).toBe(rejects);
      const mirrored = riskDifference(control, treated, at);
      expect(mirrored.lower).toBeCloseTo(-difference.upper!, 9);
      expect(mirrored.upper).toBeCloseTo(-difference.lower, 9);
    }),
    { numRuns: 500 },
  );
});
