import { describe, expect, it } from "vitest";
import { readJson } from "../../test/sarimax/cases.ts";
import { createMatrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { chooseOrder } from "./index.ts";
import { seasonalStrength } from "./seasonal-strength.ts";

interface Reference {
  readonly y: readonly number[];
  readonly season: number;
  readonly x: readonly number[] | null;
  readonly order: readonly [number, number, number];
  readonly seasonalOrder: readonly [number, number, number];
  readonly constant: boolean;
  readonly aicc: number;
  readonly strength: number | null;
}

const references = readJson("orders.json") as Readonly<Record<string, Reference>>;
const autoregression = (n: number, phi: number, seed: string): Float64Array => {
  const rng = createRng(seed);
  let y = 0;
  return Float64Array.from({ length: n }, () => (y = phi * y + rng.normal()));
};

describe.each(Object.entries(references))("auto.arima on %s", (_, wanted) => {
  const y = Float64Array.from(wanted.y);
  const x = wanted.x === null ? null : createMatrix(y.length, 1, Float64Array.from(wanted.x));
  // auto.arima also tries a mean of zero, which nothing here does unasked.
  const forced = wanted.order[1] + wanted.seasonalOrder[1] === 0 ? { constant: wanted.constant } : {};
  const choice = chooseOrder(y, x, { season: wanted.season, search: "stepwise", ...forced });
  const best = choice.ranked[0]!;

  it("has its differences", () => {
    expect([choice.differencing.d, choice.differencing.D]).toEqual([wanted.order[1], wanted.seasonalOrder[1]]);
    if (wanted.strength !== null)
      expect(Math.abs(choice.differencing.seasonalStrength! - wanted.strength)).toBeLessThan(0.03);
  });

  it("has its model or one of lower AICc", () => {
    const { order, seasonalOrder, constant } = best.model;
    const same =
      order.join() === wanted.order.join() &&
      seasonalOrder.slice(0, 3).join() === wanted.seasonalOrder.join() &&
      constant === wanted.constant;
    // R's likelihood of a differenced series has a proper prior in place of the differences.
    expect(best.aicc).toBeLessThan(wanted.aicc + (same ? 0.01 : -0.1));
  });

  it("weighs the models", () => {
    expect(choice.ranked.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (const { aicc, weight } of choice.ranked)
      expect(weight / best.weight).toBeCloseTo(Math.exp((best.aicc - aicc) / 2), 12);
    const differences = choice.ranked.map(({ model }) => [model.order[1], model.seasonalOrder[1]].join());
    expect(new Set(differences).size).toBe(1);
  });
});

describe("chooseOrder", () => {
  const y = autoregression(90, 0.5, "orders");

  it("finds by steps no more than the grid finds", () => {
    const grid = chooseOrder(y, null, { maxOrder: [2, 1, 2] });
    const steps = chooseOrder(y, null, { maxOrder: [2, 1, 2], search: "stepwise" });
    expect(grid.ranked.length + grid.failed.length).toBe(9);
    expect(grid.ranked[0]!.aicc).toBeLessThanOrEqual(steps.ranked[0]!.aicc);
  });

  it("does not depend on units or on what the regressors explain", () => {
    const x = createMatrix(y.length, 1, autoregression(y.length, 0, "x"));
    const a = chooseOrder(y, x, { maxOrder: [2, 1, 1] });
    const b = chooseOrder(
      y.map((v, i) => 1e6 + 1000 * (v + 7 * x.data[i]!)),
      x,
      { maxOrder: [2, 1, 1] },
    );
    expect(b.ranked.map(({ model }) => model)).toEqual(a.ranked.map(({ model }) => model));
    b.ranked.forEach(({ weight }, i) => expect(weight).toBeCloseTo(a.ranked[i]!.weight, 6));
  });

  it("takes fixed differences and constants, and BIC", () => {
    const choice = chooseOrder(y, null, {
      maxOrder: [1, 2, 1],
      differencing: [1, 0],
      constant: false,
      criterion: "bic",
    });
    expect(choice.differencing).toMatchObject({ d: 1, D: 0, tests: [] });
    expect(choice.ranked.every(({ model }) => model.order[1] === 1 && !model.constant)).toBe(true);
    choice.ranked.slice(1).forEach(({ bic }, i) => expect(bic).toBeGreaterThanOrEqual(choice.ranked[i]!.bic));
  });

  it("says why a model is out", () => {
    // Noise that is differenced has a moving average on the unit circle.
    const choice = chooseOrder(autoregression(60, 0, "noise"), null, { maxOrder: [0, 1, 1], differencing: [1, 0] });
    expect(choice.failed.map(({ reason }) => reason)).toContain("moving-average unit root");
    expect(chooseOrder(new Float64Array(40).fill(2), null).ranked).toEqual([]);
    expect(chooseOrder(Float64Array.of(1, 2, 4), null).failed[0]!.reason).toBe("too-few-observations");
  });

  it("stops when told to and refuses impossible orders", () => {
    expect(() => chooseOrder(y, null, { signal: AbortSignal.abort(new Error("enough")) })).toThrow("enough");
    expect(() => chooseOrder(y, null, { maxOrder: [1, -1, 0] })).toThrow("non-negative integers; got 1, -1, 0");
  });
});

describe("seasonalStrength", () => {
  it("is 1 for a season alone, near 0 for noise, and bears gaps", () => {
    const season = Float64Array.from({ length: 60 }, (_, t) => 0.3 * t + [5, 1, 0, -2][t % 4]!);
    expect(seasonalStrength(season, 4)).toBeCloseTo(1, 10);
    const noise = autoregression(120, 0, "strength");
    expect(seasonalStrength(noise, 7)).toBeLessThan(0.4);
    const gaps = season.map((v, t) => (t % 9 === 3 ? Number.NaN : v));
    expect(seasonalStrength(gaps, 4)).toBeGreaterThan(0.8);
    expect(seasonalStrength(season.slice(0, 9), 4)).toBeNull();
  });
});
