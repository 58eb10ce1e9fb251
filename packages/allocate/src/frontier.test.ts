import { expect, test } from "vitest";
import { readCase } from "../test/read-case.ts";
import { allocate } from "./allocate.ts";
import { frontier } from "./frontier.ts";
import { rules } from "./rules/index.ts";

test("the frontier is what allocate chooses at each of 21 budgets, and V* never falls", async () => {
  const { candidates, budget } = readCase("minimax-n10");
  const points = await frontier(candidates, { budget });
  expect(points).toHaveLength(21);
  expect([points[0]!.budget, points[10]!.budget, points[20]!.budget]).toEqual([budget / 2, budget, budget * 1.5]);
  for (const point of points) {
    const alone = await allocate(candidates, { budget: point.budget, explain: "none" });
    expect(point.selected).toEqual(alone.selected);
    expect(point.objective).toBeCloseTo(alone.explanation.objective!, 9);
    expect(point.optima!["med"]).toBeCloseTo(alone.explanation.scenarioOptima!.med, 9);
  }
  for (const name of ["best", "med", "worst"]) {
    const optima = points.map((point) => point.optima![name]!);
    expect(optima).toEqual(optima.toSorted((a, b) => a - b));
  }
});

test("budgets at which nothing is feasible, and rules of one's own", async () => {
  const { candidates, budget } = readCase("minimax-n10");
  const constraints = { mandatory: [candidates.find((item) => item.cost > budget * 0.2)!.initiativeId] };
  const [none, some] = await frontier(candidates, { budget, shares: [0.01, 1], constraints });
  expect(none).toMatchObject({ status: "infeasible", selected: null });
  expect(some!.selected).toContain(constraints.mandatory[0]);
  const { decide: _, ...mine } = rules.greedy as typeof rules.greedy & { decide: unknown };
  const own = await frontier(candidates, { budget, rule: "mine", shares: [1] }, { rules: { mine } });
  expect(own[0]!.selected).toEqual((await allocate(candidates, { budget, rule: "greedy" })).selected);
});
