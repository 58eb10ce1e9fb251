import * as fc from "fast-check";
import { isImpactError, type AllocateResult, type Candidate } from "@ie/contracts";
import { expect, test } from "vitest";
import { arbitraryCase, type ArbitraryCase } from "../../test/arbitrary-case.ts";
import { allocate } from "../allocate.ts";

const names = ["minimax_regret", "bayesian", "hurwicz", "maximin", "expected_value", "cvar"];
const options = { min_portfolio_worst_return: null, draws: 40 };

async function choose(given: ArbitraryCase, rule: string): Promise<AllocateResult | null> {
  try {
    const own = rule === "cvar" ? options : { min_portfolio_worst_return: null };
    const { candidates, budget, constraints } = given;
    return await allocate(candidates, { budget, rule, constraints, explain: "none", options: own });
  } catch (error) {
    if (isImpactError(error) && ["solve/infeasible", "config/invalid"].includes(error.code)) return null;
    throw error;
  }
}

test("more budget never lowers any V*, nor the objective of rules without benchmarks", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryCase(7, true), fc.double({ min: 1, max: 3, noNaN: true }), async (given, factor) => {
      const [poor, rich] = [given, { ...given, budget: given.budget * factor }];
      const before = await choose(poor, "minimax_regret");
      if (before === null) return;
      const after = await choose(rich, "minimax_regret");
      for (const key of ["best", "med", "worst"] as const) {
        const [less, more] = [before, after].map((result) => result!.explanation.scenarioOptima![key]);
        expect(more).toBeGreaterThanOrEqual(less! - 1e-9);
      }
      for (const rule of ["bayesian", "maximin", "expected_value"]) {
        const [less, more] = [await choose(poor, rule), await choose(rich, rule)];
        expect(more!.explanation.objective).toBeGreaterThanOrEqual(less!.explanation.objective! - 1e-9);
      }
    }),
    { numRuns: 100, seed: 1 },
  );
}, 60_000);

const dominates = (a: Candidate, b: Candidate): boolean => {
  const pairs = [
    [b.cost, a.cost],
    [a.returns.best, b.returns.best],
    [a.returns.med, b.returns.med],
    [a.returns.worst, b.returns.worst],
  ] as const;
  return pairs.every(([x, y]) => x >= y) && pairs.some(([x, y]) => x > y);
};

// Draws differ by candidate, so that cvar has no dominance between candidates but that of the draws.
test.each(names.filter((name) => name !== "cvar"))(
  "%s: a dominated initiative is never preferred to its dominator",
  async (rule) => {
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryCase(8, false), async (given) => {
        const certain = given.candidates.map((candidate) => ({ ...candidate, confidence: 1 }));
        const result = await choose({ ...given, candidates: certain }, rule);
        for (const a of certain) {
          for (const b of certain) {
            if (!dominates(a, b)) continue;
            pairs++;
            const preferred = result!.selected.includes(b.initiativeId) && !result!.selected.includes(a.initiativeId);
            expect(preferred).toBe(false);
          }
        }
      }),
      { numRuns: 150, seed: 2 },
    );
    expect(pairs).toBeGreaterThan(200);
  },
  60_000,
);

// Regret is measured against what might have been: where a benchmark falls with the candidate, another choice may be right.
test.each(names)(
  "%s: removing an unchosen initiative that no benchmark needs changes nothing",
  async (rule) => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryCase(6, false), async (given) => {
        const before = await choose(given, rule);
        for (const { initiativeId } of before!.explanation.excluded) {
          const candidates = given.candidates.filter((candidate) => candidate.initiativeId !== initiativeId);
          if (candidates.length === 0) continue;
          const after = await choose({ ...given, candidates }, rule);
          const [x, y] = [before, after].map((result) => result!.explanation.scenarioOptima);
          if (x && y && (["best", "med", "worst"] as const).some((key) => Math.abs(x[key] - y[key]) > 1e-9)) continue;
          tried++;
          expect(after!.selected).toEqual(before!.selected);
          expect(after!.explanation.objective).toBeCloseTo(before!.explanation.objective!, 9);
        }
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(tried).toBeGreaterThan(40);
  },
  60_000,
);
