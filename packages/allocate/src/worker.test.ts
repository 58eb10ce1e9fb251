import { expect, test } from "vitest";
import { answer } from "./worker.ts";

const candidates = [
  { initiativeId: "a", cost: 40, returns: { best: 90, med: 60, worst: 10 }, confidence: 0.9 },
  { initiativeId: "b", cost: 30, returns: { best: 50, med: 40, worst: 30 }, confidence: 0.7 },
];

test("a message in, a message out: plain data both, faults too", async () => {
  const good = await answer({ id: 1, kind: "allocate", candidates, options: { budget: 50, explain: "none" } });
  expect(good).toMatchObject({ id: 1, ok: true, result: { selected_initiatives: ["a"] } });
  expect(structuredClone(good)).toEqual(good);
  const points = await answer({ id: 2, kind: "frontier", candidates, options: { budget: 50, shares: [0.5, 1, 1.5] } });
  expect(points).toMatchObject({
    id: 2,
    ok: true,
    result: [{ selected: [] }, { selected: ["a"] }, { selected: ["a", "b"] }],
  });
  const bad = await answer({ id: 3, kind: "allocate", candidates, options: { budget: -1 } });
  expect(bad).toEqual({
    id: 3,
    ok: false,
    code: "config/invalid",
    message: "allocate: the budget is -1; give an amount of 0 or more",
  });
});
