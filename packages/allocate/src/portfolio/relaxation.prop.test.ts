import * as fc from "fast-check";
import { expect, test } from "vitest";
import { meritOf } from "./local-search.ts";
import type { scenarios } from "./portfolio.ts";
import { isFeasible, total, type Portfolio } from "./portfolio.ts";
import { openBy, relax } from "./relaxation.ts";

const portfolio: fc.Arbitrary<Portfolio> = fc
  .array(
    fc.record({
      cost: fc.integer({ min: 1, max: 30 }),
      returns: fc.tuple(fc.integer({ min: -5, max: 30 }), fc.nat(20), fc.nat(20)),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .chain((items) =>
    fc.record({
      items: fc.constant(items),
      budget: fc.integer({ min: 1, max: items.reduce((sum, { cost }) => sum + cost, 0) }),
      minWorst: fc.constantFrom(null, 0, -3),
    }),
  )
  .map(({ items, budget, minWorst }) => ({
    ids: items.map((_, i) => `i${i}`),
    cost: Float64Array.from(items, ({ cost }) => cost),
    returns: {
      worst: Float64Array.from(items, ({ returns: [worst] }) => worst),
      med: Float64Array.from(items, ({ returns: [worst, more] }) => worst + more),
      best: Float64Array.from(items, ({ returns: [worst, more, most] }) => worst + more + most),
    },
    budget,
    minWorst,
  }));

test("no portfolio exceeds the bound, and the best agree with all that is decided", () => {
  fc.assert(
    fc.property(portfolio, (portfolio) => {
      const n = portfolio.ids.length;
      const feasible = Array.from({ length: 1 << n }, (_, bits) =>
        Uint8Array.from({ length: n }, (_, i) => (bits >> i) & 1),
      ).filter((chosen) => isFeasible(portfolio, chosen));
      const optimumOf = (s: (typeof scenarios)[number]): number =>
        Math.max(...feasible.map((chosen) => total(portfolio.returns[s], chosen)));
      const goals = { best: optimumOf("best"), med: optimumOf("med"), worst: optimumOf("worst") };
      const stage = { name: "test", portfolio, goals };
      const merits = feasible.map((chosen) => meritOf(stage, chosen));
      const best = Math.max(...merits);
      const relaxation = relax(stage, best - 1);
      expect(relaxation.bound).toBeGreaterThanOrEqual(best - 1e-9);
      const { columns, taken } = openBy(relaxation, best, 1e-9);
      feasible.forEach((chosen, k) => {
        if (merits[k]! < best) return;
        for (let i = 0; i < n; i++) if (!columns.includes(i)) expect(chosen[i]).toBe(taken[i]);
      });
    }),
    { numRuns: 500, seed: 11 },
  );
});
