import * as fc from "fast-check";
import { isImpactError, type Candidate } from "@ie/contracts";
import { expect, test } from "vitest";
import { bruteForce } from "../../test/brute-force.ts";
import { allocate } from "../allocate.ts";

interface Instance {
  readonly candidates: readonly Candidate[];
  readonly budget: number;
  readonly minWorst: number | null;
}

const thousandths = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((value) => value / 1000);

/** Amounts with many ties, with equal costs, with few ties, and mostly losses. */
const grids = [
  { cost: fc.integer({ min: 1, max: 4 }), value: fc.integer({ min: -3, max: 6 }) },
  { cost: fc.constant(1), value: fc.integer({ min: -2, max: 3 }) },
  { cost: thousandths(0.01, 10), value: thousandths(-3, 10) },
  { cost: thousandths(0.01, 10), value: thousandths(-10, 3) },
];
const power = fc.integer({ min: -6, max: 9 }).map((exponent) => 10 ** exponent);

const instance: fc.Arbitrary<Instance> = fc
  .record({
    grid: fc.constantFrom(...grids),
    count: fc.integer({ min: 0, max: 10 }),
    spread: fc.constantFrom(0, 0, 3, 6),
    money: power,
    unit: power,
  })
  .chain(({ grid, count, spread, money, unit }) => {
    const size = fc.integer({ min: -spread, max: 0 }).map((exponent) => 10 ** exponent);
    const candidate = fc.record({
      cost: fc.tuple(grid.cost, size).map(([cost, size]) => cost * size * money),
      returns: fc
        .tuple(size, grid.value, grid.value, grid.value)
        .map(([size, ...values]) => values.map((value) => value * size * unit).sort((a, b) => a - b))
        .map(([worst = 0, med = 0, best = 0]) => ({ best, med, worst })),
      confidence: fc.oneof(fc.constantFrom(0, 0.5, 1), thousandths(0, 1)),
    });
    return fc.record({
      candidates: fc
        .array(candidate, { minLength: count, maxLength: count })
        .map((items) => items.map((item, i) => ({ ...item, initiativeId: `i${i}` }))),
      share: fc.oneof(fc.constantFrom(0, 1), thousandths(0, 1.2)),
      floor: fc.oneof(fc.constantFrom(0, null), thousandths(-0.5, 1.2)),
    });
  })
  .map(({ candidates, share, floor }) => {
    const cost = candidates.reduce((sum, item) => sum + item.cost, 0);
    const worst = candidates.reduce((sum, { returns }) => sum + Math.max(0, returns.worst), 0);
    return { candidates, budget: share * cost, minWorst: floor === null ? null : floor * worst };
  });

test("the objective is that of the best of all 2^n portfolios, the cost that of the cheapest such", async () => {
  let infeasible = 0;
  await fc.assert(
    fc.asyncProperty(instance, async ({ candidates, budget, minWorst }) => {
      const scale = Math.max(1e-300, ...candidates.flatMap(({ returns }) => Object.values(returns).map(Math.abs)));
      const expected = bruteForce(candidates, budget, minWorst);
      const options = { min_portfolio_worst_return: minWorst, explain: "none" };
      try {
        const { explanation, budgetAllocated } = await allocate(candidates, { budget, options });
        expect(expected).not.toBeNull();
        const { objective, scenarioOptima: optima } = explanation;
        const errors = [
          objective! - expected!.objective,
          optima!.best - expected!.optima.best,
          optima!.med - expected!.optima.med,
          optima!.worst - expected!.optima.worst,
        ].map((error) => Math.abs(error) / scale);
        expect(Math.max(...errors)).toBeLessThan(1e-9);
        const spent = Object.values(budgetAllocated).reduce((sum, cost) => sum + cost, 0);
        expect(spent).toBeLessThanOrEqual(expected!.cost * (1 + 1e-9));
      } catch (error) {
        if (!isImpactError(error) || error.code !== "solve/infeasible") throw error;
        expect(expected).toBeNull();
        infeasible++;
      }
    }),
    { numRuns: 1600, seed: 20240517 },
  );
  expect(infeasible).toBeGreaterThan(20);
}, 300_000);
