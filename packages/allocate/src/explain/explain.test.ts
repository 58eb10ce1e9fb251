import type { Candidate } from "@ie/contracts";
import { expect, test } from "vitest";
import { allocate } from "../allocate.ts";

function candidate(initiativeId: string, cost: number, worst: number, med: number, best: number): Candidate {
  return { initiativeId, cost, confidence: 1, returns: { worst, med, best } };
}

const three = [candidate("a", 40, 50, 60, 70), candidate("b", 45, 60, 90, 100), candidate("c", 10, 10, 11, 12)];

test("the next budget lifts a cap that is a share of it", async () => {
  const given = { rule: "bayesian", constraints: { categories: { g: { members: ["a", "b"], max_share: 0.4 } } } };
  const { explanation } = await allocate(three, { ...given, budget: 100 });
  const next = explanation.nextBudget!;
  expect(next.budget).toBeCloseTo(45 / 0.4, 4);
  expect((await allocate(three, { ...given, budget: next.budget })).selected).toEqual(["b", "c"]);
  expect((await allocate(three, { ...given, budget: next.budget * 0.999 })).selected).toEqual(["a", "c"]);
});

test("where a least share grows with the budget, the next budget is left out with a warning", async () => {
  const constraints = { categories: { g: { members: ["a"], min_share: 0.1 } } };
  const { explanation } = await allocate(three, { budget: 60, rule: "bayesian", constraints });
  expect(explanation.nextBudget).toBeUndefined();
  expect(explanation.warnings.join()).toContain("min_share rises with the budget");
});

test("an answer within the gap asked for is not called optimal unless its bound is reached", async () => {
  const many = Array.from({ length: 100 }, (_, i) =>
    candidate(`i${i}`, 100 + ((i * 37) % 91), 20, 90 + ((i * 53) % 97) + i / 7, 400 + i),
  );
  const options = { gap: 0.2, explain: "none" };
  const { explanation } = await allocate(many, { budget: 3000, rule: "bayesian", options });
  const { objective, solution } = explanation;
  const proved = Math.abs(solution!.bound! - objective!);
  expect(solution!.gap).toBeCloseTo(proved, 6);
  expect(solution!.status).toBe("feasible");
});

test("names of object members are names like any other", async () => {
  const odd = ["__proto__", "constructor"].map((id) => candidate(id, 10, 1, 20, 30));
  expect((await allocate(odd, { budget: 20 })).selected).toEqual(["__proto__", "constructor"]);
});

test("constraints given twice are a fault", async () => {
  const options = { constraints: { mandatory: ["a"] } };
  const twice = allocate(three, { budget: 100, options, constraints: { forbidden: ["b"] } });
  await expect(twice).rejects.toThrow("constraints stands both beside the options and in them");
});
