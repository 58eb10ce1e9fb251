import { describe, expect, test } from "vitest";
import { climbSpends, type SpendObjective } from "./climb-spends.ts";

const decay = 0.5;
const weeks = 4;
const names = Array.from({ length: weeks }, (_, t) => `week ${t}`);
const limits = { names, min: new Float64Array(weeks), max: new Float64Array(weeks).fill(100), budget: 10 };

/** Σₜ aₜ / (1 + aₜ) with aₜ = xₜ + decay·aₜ₋₁. */
const carryOver: SpendObjective = (x, gradient) => {
  const stock = new Float64Array(weeks);
  let value = 0;
  for (let t = 0; t < weeks; t++) {
    stock[t] = x[t]! + (t > 0 ? decay * stock[t - 1]! : 0);
    value += stock[t]! / (1 + stock[t]!);
  }
  let ahead = 0;
  for (let t = weeks - 1; t >= 0; t--) {
    ahead = (1 + stock[t]!) ** -2 + decay * ahead;
    gradient[t] = ahead;
  }
  return value;
};
const valueOf = (x: readonly number[]): number =>
  carryOver(Float64Array.from(x), new Float64Array(weeks), new Float64Array(weeks));

describe("a plan by week with carry-over", () => {
  test("is the best of a grid, from any start", () => {
    let best = 0;
    for (let a = 0; a <= 40; a++)
      for (let b = 0; a + b <= 40; b++)
        for (let c = 0; a + b + c <= 40; c++)
          best = Math.max(best, valueOf([a / 4, b / 4, c / 4, (40 - a - b - c) / 4]));
    const flat = climbSpends(carryOver, limits, [2.5, 2.5, 2.5, 2.5]);
    const late = climbSpends(carryOver, limits, [0, 0, 0, 50]);
    expect(flat.value).toBeGreaterThanOrEqual(best);
    expect(flat.value).toBeLessThan(best * 1.001);
    expect(late.value).toBeCloseTo(flat.value, 9);
    flat.spends.forEach((spend, t) => expect(late.spends[t]).toBeCloseTo(spend, 3));
    expect(flat.spends.reduce((a, b) => a + b)).toBeCloseTo(10, 10);
  });

  test("keeps to groups, and leaves money that does harm", () => {
    const groups = [{ group: "first half", channels: names.slice(0, 2), max: 3 }];
    const { spends } = climbSpends(carryOver, { ...limits, groups }, [0, 0, 0, 0]);
    expect(spends[0]! + spends[1]!).toBeCloseTo(3, 9);
    const falling: SpendObjective = (x, gradient) => {
      gradient.fill(-1);
      return -x.reduce((a, b) => a + b);
    };
    expect(climbSpends(falling, { ...limits, spend: "at_most" }, [1, 1, 1, 1]).value).toBeCloseTo(0, 12);
  });

  test.each([
    ["a short list", { ...limits, min: [0] }, "spends: min has 1 entries, of which entry 0 is 0; give 4 amounts"],
    ["a budget out of reach", { ...limits, budget: 401 }, "the limits of 4 spends do not meet the budget 401"],
  ])("refuses %s", (_, wrong, message) => {
    expect(() => climbSpends(carryOver, wrong, [1, 1, 1, 1])).toThrow(message);
  });
});
