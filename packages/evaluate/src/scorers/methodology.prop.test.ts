import * as fc from "fast-check";
import { designs, type MeasureResult } from "@ie/contracts";
import { expect, test } from "vitest";
import { bands } from "../methodology/bands.ts";
import { quietContext } from "../quiet-context.ts";
import { methodology } from "./methodology.ts";

const statuses = ["pass", "warn", "fail"] as const;

const thousandths = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((value) => value / 1000);

const result: fc.Arbitrary<MeasureResult> = fc
  .record({
    design: fc.constantFrom(...designs),
    value: thousandths(-100, 100),
    stderr: fc.option(thousandths(0, 50)),
    below: thousandths(0, 50),
    above: thousandths(0, 50),
    pValue: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    sampleSize: fc.integer({ min: 30, max: 1_000_000 }),
    statuses: fc.array(fc.constantFrom(...statuses), { maxLength: 6 }),
  })
  .map(({ design, value, stderr, below, above, pValue, sampleSize, statuses }) => ({
    initiativeId: "any",
    design,
    model: null,
    estimate: {
      estimand: null,
      value,
      stderr,
      interval: { lower: value - below, upper: value + above, level: 0.95 },
      pValue,
      unit: null,
    },
    sampleSize,
    diagnostics: { r_squared: 0.5 },
    checks: statuses.map((status, i) => ({ name: `check${i}`, status, message: "", value: null })),
    terms: [],
    effects: [],
    tables: {},
    series: null,
    provenance: null,
  }));

const smallestEffect = fc.option(thousandths(0.01, 100));
const share = fc.double({ min: 0.01, max: 1, noNaN: true });

const confidence = async (result: MeasureResult, smallestEffect: number | null): Promise<number> =>
  (await methodology.score(result, { smallestEffect }, quietContext())).confidence;

const withEstimate = (result: MeasureResult, estimate: Partial<MeasureResult["estimate"]>): MeasureResult => ({
  ...result,
  estimate: { ...result.estimate, ...estimate },
});

const rounding = 1e-12;

test("the score lies within the band of the design", () =>
  fc.assert(
    fc.asyncProperty(result, smallestEffect, async (result, smallestEffect) => {
      const score = await confidence(result, smallestEffect);
      expect(score).toBeGreaterThanOrEqual(bands[result.design].lower);
      expect(score).toBeLessThanOrEqual(bands[result.design].upper);
    }),
    { seed: 1, numRuns: 500 },
  ));

test("more units, a smaller standard error, a smaller p-value or a better check never lower the score", () =>
  fc.assert(
    fc.asyncProperty(result, smallestEffect, share, fc.nat(5), async (result, smallestEffect, share, which) => {
      const { stderr, pValue } = result.estimate;
      const before = await confidence(result, smallestEffect);
      const better: MeasureResult[] = [{ ...result, sampleSize: Math.ceil(result.sampleSize / share) }];
      if (stderr !== null && stderr > 0) better.push(withEstimate(result, { stderr: stderr * share }));
      if (pValue !== null) better.push(withEstimate(result, { pValue: pValue * share }));
      const checks = result.checks.map((check, i) => {
        const better = statuses[Math.max(0, statuses.indexOf(check.status) - 1)]!;
        return i === which ? { ...check, status: better } : check;
      });
      better.push({ ...result, checks });
      for (const improved of better) {
        expect(await confidence(improved, smallestEffect)).toBeGreaterThanOrEqual(before - rounding);
      }
    }),
    { seed: 2, numRuns: 1000 },
  ));

test("a tighter interval about the estimate, with all else equal, never lowers the score", () =>
  fc.assert(
    fc.asyncProperty(result, smallestEffect, share, async (result, smallestEffect, share) => {
      const { value, interval } = result.estimate;
      fc.pre(interval.upper > interval.lower);
      const lower = value - (value - interval.lower) * share;
      const upper = value + (interval.upper - value) * share;
      const tighter = withEstimate(result, { interval: { ...interval, lower, upper } });
      const before = await confidence(result, smallestEffect);
      expect(await confidence(tighter, smallestEffect)).toBeGreaterThanOrEqual(before - rounding);
    }),
    { seed: 3, numRuns: 500 },
  ));

test("the unit of the effect does not matter", () =>
  fc.assert(
    fc.asyncProperty(result, smallestEffect, fc.integer({ min: -20, max: 20 }), async (result, smallest, exponent) => {
      const unit = 2 ** exponent;
      const { value, stderr, interval } = result.estimate;
      const other = withEstimate(result, {
        value: value * unit,
        stderr: stderr === null ? null : stderr * unit,
        interval: { ...interval, lower: interval.lower * unit, upper: interval.upper * unit },
      });
      const score = await confidence(other, smallest === null ? null : smallest * unit);
      expect(score).toBeCloseTo(await confidence(result, smallest), 12);
    }),
    { seed: 4, numRuns: 500 },
  ));
