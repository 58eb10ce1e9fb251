import { designs, unwrap, validate, type MeasureResult, type Score } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { measured, passed } from "../../test/measured.ts";
import { bands } from "../methodology/bands.ts";
import { probabilityOfEffect } from "../methodology/significance.ts";
import { quietContext } from "../quiet-context.ts";
import { describeScorer } from "../testing.ts";
import { methodology } from "./methodology.ts";

describeScorer({ describe, test }, "methodology", methodology, { smallestEffect: null });
describeScorer({ describe, test }, "methodology with a smallest effect", methodology, { smallestEffect: 1 });

const score = (result: MeasureResult, smallestEffect: number | null = null): Promise<Score> =>
  methodology.score(result, { smallestEffect }, quietContext());

async function domain(name: string, result: MeasureResult, smallestEffect: number | null = null) {
  const { reasons } = await score(result, smallestEffect);
  return reasons.find((reason) => reason.domain === name)!;
}

const estimated = (estimate: Partial<MeasureResult["estimate"]>): MeasureResult => ({
  ...measured,
  estimate: { ...measured.estimate, ...estimate },
});

test("the bands are those of the specification", () => {
  expect(bands).toEqual({
    experiment: { lower: 0.85, upper: 1 },
    "quasi-experiment": { lower: 0.6, upper: 0.84 },
    "time-series": { lower: 0.4, upper: 0.59 },
    observational: { lower: 0.2, upper: 0.39 },
  });
});

test("invented rows are flagged", async () => {
  const provenance = { seed: 0, configHash: null, dataFingerprint: null, versions: {}, mock: true };
  expect((await score({ ...measured, provenance })).flags[0]).toBe("mock_data");
});

test("the score is the weighted geometric mean of the domains, within the band", async () => {
  const { confidence, reasons, flags } = await score(measured);
  // q: checks 1; precision 1/(1 + (0.5/2.5)²); significance 1/(1 − e·0.01·ln 0.01); sample size 300/400.
  const precision = 1 / 1.04;
  const significance = 1 / (1 - Math.E * 0.01 * Math.log(0.01));
  expect(reasons.map(({ domain, score, weight }) => [domain, score, weight])).toEqual([
    ["checks", 1, 0.35],
    ["precision", expect.closeTo(precision, 14), 0.3],
    ["significance", expect.closeTo(significance, 14), 0.2],
    ["sample_size", 0.75, 0.15],
  ]);
  expect(reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 15);
  expect(confidence).toBeCloseTo(0.85 + 0.15 * precision ** 0.3 * significance ** 0.2 * 0.75 ** 0.15, 14);
  expect(flags).toEqual([]);
});

test("a better design with poor statistics still beats a worse one with good statistics", async () => {
  const poor = {
    ...estimated({ stderr: 50, pValue: 0.9 }),
    sampleSize: 30,
    checks: [{ ...passed, status: "fail" as const }],
  };
  const good = { ...estimated({ stderr: 1e-6, pValue: 1e-12 }), sampleSize: 1_000_000 };
  const scores: number[] = [];
  for (const design of designs) {
    scores.push((await score({ ...good, design })).confidence, (await score({ ...poor, design })).confidence);
  }
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

// Sellke, Bayarri & Berger 2001: one less their lower bounds 0.289, 0.111 and 0.0184.
test.each([
  [0.05, 0.71],
  [0.01, 0.89],
  [0.001, 0.98],
  [0.5, 0.5],
  [1, 0.5],
  [0, 1],
])("p = %d: probability of an effect at most %d", (p, expected) => {
  expect(probabilityOfEffect(p)).toBeCloseTo(expected, 2);
});

test("precision: information relative to the smallest effect worth acting on", async () => {
  const found = 0.5 * (1.959963984540054 + 0.8416212335729143);
  expect((await domain("precision", measured, 0.7)).score).toBeCloseTo((0.7 / found) ** 2, 12);
  expect((await domain("precision", measured, 2)).score).toBe(1);
});

test("precision: the interval stands in for a missing standard error", async () => {
  const half = 0.5 * 1.6448536269514722;
  const interval = { lower: 2 - half, upper: 2 + half, level: 0.9 };
  const { score } = await domain("precision", estimated({ stderr: null, interval }));
  expect(score).toBeCloseTo(1 / 1.04, 12);
});

test("a null result scores by its precision where the interval rules out what is worth acting on", async () => {
  const none = estimated({ value: 0, stderr: 0.1, interval: { lower: -0.2, upper: 0.2, level: 0.95 }, pValue: 1 });
  expect((await domain("significance", none)).score).toBe(0.5);
  expect((await domain("significance", none, 0.1)).score).toBe(0.5);
  expect(await domain("significance", none, 1)).toMatchObject({
    score: 1,
    reason: "the interval -0.2 to 0.2 rules out an effect of 1",
  });
});

test("missing evidence scores 0.5 and says so", async () => {
  const degenerate = { lower: 2, upper: 2, level: 0.95 };
  const bare = { ...estimated({ stderr: null, pValue: null, interval: degenerate }), checks: [] };
  const { reasons } = await score(bare);
  expect(reasons.slice(0, 3)).toMatchObject([
    { domain: "checks", score: 0.5, reason: "unknown: the model reports no checks" },
    {
      domain: "precision",
      score: 0.5,
      reason: "unknown: neither a standard error nor an interval of any width is given",
    },
    { domain: "significance", score: 0.5, reason: "unknown: the model gives no p-value" },
  ]);
});

test("failed checks and warnings lower their domain and are flagged", async () => {
  const checks = [
    passed,
    { ...passed, name: "overlap", status: "fail" as const },
    { ...passed, name: "residuals", status: "warn" as const },
  ];
  const { flags } = await score({ ...measured, checks });
  expect(flags).toEqual(["check_failed:overlap", "check_warned:residuals"]);
  expect(await domain("checks", { ...measured, checks })).toMatchObject({
    score: expect.closeTo(0.24, 14),
    reason: "of 3 checks: failed overlap; warned residuals",
  });
});

test("options", () => {
  expect(unwrap(validate(methodology.options, {}), "test")).toEqual({ smallestEffect: null });
  expect(validate(methodology.options, { smallest_effect: 0 }).ok).toBe(false);
});
