import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { conformalTest } from "./conformal-test.ts";
import { fitSyntheticControl, type SyntheticMethod } from "./fit.ts";
import { placeboTest } from "./placebo-test.ts";

/** A factor model of T periods and N units, the treated first. */
function draw(seed: number, periods: number, units: number): Matrix {
  const rng = createRng(seed);
  const outcomes = createMatrix(periods, units);
  const factor = Float64Array.from({ length: periods }, () => rng.normal());
  for (let i = 0; i < units; i++) {
    const loading = 1 + rng.uniform();
    for (let t = 0; t < periods; t++) outcomes.data[i * periods + t] = 50 + 3 * loading * factor[t]! + rng.normal();
  }
  return outcomes;
}

const sizes = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  preperiods: fc.integer({ min: 6, max: 14 }),
  after: fc.integer({ min: 1, max: 5 }),
  units: fc.integer({ min: 4, max: 18 }),
});
const methods: readonly SyntheticMethod[] = [
  "simplex",
  "demeaned",
  "ridge-augmented",
  "synthetic-did",
  "difference-in-differences",
];

describe("laws of synthetic control", () => {
  it("does not depend on the order of donors", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(...methods), ({ seed, preperiods, after, units }, method) => {
        const outcomes = draw(seed, preperiods + after, units);
        const reversed = createMatrix(outcomes.rows, units);
        for (let i = 0; i < units; i++) {
          reversed.data.set(
            outcomes.data.subarray(i * outcomes.rows, (i + 1) * outcomes.rows),
            (units - 1 - i) * outcomes.rows,
          );
        }
        const one = fitSyntheticControl({ outcomes, treated: [0], preperiods }, { method });
        const other = fitSyntheticControl({ outcomes: reversed, treated: [units - 1], preperiods }, { method });
        for (const [j, w] of other.weights.toReversed().entries())
          expect(Math.abs(w - one.weights[j]!)).toBeLessThan(1e-8);
        expect(Math.abs(other.effect - one.effect)).toBeLessThan(1e-8);
      }),
      { numRuns: 60 },
    );
  });

  it("moves with the unit of the outcome", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(...methods), ({ seed, preperiods, after, units }, method) => {
        const outcomes = draw(seed, preperiods + after, units);
        const large = { ...outcomes, data: outcomes.data.map((value) => -1e4 * value + 3) };
        const level = 1 - 1 / units - 1e-9;
        const panel = { treated: [0], preperiods };
        const one = placeboTest({ outcomes, ...panel }, { method, level });
        const other = placeboTest({ outcomes: large, ...panel }, { method, level });
        expect(other.estimate / -1e4 / one.estimate).toBeCloseTo(1, 8);
        expect(other.pValue).toBe(one.pValue);
        expect(other.interval!.lower / -1e4 / one.interval!.upper).toBeCloseTo(1, 7);
      }),
      { numRuns: 40 },
    );
  });

  it("weights are a simplex with its certificate", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom("simplex", "demeaned", "synthetic-did"), (size, method) => {
        const outcomes = draw(size.seed, size.preperiods + size.after, size.units);
        const fit = fitSyntheticControl({ outcomes, treated: [0], preperiods: size.preperiods }, { method });
        expect(fit.weights.every((w) => w >= 0)).toBe(true);
        expect(Math.abs(fit.weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThan(1e-9);
        expect(fit.kkt).toBeLessThan(1e-8);
      }),
      { numRuns: 60 },
    );
  });

  it("rejects no effect exactly when the interval leaves 0 out", () => {
    fc.assert(
      fc.property(
        sizes,
        fc.constantFrom(0.5, 0.7, 0.8, 0.85),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (size, level, effect) => {
          const outcomes = draw(size.seed, size.preperiods + size.after, size.units);
          for (let t = size.preperiods; t < outcomes.rows; t++) outcomes.data[t] = outcomes.data[t]! + effect;
          const panel = { outcomes, treated: [0], preperiods: size.preperiods };
          for (const test of [placeboTest(panel, { level }), conformalTest(panel, { level })]) {
            expect(test.pValue).toBeGreaterThanOrEqual(test.resolution - 1e-12);
            if (test.interval === null || ("connected" in test && !test.connected)) continue;
            const { lower, upper } = test.interval;
            expect(test.pValue <= 1 - level + 1e-12).toBe(lower > 0 || upper < 0);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
