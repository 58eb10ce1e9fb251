import * as fc from "fast-check";
import { isImpactError, type AllocateResult } from "@ie/contracts";
import { expect, test } from "vitest";
import { arbitraryCase } from "../../test/arbitrary-case.ts";
import { enumerate, meritBy } from "../../test/enumerate.ts";
import { allocate } from "../allocate.ts";

const byDefinition = ["minimax_regret", "bayesian", "maximin", "hurwicz"];

test.each(byDefinition)(
  "%s under constraints: the best of all 2^n, the cheapest such, the first such",
  async (rule) => {
    const seen = { infeasible: 0, dominated: 0 };
    await fc.assert(
      fc.asyncProperty(
        arbitraryCase(8, true),
        fc.constantFrom(null, 0),
        async ({ candidates, budget, constraints }, minWorst) => {
          const all = enumerate(candidates, budget, constraints, minWorst);
          let result: AllocateResult;
          try {
            const options = { min_portfolio_worst_return: minWorst };
            result = await allocate(candidates, { budget, rule, options, constraints, explain: "none" });
          } catch (error) {
            if (!isImpactError(error) || !["solve/infeasible", "config/invalid"].includes(error.code)) throw error;
            expect(all).toEqual([]);
            seen.infeasible++;
            return;
          }
          expect(result.explanation.warnings).toEqual([]);
          const meritOf = meritBy(rule, all);
          const best = Math.max(...all.map(meritOf));
          const chosen = all.find(({ ids }) => ids.join() === result.selected.join());
          expect(chosen).toBeDefined(); // it is feasible
          expect(meritOf(chosen!)).toBeCloseTo(best, 9);
          expect(Math.abs(result.explanation.objective!)).toBeCloseTo(Math.abs(best), 9);
          const equal = all.filter((portfolio) => meritOf(portfolio) >= best - 1e-9);
          const least = Math.min(...equal.map(({ cost }) => cost));
          expect(chosen!.cost).toBeCloseTo(least, 9);
          const key = (ids: readonly string[]): string =>
            candidates.map(({ initiativeId: id }) => (ids.includes(id) ? 0 : 1)).join("");
          const cheapest = equal.filter(({ cost }) => cost <= least + 1e-9);
          const first = cheapest.reduce((a, b) => (key(b.ids) < key(a.ids) ? b : a));
          if (first.ids.join() === result.selected.join()) return;
          // Only to put a dominating candidate in the place of the one it dominates.
          seen.dominated++;
          const [out, into] = [
            candidates.filter(
              (item) => first.ids.includes(item.initiativeId) && !chosen!.ids.includes(item.initiativeId),
            ),
            candidates.filter(
              (item) => !first.ids.includes(item.initiativeId) && chosen!.ids.includes(item.initiativeId),
            ),
          ];
          expect(into.reduce((sum, item) => sum + item.returns.worst, 0)).toBeGreaterThanOrEqual(
            out.reduce((sum, item) => sum + item.returns.worst, 0),
          );
        },
      ),
      { numRuns: 400, seed: 6 },
    );
    expect(seen.infeasible).toBeGreaterThan(5);
    expect(seen.dominated).toBeLessThan(20);
  },
  120_000,
);
