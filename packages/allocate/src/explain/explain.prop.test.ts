import * as fc from "fast-check";
import { isImpactError, unwrap, validate, type AllocateResult, type Candidate } from "@ie/contracts";
import { expect, test } from "vitest";
import { arbitraryCase, type ArbitraryCase } from "../../test/arbitrary-case.ts";
import { enumerate, meritBy } from "../../test/enumerate.ts";
import { allocate } from "../allocate.ts";
import { rules } from "../rules/index.ts";
import { applyChange } from "./apply-change.ts";

const names = ["minimax_regret", "bayesian", "hurwicz", "maximin", "expected_value"] as const;

async function selectionOf(
  given: ArbitraryCase,
  rule: string,
  explain: "none" | "full",
): Promise<AllocateResult | null> {
  const { candidates, budget, constraints } = given;
  try {
    const options = { stability_draws: 0 };
    return await allocate(candidates, { budget, rule, constraints, explain, options });
  } catch (error) {
    if (isImpactError(error) && ["solve/infeasible", "config/invalid"].includes(error.code)) return null;
    throw error;
  }
}

test.each(names)(
  "%s: the stated smallest change does select, and a thousandth less does not",
  async (rule) => {
    let tried = 0;
    let less = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryCase(6, true), async (given) => {
        const result = await selectionOf(given, rule, "full");
        if (result === null) return;
        expect(result.explanation.warnings).toEqual([]);
        const options = unwrap(validate(rules[rule].options, {}), rule);
        for (const { initiativeId: id, changes } of result.explanation.excluded) {
          for (const key of ["returns", "cost", "confidence"] as const) {
            const size = changes![key];
            if (size === null) continue;
            const changed = (by: number): readonly Candidate[] =>
              applyChange(given.candidates, options, id, { [key]: by })[0];
            const after = await selectionOf({ ...given, candidates: changed(size) }, rule, "none");
            expect(after!.selected).toContain(id);
            tried++;
            const before = await selectionOf({ ...given, candidates: changed(size * 0.999) }, rule, "none");
            if (before === null || !before.selected.includes(id)) less++;
          }
        }
      }),
      { numRuns: 60, seed: 4 },
    );
    expect(tried).toBeGreaterThan(50);
    // A tie that goes to the candidate already below the change is the exception.
    expect(less / tried).toBeGreaterThan(0.98);
  },
  120_000,
);

test.each(["minimax_regret", "bayesian", "maximin"] as const)(
  "%s: runners-up and the next budget, against enumeration",
  async (rule) => {
    await fc.assert(
      fc.asyncProperty(arbitraryCase(7, true), async (given) => {
        const { candidates, budget, constraints } = given;
        const options = { runners_up: 4, min_portfolio_worst_return: null };
        let result: AllocateResult;
        try {
          result = await allocate(candidates, { budget, rule, constraints, explain: "basic", options });
        } catch (error) {
          if (!isImpactError(error) || !["solve/infeasible", "config/invalid"].includes(error.code)) throw error;
          return;
        }
        const { runnersUp, nextBudget, objective, warnings } = result.explanation;
        expect(warnings).toEqual([]);
        const all = enumerate(candidates, budget, constraints, null);
        const meritOf = meritBy(rule, all);
        const sign = rule === "minimax_regret" ? -1 : 1;
        // Without limits, candidates that return nothing are no part of the choice.
        const others = all
          .filter(({ ids }) => ids.join() !== result.selected.join())
          .filter(({ ids }) =>
            ids.every(
              (id) =>
                !result.explanation.excluded.some(
                  (item) => item.initiativeId === id && item.reason.startsWith("returns at most"),
                ),
            ),
          )
          .map(meritOf)
          .sort((a, b) => b - a);
        expect(runnersUp!.length).toBe(Math.min(4, others.length));
        runnersUp!.forEach((runner, k) =>
          expect(sign * runner.objective).toBeCloseTo(
            rule === "minimax_regret" ? Math.min(0, others[k]!) : others[k]!,
            6,
          ),
        );

        const richer = enumerate(candidates, Infinity, { ...constraints }, null).filter(
          (portfolio) => meritOf(portfolio) > sign * objective! + 1e-5,
        );
        const least = Math.min(...richer.map(({ cost }) => cost));
        if (nextBudget === null || nextBudget === undefined)
          expect(richer.filter(({ cost }) => cost > budget)).toEqual([]);
        else {
          expect(nextBudget.budget).toBeCloseTo(least, 6);
          expect(nextBudget.price).toBeGreaterThan(0);
        }
      }),
      { numRuns: 150, seed: 9 },
    );
  },
  120_000,
);
