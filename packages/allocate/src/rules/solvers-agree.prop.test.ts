import * as fc from "fast-check";
import { isImpactError } from "@ie/contracts";
import { expect, test } from "vitest";
import { arbitraryCase } from "../../test/arbitrary-case.ts";
import { drawReturns } from "../draws/draw-returns.ts";
import { allocate } from "../allocate.ts";
import { effectiveReturns } from "./effective-returns.ts";

test("partial funding: the solvers agree on every rule, and shares keep their bounds", async () => {
  let parts = 0;
  await fc.assert(
    fc.asyncProperty(
      arbitraryCase(6, true),
      fc.constantFrom("minimax_regret", "maximin", "expected_value", "bayesian"),
      fc.array(fc.constantFrom(0.1, 0.5, 0.9, 1), { minLength: 6, maxLength: 6 }),
      async ({ candidates, budget, constraints: limits }, rule, shares) => {
        const partial = Object.fromEntries(candidates.map(({ initiativeId }, i) => [initiativeId, shares[i]!]));
        const options = { min_portfolio_worst_return: null };
        const objectives: (number | null)[] = [];
        for (const solver of ["exact", "highs"]) {
          try {
            const constraints = { ...limits, partial };
            const result = await allocate(candidates, { budget, rule, constraints, solver, explain: "none", options });
            objectives.push(result.explanation.objective);
            for (const [id, share] of Object.entries(result.shares ?? {})) {
              parts++;
              expect(share).toBeGreaterThanOrEqual(partial[id]! - 1e-9);
            }
          } catch (error) {
            if (!isImpactError(error) || !["solve/infeasible", "config/invalid"].includes(error.code)) throw error;
            objectives.push(null);
          }
        }
        const [a, b] = objectives;
        if (a === null || b === null) expect(a).toBe(b);
        else expect(a).toBeCloseTo(b!, 5);
      },
    ),
    { numRuns: 40, seed: 8, endOnFailure: true },
  );
  expect(parts).toBeGreaterThan(3);
}, 120_000);

test("cvar: the mean of the worst draws, largest over all 2^n portfolios", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCase(7, false), fc.constantFrom(0.05, 0.25, 1), async ({ candidates, budget }, tail) => {
      const draws = 60;
      const options = { draws, tail, correlation: 0.3, seed: 4 };
      const { explanation } = await allocate(candidates, { budget, rule: "cvar", options, explain: "none" });
      const sorted = candidates
        .toSorted((a, b) => (a.initiativeId < b.initiativeId ? -1 : 1))
        .map((item) => ({ ...item, returns: effectiveReturns(item) }));
      const table = drawReturns(sorted, { draws, seed: 4, level: 0.95, correlation: 0.3 });
      let best = -Infinity;
      for (let bits = 0; bits < 1 << sorted.length; bits++) {
        const chosen = sorted.map((_, i) => (bits >> i) & 1);
        if (sorted.reduce((sum, { cost }, i) => sum + cost * chosen[i]!, 0) > budget * (1 + 1e-12)) continue;
        const totals = table
          .map((row) => row.reduce((sum, value, i) => sum + value * chosen[i]!, 0))
          .sort((a, b) => a - b);
        const worst = totals.slice(0, tail * draws);
        best = Math.max(best, worst.reduce((sum, value) => sum + value, 0) / worst.length);
      }
      // Candidates that return nothing even in the best scenario are left out before anything is drawn.
      const out = explanation.excluded.some(({ reason }) => reason.startsWith("returns at most"));
      if (!out) expect(explanation.objective).toBeCloseTo(best, 5);
      expect(explanation.solution!.status).toBe("optimal");
    }),
    { numRuns: 60, seed: 12 },
  );
}, 120_000);
