import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { budgetFrontier } from "./frontier.ts";
import { optimiseBudget } from "./optimise-budget.ts";
import type { BudgetChannel } from "./options.ts";
import type { ResponseCurve } from "./response-curve.ts";

/** Between the two in a thousand steps: amounts that people write, the ends included. */
const positive = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1000 }).map((step) => min + ((max - min) * step) / 1000);

const curve: fc.Arbitrary<ResponseCurve> = fc.oneof(
  fc.record({
    type: fc.constant("hill" as const),
    beta: positive(0, 100),
    halfSaturation: positive(0.5, 60),
    slope: positive(0.4, 6),
  }),
  fc.record({ type: fc.constant("exponential" as const), beta: positive(0, 100), rate: positive(0.01, 2) }),
  fc.record({
    type: fc.constant("logistic" as const),
    beta: positive(0, 100),
    rate: positive(0.05, 2),
    midpoint: positive(0, 30),
  }),
  fc.record({ type: fc.constant("power" as const), scale: positive(0, 20), exponent: positive(0.2, 1.5) }),
);

const channels: fc.Arbitrary<readonly (BudgetChannel & { readonly curve: ResponseCurve })[]> = fc
  .array(
    fc.record({
      curve,
      min: fc.option(positive(0, 3), { nil: undefined }),
      least: fc.option(positive(1, 8), { nil: undefined }),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((list) =>
    list.map(({ curve, min, least }, i) => ({
      channel: `c${i}`,
      curve,
      ...(min === undefined ? {} : { min }),
      ...(least === undefined ? {} : { minEffective: least }),
    })),
  );
const budget = positive(60, 180);
const spends = (plan: ReturnType<typeof optimiseBudget>): readonly number[] => plan.channels.map(({ spend }) => spend);
const options = { spend: "at_most" } as const;

/** Equal up to what the certificate leaves open. */
function alike(a: number, b: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(3e-7 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12);
}

describe("optimiseBudget", () => {
  test("keeps every limit, and its bound is above every other plan", () => {
    fc.assert(
      fc.property(
        channels,
        budget,
        fc.array(positive(0, 1), { minLength: 6, maxLength: 6 }),
        (channels, budget, shares) => {
          const plan = optimiseBudget(channels, budget, options);
          expect(plan.spend).toBeLessThanOrEqual(budget * (1 + 1e-12));
          plan.channels.forEach(({ spend }, i) => {
            const { min = 0, minEffective = 0 } = channels[i]!;
            expect(spend).toBeGreaterThanOrEqual(Number(min) * (1 - 1e-12));
            expect(spend === 0 || spend >= minEffective * (1 - 1e-12)).toBe(true);
          });
          expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
          // Some plan of the limits: everyone's least, and shares of what is left.
          const least = channels.map(({ min = 0, minEffective = 0 }) => Math.max(Number(min), minEffective));
          const sum = shares.slice(0, least.length).reduce((a, b) => a + b, 0) || 1;
          const left = budget - least.reduce((a, b) => a + b, 0);
          if (left < 0) return;
          const other = optimiseBudget(
            channels.map(({ channel, curve }, i) => ({ channel, curve, fixed: least[i]! + (left * shares[i]!) / sum })),
            budget,
            options,
          );
          expect(plan.certificate.bound).toBeGreaterThanOrEqual(other.response * (1 - 1e-12));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("more budget never lowers the response", () => {
    fc.assert(
      fc.property(channels, budget, positive(1, 1.5), (channels, budget, factor) => {
        const [less, more] = [budget, budget * factor].map((at) => optimiseBudget(channels, at, options));
        expect(more!.response).toBeGreaterThanOrEqual(less!.response * (1 - 2e-7) - 1e-12);
      }),
      { numRuns: 100 },
    );
  });

  test("order and names of channels change nothing", () => {
    fc.assert(
      fc.property(channels, budget, (channels, budget) => {
        const plan = optimiseBudget(channels, budget, options);
        const turned = optimiseBudget(channels.toReversed(), budget, options);
        expect(spends(turned).toReversed()).toEqual(spends(plan));
        const renamed = optimiseBudget(
          channels.map((channel, i) => ({ ...channel, channel: `x${channels.length - i}` })),
          budget,
          options,
        );
        alike(renamed.response, plan.response);
      }),
      { numRuns: 100 },
    );
  });

  test("units of money and of response change nothing", () => {
    const rescale = (curve: ResponseCurve, money: number, unit: number): ResponseCurve => {
      const by = (value: unknown, factor: number): number => Number(value) * factor;
      switch (curve.type) {
        case "hill":
          return { ...curve, beta: by(curve.beta, unit), halfSaturation: by(curve.halfSaturation, money) };
        case "exponential":
          return { ...curve, beta: by(curve.beta, unit), rate: by(curve.rate, 1 / money) };
        case "logistic":
          return {
            ...curve,
            beta: by(curve.beta, unit),
            rate: by(curve.rate, 1 / money),
            midpoint: by(curve.midpoint, money),
          };
        case "power":
          return { ...curve, scale: by(curve.scale, unit / money ** Number(curve.exponent)) };
        default:
          return curve;
      }
    };
    fc.assert(
      fc.property(
        channels,
        budget,
        fc.constantFrom(1e-6, 3, 1e9),
        fc.constantFrom(1e-9, 7, 1e6),
        (channels, budget, money, unit) => {
          const plan = optimiseBudget(channels, budget, options);
          const scaled = optimiseBudget(
            channels.map(({ curve, min, minEffective, ...rest }) => ({
              ...rest,
              curve: rescale(curve, money, unit),
              ...(min === undefined ? {} : { min: Number(min) * money }),
              ...(minEffective === undefined ? {} : { minEffective: minEffective * money }),
            })),
            budget * money,
            options,
          );
          alike(scaled.response / unit, plan.response);
          expect(scaled.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("fixed channels stay, and a fixed optimum stays an optimum", () => {
    fc.assert(
      fc.property(channels, budget, (channels, budget) => {
        const plan = optimiseBudget(channels, budget);
        const first = plan.channels[0]!.spend;
        const again = optimiseBudget(
          [{ channel: "c0", curve: channels[0]!.curve, fixed: first }, ...channels.slice(1)],
          budget,
        );
        expect(again.channels[0]!.spend).toBe(first);
        alike(again.response, plan.response);
      }),
      { numRuns: 100 },
    );
  });

  test("the frontier rises, and its marginal return is its slope where nothing jumps", () => {
    fc.assert(
      fc.property(channels, budget, (channels, budget) => {
        const { points } = budgetFrontier(channels, budget, { ...options, from: 0.5, to: 1.5, steps: 11 });
        for (const [k, point] of points.entries()) {
          expect(point.relativeGap).toBeLessThanOrEqual(1e-6);
          if (k > 0) expect(point.response).toBeGreaterThanOrEqual(points[k - 1]!.response * (1 - 2e-7) - 1e-12);
        }
      }),
      { numRuns: 40 },
    );
  });
});
