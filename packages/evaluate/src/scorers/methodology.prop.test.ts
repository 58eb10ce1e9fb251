import { designs, silentLog, type Check, type MeasureResult } from "@ie/contracts";
import { createRng } from "@ie/stats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exampleResult } from "../testing.ts";
import { bands } from "./bands.ts";
import { methodology } from "./methodology.ts";

const context = { rng: createRng(1), log: silentLog, signal: new AbortController().signal };

async function confidence(result: MeasureResult, smallestEffect: number | null = null): Promise<number> {
  return (await methodology.score(result, { smallestEffect }, context)).confidence;
}

const statuses = fc.array(fc.constantFrom<Check["status"]>("pass", "warn", "fail"), { minLength: 1, maxLength: 6 });
const result = fc
  .record({
    design: fc.constantFrom(...designs),
    value: fc.double({ min: -100, max: 100, noNaN: true }),
    stderr: fc.double({ min: 1e-3, max: 100, noNaN: true }),
    pValue: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    sampleSize: fc.integer({ min: 30, max: 1_000_000 }),
    statuses,
  })
  .map((given): MeasureResult => ({
    ...exampleResult,
    design: given.design,
    sampleSize: given.sampleSize,
    estimate: {
      ...exampleResult.estimate,
      value: given.value,
      stderr: given.stderr,
      pValue: given.pValue,
      interval: { lower: given.value - 2 * given.stderr, upper: given.value + 2 * given.stderr, level: 0.95 },
    },
    checks: given.statuses.map((status, i) => ({ name: `check_${i}`, status, message: "", value: null })),
  }));

/** Room for rounding of the product. */
const room = 1e-12;

test("stays within the band of the design", () =>
  fc.assert(
    fc.asyncProperty(result, async (given) => {
      const [lo, hi] = bands[given.design];
      const score = await confidence(given);
      expect(score).toBeGreaterThanOrEqual(lo);
      expect(score).toBeLessThanOrEqual(hi);
    }),
  ));

test("never falls with more units, a smaller standard error, a smaller p-value or a better check", () =>
  fc.assert(
    fc.asyncProperty(result, fc.double({ min: 0.01, max: 1, noNaN: true }), async (given, share) => {
      const { estimate } = given;
      const base = await confidence(given);
      const better: MeasureResult[] = [
        { ...given, sampleSize: given.sampleSize + Math.ceil(1000 * share) },
        { ...given, estimate: { ...estimate, stderr: estimate.stderr! * share } },
        { ...given, estimate: { ...estimate, pValue: estimate.pValue === null ? null : estimate.pValue * share } },
        {
          ...given,
          checks: given.checks.map((check) => ({ ...check, status: check.status === "fail" ? "warn" : "pass" })),
        },
      ];
      for (const each of better) expect(await confidence(each)).toBeGreaterThanOrEqual(base - room);
    }),
  ));
