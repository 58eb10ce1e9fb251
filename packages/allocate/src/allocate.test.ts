import { allocateResult, unwrap, type Candidate, type LinearSolution, type Solver } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { readCase } from "../test/read-case.ts";
import { allocate } from "./allocate.ts";
import { rules } from "./rules/index.ts";
import { solvers } from "./solvers/index.ts";

describe.each(["minimax-n10", "minimax-n100"])("reference case %s", (name) => {
  const { candidates, budget, objective, optima, regrets, selected, tolerance } = readCase(name);
  const digits = -Math.log10(tolerance);

  test.each(Object.keys(solvers))("by %s", async (solver) => {
    const result = await allocate(candidates, { budget, solver });
    expect(result.selected).toEqual(selected);
    expect(result.solver).toBe(solver);
    expect(result.explanation.warnings).toEqual([]);
    expect(result.explanation.objective).toBeCloseTo(objective, digits);
    for (const scenario of ["best", "med", "worst"] as const) {
      expect(result.explanation.scenarioOptima![scenario]).toBeCloseTo(optima[scenario], digits);
      expect(result.explanation.regrets![scenario]).toBeCloseTo(regrets[scenario], digits);
    }
  });
});

const cohort: readonly Candidate[] = [
  { initiativeId: "a", cost: 40, returns: { best: 90, med: 60, worst: 10 }, confidence: 0.9 },
  { initiativeId: "b", cost: 30, returns: { best: 50, med: 40, worst: 30 }, confidence: 0.7 },
  { initiativeId: "c", cost: 60, returns: { best: 99, med: 70, worst: 20 }, confidence: 0.5 },
];

test("the result is a document", async () => {
  const result = await allocate(cohort, { budget: 70, currency: "EUR" });
  expect(result).toMatchObject({
    selected: ["a", "b"],
    predictedReturns: { a: 60, b: 40 },
    budgetAllocated: { a: 40, b: 30 },
    budget: 70,
    unspent: 0,
    rule: "minimax_regret",
    solver: "exact",
    currency: "EUR",
  });
  const document = unwrap(allocateResult.parse(allocateResult.format(result)), "test");
  expect(document).toEqual(result);
});

const faulty = (name: string, answer: (good: LinearSolution, calls: number) => LinearSolution): Solver => {
  let calls = 0;
  return {
    name,
    solve: async (program) => answer(await solvers.javascript_lp_solver.solve(program), ++calls),
  };
};
const faults: Readonly<Record<string, Solver>> = {
  nothing: faulty("nothing", (good) => ({ ...good, values: good.values.map(() => 0) })),
  everything: faulty("everything", (good) => ({ ...good, values: good.values.map(() => 1) })),
  halves: faulty("halves", (good) => ({ ...good, values: good.values.map(() => 0.5) })),
  boast: faulty("boast", ({ values, ...good }) => ({
    ...good,
    values: values.length > cohort.length ? values.with(cohort.length, 0.5) : values, // θ, which is 0
  })),
  despair: faulty("despair", () => ({ status: "infeasible", values: new Float64Array(), bound: null })),
  silence: faulty("silence", () => ({ status: "failed", values: new Float64Array(), bound: null })),
  short: faulty("short", (good) => ({ ...good, values: new Float64Array(1) })),
  late: faulty("late", (good, calls) => (calls === 4 ? { ...good, values: good.values.map(() => 0) } : good)),
  timid: faulty("timid", (good) => ({ ...good, bound: good.bound! + (good.values.length > cohort.length ? 1 : -1) })),
  crash: {
    name: "crash",
    solve: () => {
      throw new Error("out of memory");
    },
  },
};

test.each(Object.keys(faults))("a solver at fault (%s) gives way to the next, with a warning", async (name) => {
  const expected = await allocate(cohort, { budget: 70 });
  const solver = faults[name]!;
  const result = await allocate(cohort, { budget: 70 }, { solvers: { [name]: solver, ...solvers } });
  expect(result.selected).toEqual(expected.selected);
  expect(result.solver).toBe("exact");
  expect(result.explanation.warnings).toHaveLength(1);
  expect(result.explanation.warnings[0]).toMatch(new RegExp(`^${name}: `));
});

test("no answer is returned unverified", async () => {
  const error = allocate(cohort, { budget: 70 }, { solvers: { crash: faults["crash"]!, silence: faults["silence"]! } });
  await expect(error).rejects.toMatchObject({
    code: "solve/unverified",
    facts: { failures: [expect.stringContaining("out of memory"), expect.stringContaining("found no answer")] },
  });
  await expect(allocate(cohort, { budget: 70 }, { solvers: {} })).rejects.toMatchObject({ code: "solve/unverified" });
});

test("a program that a solver does not take goes to the next, without a warning", async () => {
  const asked: string[] = [];
  const spy = (name: string, takes: boolean): Solver => ({
    name,
    solve: async (program) => {
      asked.push(name);
      return takes ? solvers.exact.solve(program) : { status: "unsupported", values: new Float64Array(), bound: null };
    },
  });
  const chain = { narrow: spy("narrow", false), wide: spy("wide", true) };
  const { solver, explanation } = await allocate(cohort, { budget: 70, explain: "none" }, { solvers: chain });
  expect(solver).toBe("wide");
  expect(explanation.warnings).toEqual([]);
  expect(asked.slice(0, 2)).toEqual(["narrow", "wide"]);
});

test("names, options, budgets and candidates are checked", async () => {
  const fails = (promise: Promise<unknown>, code: string, message: string): Promise<void> =>
    expect(promise).rejects.toMatchObject({ code, message });
  const first = cohort[0]!;
  await fails(
    allocate(cohort, { budget: 1, rule: "minmax_regret" }),
    "config/unknown-name",
    'allocate: unknown rule "minmax_regret"; did you mean "minimax_regret"?',
  );
  await fails(
    allocate(cohort, { budget: 1, solver: "high" }),
    "config/unknown-name",
    'allocate: unknown solver "high"; did you mean "highs"?',
  );
  await fails(
    allocate(cohort, { budget: 1, options: { min_confidense: 0.5 } }),
    "config/invalid",
    'minimax_regret: unknown option "min_confidense"; did you mean "min_confidence"?',
  );
  await fails(
    allocate(cohort, { budget: -1 }),
    "config/invalid",
    "allocate: the budget is -1; give an amount of 0 or more",
  );
  await fails(
    allocate([{ ...first, cost: 0 }], { budget: 1 }),
    "data/out-of-range",
    'allocate: "a": cost 0 is not an amount above 0',
  );
  await fails(
    allocate([first, first], { budget: 1 }),
    "data/duplicate-key",
    'allocate: two candidates are named "a"; give each initiative one id',
  );
});

test("a rule of one's own stands beside the built-in ones, and is held to the budget", async () => {
  const choose = (ids: readonly string[]): typeof rules.greedy => ({
    ...rules.greedy,
    choose: async (...input) => ({ ...(await rules.greedy.choose(...input)), selected: ids }),
  });
  const own = { ...rules, first: choose(["a"]), all: choose(["a", "b", "c"]), twice: choose(["a", "a"]) };
  expect((await allocate(cohort, { budget: 70, rule: "first" }, { rules: own })).selected).toEqual(["a"]);
  await expect(allocate(cohort, { budget: 70, rule: "all" }, { rules: own })).rejects.toMatchObject({
    code: "document/invalid",
  });
  await expect(allocate(cohort, { budget: 90, rule: "twice" }, { rules: own })).rejects.toMatchObject({
    code: "document/invalid",
  });
});
