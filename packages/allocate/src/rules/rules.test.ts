import { unwrap, validate, type Candidate } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { allocate } from "../allocate.ts";
import { describeRule } from "../testing.ts";
import { solvers } from "../solvers/index.ts";
import { rules } from "./index.ts";

for (const [name, rule] of Object.entries(rules)) {
  const options = { ...unwrap(validate(rule.options, {}), name), explain: "none" } as never; // each rule's own
  describeRule({ describe, test }, name, rule, options, solvers.exact, { drawn: name === "cvar" });
}

const candidate = (
  initiativeId: string,
  cost: number,
  [worst, med, best]: readonly [number, number, number],
  confidence = 1,
): Candidate => ({ initiativeId, cost, returns: { best, med, worst }, confidence });

test("minimax_regret: defaults", () => {
  expect(unwrap(validate(rules.minimax_regret.options, {}), "test")).toMatchObject({
    minPortfolioWorstReturn: 0,
    minConfidence: 0,
    confidencePenalty: true,
  });
});

test("minimax_regret: a worked example", async () => {
  // Money for one: V = (10, 5.5, 4) in best, med, worst; largest regrets are 4 of a, 4.5 of b, 5 of c.
  const cohort = [candidate("a", 1, [0, 5, 10]), candidate("b", 1, [1.5, 5.5, 5.5]), candidate("c", 1, [4, 4, 5])];
  const { selected, explanation } = await allocate(cohort, { budget: 1 });
  expect(selected).toEqual(["a"]);
  expect(explanation.scenarioOptima).toEqual({ best: 10, med: 5.5, worst: 4 });
  expect(explanation.regrets).toEqual({ best: 0, med: 0.5, worst: 4 });
  expect(explanation.objective).toBe(4);
});

test("minimax_regret: low confidence pulls returns to the worst, or leaves the candidate out, or neither", async () => {
  const cohort = [candidate("bold", 1, [-9, 10, 30], 0.1), candidate("plain", 1, [1, 2, 3], 1)];
  const pick = async (options: object): Promise<readonly string[]> =>
    (await allocate(cohort, { budget: 1, options: { min_portfolio_worst_return: null, ...options } })).selected;
  expect(await pick({})).toEqual(["plain"]);
  expect(await pick({ confidence_penalty: false })).toEqual(["bold"]);
  expect(await pick({ confidence_penalty: false, min_confidence: 0.2 })).toEqual(["plain"]);
});

test("minimax_regret: says why each candidate is left out", async () => {
  const cohort = [
    candidate("chosen", 5, [4, 6, 8]),
    candidate("dear", 50, [1, 2, 3]),
    candidate("doubtful", 1, [1, 2, 3], 0.1),
    candidate("losing", 1, [-3, -2, -1]),
    candidate("more", 6, [1, 2, 3]),
    candidate("risky", 1, [-9, 0, 1]),
  ];
  const { explanation, selected } = await allocate(cohort, {
    budget: 10,
    options: { min_confidence: 0.2, explain: "none" },
  });
  expect(selected).toEqual(["chosen"]);
  expect(explanation.excluded).toEqual([
    { initiativeId: "dear", reason: "cost 50 is above the whole budget 10" },
    { initiativeId: "doubtful", reason: "confidence 0.1 is below min_confidence 0.2" },
    { initiativeId: "losing", reason: "returns at most -1 in the best scenario, after the confidence penalty" },
    {
      initiativeId: "more",
      reason: "cost 6 is above the 5 left beside the selection, and no exchange for it lowers the largest regret",
    },
    {
      initiativeId: "risky",
      reason: "would take the portfolio's worst return to -5, below min_portfolio_worst_return 0",
    },
  ]);
});

test("minimax_regret: of equal portfolios the cheaper, then the smaller id", async () => {
  const equal = [candidate("c", 2, [1, 2, 3]), candidate("b", 1, [1, 2, 3]), candidate("a", 1, [1, 2, 3])];
  expect((await allocate(equal, { budget: 2 })).selected).toEqual(["a", "b"]);
  expect((await allocate(equal, { budget: 1.5 })).selected).toEqual(["a"]);
  expect((await allocate(equal.slice(0, 2), { budget: 2 })).selected).toEqual(["b"]);
});

test("minimax_regret: a least worst return out of reach is an error with the largest that is", async () => {
  const cohort = [candidate("a", 1, [1, 2, 3]), candidate("b", 2, [4, 5, 6])];
  const options = { min_portfolio_worst_return: 5 };
  await expect(allocate(cohort, { budget: 2, options })).rejects.toMatchObject({
    code: "solve/infeasible",
    message:
      "minimax_regret: no portfolio reaches a worst return of 5; the largest within the budget is 4; lower min_portfolio_worst_return or raise the budget",
  });
  expect((await allocate(cohort, { budget: 3, options })).selected).toEqual(["a", "b"]);
});

test("greedy: by confidence × median, skipping what does not fit and what does not gain", async () => {
  const cohort = [
    candidate("loss", 1, [-9, -1, 3]),
    candidate("large", 8, [0, 10, 20], 0.9),
    candidate("middle", 5, [0, 8, 9]),
    candidate("small", 2, [0, 1, 2]),
  ];
  const { selected, solver, explanation, unspent } = await allocate(cohort, { budget: 10, rule: "greedy" });
  expect(selected).toEqual(["large", "small"]);
  expect(solver).toBeNull();
  expect(unspent).toBe(0);
  expect(explanation.objective).toBe(10);
  expect(explanation.excluded).toEqual([
    { initiativeId: "loss", reason: "median return -1 is not above 0" },
    {
      initiativeId: "middle",
      reason: "cost 5 is above the 2 left after candidates of higher confidence × median return",
    },
  ]);
});
