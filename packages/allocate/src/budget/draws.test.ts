import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { budgetFrontier } from "./frontier.ts";
import { optimiseBudget } from "./optimise-budget.ts";
import type { BudgetChannel, BudgetOptions } from "./options.ts";
import { budgetStability } from "./stability.ts";

const rng = createRng("budget draws");
const draws = 300;
const around = (mean: number, sd: number): Float64Array =>
  Float64Array.from({ length: draws }, () => mean * Math.exp(sd * rng.normal()));
const hill = (
  channel: string,
  beta: number,
  halfSaturation: number,
  slope: number,
): BudgetChannel & {
  readonly curve: { type: "hill"; beta: Float64Array; halfSaturation: Float64Array; slope: Float64Array };
} => ({
  channel,
  curve: {
    type: "hill",
    beta: around(beta, 0.4),
    halfSaturation: around(halfSaturation, 0.3),
    slope: around(slope, 0.2),
  },
  current: 20,
});
const channels = [hill("tv", 60, 40, 2.2), hill("search", 30, 12, 1.1), hill("radio", 25, 9, 3)];

/** Totals by draw, by the textbook's formula. */
function totals(x: readonly number[]): number[] {
  return Array.from({ length: draws }, (_, d) =>
    channels.reduce((sum, { curve }, i) => {
      const [a, b] = [x[i]! ** curve.slope[d]!, curve.halfSaturation[d]! ** curve.slope[d]!];
      return sum + (curve.beta[d]! * a) / (a + b);
    }, 0),
  );
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const spends = (options?: BudgetOptions): number[] =>
  optimiseBudget(channels, 60, options).channels.map(({ spend }) => spend);

/** The best of a grid of plans that spend 60. */
function onGrid(score: (totals: readonly number[]) => number): number {
  let best = -Infinity;
  for (let a = 0; a <= 60; a++)
    for (let b = 0; a + b <= 60; b++) best = Math.max(best, score(totals([a, b, 60 - a - b])));
  return best;
}

describe("posterior draws", () => {
  const plan = optimiseBudget(channels, 60);
  const x = plan.channels.map(({ spend }) => spend);
  const mine = totals(x);

  test("the mean response over draws is largest", () => {
    expect(plan.response).toBeCloseTo(mean(mine), 9);
    expect(plan.response).toBeGreaterThanOrEqual(onGrid(mean) - 1e-9);
    expect(plan.response).toBeLessThan(onGrid(mean) * 1.002);
    expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    expect(plan.certificate.curveError).toBeGreaterThan(0);
    expect(plan.certificate.kktResidual).toBeLessThan(1e-9);
  });

  test("spread, comparison and chance are those of the draws", () => {
    const before = totals([20, 20, 20]);
    const sorted = mine.toSorted((a, b) => a - b);
    expect(plan.spread?.mean).toBeCloseTo(mean(mine), 9);
    expect(plan.spread?.sd).toBeCloseTo(
      Math.sqrt((mean(mine.map((v) => (v - mean(mine)) ** 2)) * draws) / (draws - 1)),
      9,
    );
    expect(plan.spread?.q50).toBeCloseTo((sorted[149]! + sorted[150]!) / 2, 9);
    expect(plan.comparison?.probabilityBetter).toBe(mine.filter((value, d) => value > before[d]!).length / draws);
    expect(plan.comparison?.change).toBeCloseTo(mean(mine) - mean(before), 9);
  });

  test("draws that are all alike are one curve", () => {
    const flat = channels.map(({ channel, curve }) => ({
      channel,
      curve: {
        type: "hill" as const,
        beta: curve.beta[0]!,
        halfSaturation: curve.halfSaturation[0]!,
        slope: curve.slope[0]!,
      },
    }));
    const copies = flat.map(({ channel, curve }) => ({
      channel,
      curve: { ...curve, beta: new Float64Array(5).fill(curve.beta) },
    }));
    const [one, five] = [optimiseBudget(flat, 60), optimiseBudget(copies, 60)];
    five.channels.forEach(({ spend }, i) => expect(spend).toBeCloseTo(one.channels[i]!.spend, 6));
    expect(five.spread?.sd).toBeCloseTo(0, 9);
    const stability = budgetStability(copies, 60);
    expect(stability.expectedRegret).toBeCloseTo(0, 6);
    for (const { valueOfInformation, optimum } of stability.channels) {
      expect(valueOfInformation).toBeCloseTo(0, 6);
      expect(optimum.sd).toBeCloseTo(0, 4);
    }
  });

  test("the frontier passes through the plan, with its bands", () => {
    const { points, infeasible } = budgetFrontier(channels, 60);
    expect(points.length).toBe(21);
    expect(infeasible).toEqual([]);
    expect(points[10]?.budget).toBe(60);
    expect(points[10]?.response).toBeCloseTo(plan.response, 8);
    expect(points[10]?.spread?.q95).toBeCloseTo(plan.spread!.q95, 5);
    expect(points[0]?.budget).toBe(30);
    expect(points[20]?.budget).toBe(90);
  });

  test("a frontier says where limits allow nothing", () => {
    const { points, infeasible } = budgetFrontier([{ ...channels[0]!, min: 50 }, channels[1]!], 60, { steps: 3 });
    expect(points.length).toBe(2);
    expect(infeasible).toEqual([
      { budget: 30, reason: expect.stringContaining("the least spends of tv add up to 50, above the budget 30") },
    ]);
  });

  test("learning one channel is worth no more than learning all", () => {
    const { channels: each, expectedRegret, regret, draws } = budgetStability(channels, 60);
    expect(draws).toBe(100);
    expect(regret.q05).toBeGreaterThanOrEqual(0);
    expect(expectedRegret).toBeGreaterThan(0);
    for (const { valueOfInformation, neverUsed, optimum } of each) {
      expect(valueOfInformation).toBeGreaterThanOrEqual(0);
      expect(valueOfInformation).toBeLessThan(expectedRegret);
      expect(neverUsed).toBeGreaterThanOrEqual(0);
      expect(optimum.q05).toBeLessThanOrEqual(optimum.q95);
    }
  });
});

describe("risk", () => {
  const sd = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
  const worst = (values: readonly number[]): number => mean(values.toSorted((a, b) => a - b).slice(0, 60));

  test.each<readonly [string, BudgetOptions["goal"] & object, (values: readonly number[]) => number]>([
    ["mean − 2 sd", { type: "mean_sd", k: 2 }, (values) => mean(values) - 2 * sd(values)],
    ["mean − variance / 20", { type: "mean_variance", k: 0.1 }, (values) => mean(values) - 0.05 * sd(values) ** 2],
    ["CVaR of the worst fifth", { type: "cvar", share: 0.2 }, worst],
  ])("%s is at least that of any plan on a grid", (_, goal, score) => {
    const plan = optimiseBudget(channels, 60, { goal });
    expect(plan.certificate.objective).toBeCloseTo(score(totals(plan.channels.map(({ spend }) => spend))), 9);
    expect(plan.certificate.objective).toBeGreaterThanOrEqual(onGrid(score) * (1 - 1e-4));
    expect(plan.spend).toBeCloseTo(60, 9);
    expect(plan.certificate.bound).toBeGreaterThanOrEqual(plan.certificate.objective);
  });

  test("without aversion the mean's plan comes out", () => {
    const neutral = spends();
    spends({ goal: { type: "mean_sd", k: 0 } }).forEach((spend, i) => expect(spend).toBeCloseTo(neutral[i]!, 4));
    spends({ goal: { type: "cvar", share: 1 } }).forEach((spend, i) => expect(spend).toBeCloseTo(neutral[i]!, 4));
  });
});
