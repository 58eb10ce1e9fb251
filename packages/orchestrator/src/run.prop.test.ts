import { runResult } from "@ie/contracts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mockPlan } from "../test/plans.ts";
import { mockContext, mockStages } from "./mocks.ts";
import { run } from "./run.ts";

const costs = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/), fc.integer({ min: 1, max: 50 })), {
  minLength: 1,
  maxLength: 6,
  selector: ([id]) => id,
});

function sorted<T extends { readonly initiativeId: string }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => (a.initiativeId < b.initiativeId ? -1 : 1));
}

test("results depend neither on the order of the initiatives nor on the concurrency", async () => {
  await fc.assert(
    fc.asyncProperty(
      costs.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 5 }),
      async ([list, shuffled], budget, maxWorkers) => {
        const one = await mockPlan({ budget, maxWorkers: 1, costs: Object.fromEntries(list) });
        const other = await mockPlan({ budget, maxWorkers, costs: Object.fromEntries(shuffled) });
        const first = await run(one, mockStages, { context: mockContext(3) });
        const second = await run(other, mockStages, { context: mockContext(3) });
        expect(sorted(second.pilotResults)).toEqual(sorted(first.pilotResults));
        expect(sorted(second.evaluateResults)).toEqual(sorted(first.evaluateResults));
        expect(second.allocateResult).toEqual(first.allocateResult);
        expect(sorted(second.scaleResults)).toEqual(sorted(first.scaleResults));
        expect(sorted(second.outcomeReports)).toEqual(sorted(first.outcomeReports));
        expect(() => runResult.format(second)).not.toThrow();
      },
    ),
    { seed: 21, numRuns: 40 },
  );
});

test("an initiative's numbers do not depend on the others", async () => {
  await fc.assert(
    fc.asyncProperty(costs, async (list) => {
      const [id, cost] = list[0] ?? ["a", 1];
      const alone = await run(await mockPlan({ costs: { [id]: cost } }), mockStages, { context: mockContext() });
      const together = await run(await mockPlan({ costs: Object.fromEntries(list) }), mockStages, {
        context: mockContext(),
      });
      expect(together.pilotResults.find(({ initiativeId }) => initiativeId === id)).toEqual(alone.pilotResults[0]);
    }),
    { seed: 22, numRuns: 20 },
  );
});
