import { silentLog, type Scorer } from "@ie/contracts";
import { optionsSchema } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { bands, evaluate, methodology } from "./index.ts";
import { judgeChecks, judgePrecision, judgeSampleSize, judgeSignificance } from "./scorers/domains.ts";
import { weights } from "./scorers/methodology.ts";
import { describeScorer, exampleResult } from "./testing.ts";

const context = { rng: createRng(1), log: silentLog, signal: new AbortController().signal };

test("the bands are the specification's", () => {
  expect(bands).toEqual({
    experiment: [0.85, 1],
    "quasi-experiment": [0.6, 0.84],
    "time-series": [0.4, 0.59],
    observational: [0.2, 0.39],
  });
});

test("the weights add up to 1", () => {
  expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

describe("domains", () => {
  const withP = (pValue: number | null) => ({ ...exampleResult, estimate: { ...exampleResult.estimate, pValue } });

  // Published values of the bound: Sellke, Bayarri and Berger 2001, table 1 (posterior of the null .289, .111, .0184).
  test.each([
    [0.05, 0.711],
    [0.01, 0.889],
    [0.001, 0.982],
    [0.9, 0.5],
  ])("p %d scores %d", (pValue, score) => {
    expect(judgeSignificance(withP(pValue), null, 0.5).score).toBeCloseTo(score, 3);
  });

  test("a p-value of 0 scores 1, and none scores as unknown", () => {
    expect(judgeSignificance(withP(0), null, 0.5).score).toBe(1);
    expect(judgeSignificance(withP(null), null, 0.9)).toEqual({ score: 0.5, reason: "no p-value is given" });
  });

  test("a null result with a tight interval scores by its precision", () => {
    const { estimate } = exampleResult;
    const tight = {
      ...exampleResult,
      estimate: {
        ...estimate,
        value: 0.01,
        stderr: 0.05,
        interval: { lower: -0.09, upper: 0.11, level: 0.95 },
        pValue: 0.84,
      },
    };
    expect(judgePrecision(tight, 1).score).toBe(1);
    expect(judgeSignificance(tight, 1, 1).score).toBe(1);
    expect(judgeSignificance(tight, null, 1).score).toBe(0.5);
  });

  test("precision compares the smallest visible effect with the one worth acting on", () => {
    // 2.8016 standard errors are visible with 80 % power (normal quantiles .975 and .8).
    expect(judgePrecision(exampleResult, 0.5 * 2.801585).score).toBeCloseTo(1, 6);
    expect(judgePrecision(exampleResult, 0.25 * 2.801585).score).toBeCloseTo(0.25, 6);
    expect(judgePrecision(exampleResult, null).score).toBeCloseTo(1 / (1 + 0.2 ** 2), 12);
  });

  test("a missing standard error is implied by the interval, and a missing width is unknown", () => {
    const { estimate } = exampleResult;
    const without = {
      ...exampleResult,
      estimate: { ...estimate, stderr: null, interval: { lower: 1.02, upper: 2.98, level: 0.95 } },
    };
    expect(judgePrecision(without, null).score).toBeCloseTo(1 / (1 + 0.2 ** 2), 3);
    const point = { ...without, estimate: { ...without.estimate, interval: { lower: 2, upper: 2, level: 0.95 } } };
    expect(judgePrecision(point, null).score).toBe(0.5);
  });

  test("units and checks", () => {
    expect(judgeSampleSize({ ...exampleResult, sampleSize: 100 }).score).toBe(0.5);
    expect(judgeChecks({ ...exampleResult, checks: [] }).score).toBe(0.5);
    const check = exampleResult.checks[0]!;
    const checks = [
      check,
      { ...check, name: "a", status: "warn" as const },
      { ...check, name: "b", status: "fail" as const },
    ];
    expect(judgeChecks({ ...exampleResult, checks })).toEqual({ score: 0.85 * 0.4, reason: "failed: b; warned: a" });
  });
});

test("returns are the effect's bounds times the multiplier, and flags name the checks", async () => {
  const checks = [{ name: "gaps", status: "warn" as const, message: "", value: 1 }];
  const provenance = { seed: 0, configHash: null, dataFingerprint: null, versions: {}, mock: true };
  const result = await evaluate(
    { ...exampleResult, checks, provenance },
    { cost: 7, returnMultiplier: 100, currency: "EUR" },
    { context },
  );
  expect(result).toMatchObject({
    returns: { best: 300, med: 200, worst: 100 },
    cost: 7,
    currency: "EUR",
    flags: ["mock_data", "check_warned:gaps"],
  });
});

describe("refusals", () => {
  test.each([
    [{ cost: 0 }, "evaluate: cost is 0; it must be a number above 0"],
    [{ cost: 1, returnMultiplier: -2 }, "evaluate: return_multiplier is -2; it must be a number above 0"],
    [{ cost: 1, scorer: "methodolgy" }, 'evaluate: unknown scorer "methodolgy"; did you mean "methodology"?'],
    [{ cost: 1, options: { smalest_effect: 1 } }, 'unknown option "smalest_effect"; did you mean "smallest_effect"?'],
  ])("%j", async (request, message) => {
    await expect(evaluate(exampleResult, request, { context })).rejects.toThrow(message);
  });

  test("a scorer that leaves 0 to 1", async () => {
    const wild: Scorer<object> = {
      options: optionsSchema({}),
      score: () => Promise.resolve({ confidence: 1.5, reasons: [], flags: [] }),
    };
    await expect(evaluate(exampleResult, { cost: 1, scorer: "wild" }, { scorers: { wild }, context })).rejects.toThrow(
      'wild: the confidence of "example" is 1.5; a scorer gives a number from 0 to 1',
    );
  });
});

describeScorer({ describe, test }, "methodology", methodology);
