import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { shrinkEstimates } from "./shrink-estimates.ts";

// Rubin (1981), coaching in eight schools; posterior summaries of Gelman et al. (2013), section 5.5, from 200 and more draws.
const schools = {
  values: Float64Array.of(28, 8, -3, 7, -1, 1, 18, 12),
  stderrs: Float64Array.of(15, 10, 16, 11, 9, 11, 10, 18),
};

describe("shrinkEstimates", () => {
  test("the eight schools", () => {
    const { means, lower, upper, spread } = shrinkEstimates(schools, 0.95);
    // Means of long Markov chains, as published many times: 11.4, 7.9, 6.1, 7.6, 5.1, 6.1, 10.6, 8.4; sd of the spread 6.5.
    [11.4, 7.9, 6.1, 7.6, 5.1, 6.1, 10.6, 8.4].forEach((mean, j) =>
      expect(Math.abs(means[j]! - mean)).toBeLessThan(0.2),
    );
    expect(Math.abs(spread - 6.6)).toBeLessThan(0.3);
    expect(lower[0]).toBeLessThan(0);
    expect(upper[0]).toBeGreaterThan(28);
  });

  test("agrees with draws from the same posterior", () => {
    // Slow twin: spread from its density by rejection on a fine grid, then mean, then effects.
    const rng = createRng(3);
    const k = 8;
    const drawn: number[] = [];
    const logs = Array.from({ length: 4000 }, (_, i) => {
      const tau = (i + 0.5) * 0.025;
      const w = schools.stderrs.map((s) => 1 / (s * s + tau * tau));
      const v = 1 / w.reduce((a, b) => a + b, 0);
      const mu = v * w.reduce((sum, each, j) => sum + each * schools.values[j]!, 0);
      let log = 0.5 * Math.log(v);
      for (let j = 0; j < k; j++) log += 0.5 * Math.log(w[j]!) - 0.5 * w[j]! * (schools.values[j]! - mu) ** 2;
      return { tau, mu, v, p: Math.exp(log) };
    });
    const total = logs.reduce((sum, { p }) => sum + p, 0);
    const cumulative: number[] = [];
    logs.reduce((sum, { p }, i) => (cumulative[i] = sum + p / total), 0);
    for (let i = 0; i < 40_000; i++) {
      const u = rng.uniform();
      let [low, high] = [0, logs.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (cumulative[middle]! < u) low = middle + 1;
        else high = middle;
      }
      const { tau, mu, v } = logs[low]!;
      const centre = mu + Math.sqrt(v) * rng.normal();
      const precision = 1 / (15 * 15) + 1 / (tau * tau);
      drawn.push((28 / (15 * 15) + centre / (tau * tau)) / precision + rng.normal() / Math.sqrt(precision));
    }
    drawn.sort((a, b) => a - b);
    const { means, lower, upper } = shrinkEstimates(schools, 0.9);
    expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / drawn.length - means[0]!)).toBeLessThan(0.15);
    expect(Math.abs(drawn[2000]! - lower[0]!)).toBeLessThan(0.4);
    expect(Math.abs(drawn[38_000]! - upper[0]!)).toBeLessThan(0.6);
  });

  test("shrinks in the outcome's own units: shift and scale go through", () => {
    const { means, lower } = shrinkEstimates(schools, 0.95);
    const moved = shrinkEstimates(
      { values: schools.values.map((v) => 1e6 + 1000 * v), stderrs: schools.stderrs.map((s) => 1000 * s) },
      0.95,
    );
    for (let j = 0; j < 8; j++) {
      expect(Math.abs(moved.means[j]! - (1e6 + 1000 * means[j]!))).toBeLessThan(1e-5);
      expect(Math.abs(moved.lower[j]! - (1e6 + 1000 * lower[j]!))).toBeLessThan(1e-5);
    }
  });

  test("the five best of fifty: raw intervals hold the truth too seldom, shrunk ones as promised", () => {
    const level = 0.95;
    const [rounds, k, best] = [60, 50, 5];
    let [raw, held, promised, truth, plain] = [0, 0, 0, 0, 0];
    for (let round = 0; round < rounds; round++) {
      const rng = createRng(11).stream(round);
      const effects = Float64Array.from({ length: k }, () => rng.normal());
      const values = effects.map((effect) => effect + rng.normal());
      const { means, lower, upper } = shrinkEstimates({ values, stderrs: new Float64Array(k).fill(1) }, level);
      const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, best);
      for (const j of order) {
        const effect = effects[j]!;
        if (Math.abs(values[j]! - effect) < 1.96) raw += 1;
        if (lower[j]! < effect && effect < upper[j]!) held += 1;
        promised += means[j]!;
        truth += effect;
        plain += values[j]!;
      }
    }
    const picks = rounds * best;
    expect(raw / picks).toBeLessThan(0.88);
    expect(plain / truth).toBeGreaterThan(1.6);
    expect(held / picks).toBeGreaterThan(0.92);
    expect(Math.abs(promised / truth - 1)).toBeLessThan(0.1);
  });

  test("refuses fewer than four", () => {
    expect(() => shrinkEstimates({ values: Float64Array.of(1, 2, 3), stderrs: Float64Array.of(1, 1, 1) }, 0.9)).toThrow(
      "needs at least 4 estimates",
    );
  });
});
