import type { AllocationRule, Candidate, Selection, Solver } from "@ie/contracts";
import { deepFreeze, expectThat, type TestRunner } from "@ie/contracts/testing";
import { javascriptLpSolver } from "../solvers/javascript-lp-solver.ts";
import { sequence } from "./sequence.ts";

interface Cohort {
  readonly candidates: readonly Candidate[];
  readonly budget: number;
}

function cohort(seed: number): Cohort {
  const next = sequence(seed);
  const amount = (low: number, high: number): number => low + next((high - low) * 1000) / 1000;
  const candidates = Array.from({ length: 4 + next(8) }, (_, i): Candidate => {
    const worst = amount(-5, 10);
    const med = worst + amount(0, 10);
    const returns = { worst, med, best: med + amount(0, 10) };
    return { initiativeId: `i${i}`, cost: amount(1, 20), returns, confidence: amount(0, 1) };
  });
  const cost = candidates.reduce((sum, candidate) => sum + candidate.cost, 0);
  return { candidates, budget: (cost * (1 + next(9))) / 10 };
}

const cohorts = Array.from({ length: 20 }, (_, i) => cohort(i + 1));

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function sorted(ids: readonly string[]): readonly string[] {
  return ids.toSorted();
}

function near(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));
}

/**
 * The laws that every decision rule obeys, as tests of `runner`. `options` are the rule's own, after validation; amounts among
 * them should be 0 or null, since one of the laws scales all money. A rule that draws by the candidates' names is `drawn`: other names
 * give other draws.
 */
export function describeRule<O>(
  { describe, test }: TestRunner,
  name: string,
  rule: AllocationRule<O>,
  options: O,
  solver: Solver = javascriptLpSolver,
  { drawn = false }: { readonly drawn?: boolean } = {},
): void {
  const choose = (candidates: readonly Candidate[], budget: number): Promise<Selection> =>
    rule.choose(candidates, budget, options, solver);
  const forEach = async (body: (given: Cohort, chosen: Selection) => Promise<void> | void): Promise<void> => {
    for (const given of cohorts) await body(given, await choose(given.candidates, given.budget));
  };

  describe(`${name} obeys the laws of a rule`, () => {
    test("spends no more than the budget on candidates, each once", () =>
      forEach(({ candidates, budget }, { selected }) => {
        const costs = new Map(candidates.map(({ initiativeId, cost }) => [initiativeId, cost]));
        expectThat(new Set(selected).size === selected.length, `${name}: selects a candidate twice`);
        const spent = selected.reduce((sum, id) => sum + (costs.get(id) ?? Infinity), 0);
        expectThat(spent <= budget * (1 + 1e-12), `${name}: spends ${spent} of ${budget}`);
      }));

    test("selects every candidate or says why not", () =>
      forEach(({ candidates }, { selected, explanation }) => {
        const told = [...selected, ...explanation.excluded.map(({ initiativeId }) => initiativeId)];
        const ids = candidates.map(({ initiativeId }) => initiativeId);
        expectThat(same(sorted(told), sorted(ids)), `${name}: accounts for ${told.join(", ")}`);
        expectThat(
          explanation.excluded.every(({ reason }) => reason !== ""),
          `${name}: gives an empty reason`,
        );
      }));

    test("gives the same selection for the same candidates in any order, and leaves them unchanged", () =>
      forEach(async ({ candidates, budget }, { selected }) => {
        const again = await choose(deepFreeze(candidates), budget);
        const turned = await choose(candidates.toReversed(), budget);
        expectThat(same(selected, again.selected), `${name}: selects ${again.selected.join(", ")} the second time`);
        expectThat(same(selected, turned.selected), `${name}: selects ${turned.selected.join(", ")} in another order`);
      }));

    test("follows new names", () =>
      forEach(async ({ candidates, budget }, { selected }) => {
        if (drawn) return;
        const rename = (id: string): string => `z-${99 - Number(id.slice(1))}`;
        const renamed = candidates.map((item) => ({ ...item, initiativeId: rename(item.initiativeId) }));
        const other = await choose(renamed, budget);
        expectThat(
          same(sorted(selected.map(rename)), sorted(other.selected)),
          `${name}: selects ${other.selected.join(", ")} under new names`,
        );
      }));

    test("follows a change of currency", () =>
      forEach(async ({ candidates, budget }, { selected, explanation }) => {
        for (const factor of [1024, 1e-3]) {
          const scaled = candidates.map(({ returns, ...item }) => ({
            ...item,
            cost: item.cost * factor,
            returns: { best: returns.best * factor, med: returns.med * factor, worst: returns.worst * factor },
          }));
          const other = await choose(scaled, budget * factor);
          const objective = other.explanation.objective === null ? null : other.explanation.objective / factor;
          expectThat(same(selected, other.selected), `${name}: selects ${other.selected.join(", ")} at ×${factor}`);
          expectThat(near(explanation.objective, objective), `${name}: objective ${objective} at ×${factor}`);
        }
      }));

    test("selects nothing from no candidates and with no budget", async () => {
      const none = await choose([], 100);
      expectThat(none.selected.length === 0, `${name}: selects from no candidates`);
      await forEach(async ({ candidates }) => {
        const { selected } = await choose(candidates, 0);
        expectThat(selected.length === 0, `${name}: selects ${selected.join(", ")} with a budget of 0`);
      });
    });
  });
}
