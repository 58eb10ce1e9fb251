import type { LinearProgram, LinearSolution } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { pisinger, pisingerClasses } from "../../test/pisinger.ts";
import { randomProgram } from "../../test/random-program.ts";
import { readCase } from "../../test/read-case.ts";
import { regretProgram, returnProgram } from "../../test/regret-program.ts";
import { describeSolver } from "../testing.ts";
import { exact } from "./exact.ts";
import { highs } from "./highs.ts";

const value = ({ objective }: LinearProgram, { values }: LinearSolution): number =>
  objective.reduce((sum, c, j) => sum + c * values[j]!, 0);

describeSolver({ describe, test }, "exact", exact);

test("1,000 random programs have the optimum of enumeration, with its bound", async () => {
  const rng = createRng(20).stream("programs");
  for (let k = 0; k < 1000; k++) {
    const { program, optimum, scale } = randomProgram(() => rng.uniform());
    const answer = await exact.solve(program);
    expect(answer.status, `program ${k}`).toBe(optimum === null ? "infeasible" : "optimal");
    if (optimum === null) continue;
    const reached = value(program, answer);
    expect(Math.abs(reached - optimum), `program ${k}: ${reached} for ${optimum}`).toBeLessThanOrEqual(1e-9 * scale);
    expect(Math.abs(answer.bound! - optimum), `bound of program ${k}`).toBeLessThanOrEqual(1e-9 * scale);
  }
});

test.each(pisingerClasses)(
  "%s knapsacks of 10 and 60 items have the optimum of HiGHS where it proves one",
  async (name) => {
    for (const [seed, n] of [10, 60].entries()) {
      const program = pisinger(name, n, 1000, createRng(seed).stream(name));
      const [ours, theirs] = [await exact.solve(program), await highs.solve(program, { timeLimit: 2 })];
      expect(ours.status).toBe("optimal");
      // Profits are whole; its ones and zeros are so but for 1e-9.
      if (theirs.status === "optimal") expect(value(program, ours)).toBe(Math.round(value(program, theirs)));
    }
  },
);

test.each(["minimax-n10", "minimax-n100"])("%s has the regret of HiGHS and CBC", async (name) => {
  const { candidates, budget, optima, objective } = readCase(name);
  const reached: number[] = [];
  for (const scenario of ["best", "med", "worst"] as const) {
    const program = returnProgram(candidates, budget, 0, scenario);
    reached.push(value(program, await exact.solve(program)));
    expect(reached.at(-1)).toBeCloseTo(optima[scenario], 6);
  }
  const program = regretProgram(candidates, budget, 0, reached);
  expect(value(program, await exact.solve(program))).toBeCloseTo(objective, 6);
});

const slow = (): LinearProgram => {
  const rng = createRng(1).stream("slow");
  const n = 400;
  const draw = (): Float64Array => Float64Array.from({ length: n }, () => Math.floor(1 + rng.uniform() * 1e6));
  const rows = Array.from({ length: 8 }, draw);
  const constraints = rows.map((coefficients) => ({
    coefficients,
    lower: null,
    upper: Math.floor(coefficients.reduce((a, b) => a + b) / 2),
  }));
  const upper = new Float64Array(n).fill(1);
  return {
    direction: "maximise",
    objective: draw(),
    constraints,
    lower: new Float64Array(n),
    upper,
    integer: Array.from(upper, () => true),
  };
};

test("a time limit gives the best point with a bound that holds", async () => {
  const program = slow();
  const answer = await exact.solve(program, { timeLimit: 0.3 });
  expect(answer.status).toBe("feasible");
  const reached = value(program, answer);
  expect(answer.bound!).toBeGreaterThan(reached);
  expect(answer.bound! / reached - 1).toBeLessThan(0.01);
  for (const { coefficients, upper } of program.constraints) {
    expect(coefficients.reduce((sum, a, j) => sum + a * answer.values[j]!, 0)).toBeLessThanOrEqual(upper!);
  }
});

test("an abort signal arrives while it works", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  const { status } = await exact.solve(slow(), { signal: controller.signal, timeLimit: 20 });
  expect(status).toBe("feasible");
});

test("a gap is kept: the answer is optimal, and its bound says how far it may be off", async () => {
  const program = slow();
  const answer = await exact.solve(program, { relativeGap: 0.005 });
  const reached = value(program, answer);
  expect(answer.status).toBe("optimal");
  expect(answer.bound! - reached).toBeLessThanOrEqual(0.005 * reached);
  expect(answer.bound!).toBeGreaterThanOrEqual(reached);
});

test("a start that is feasible is never lost", async () => {
  const program = slow();
  const start = new Float64Array(program.objective.length);
  start[0] = 1;
  const answer = await exact.solve(program, { start, timeLimit: 0 });
  expect(value(program, answer)).toBeGreaterThanOrEqual(program.objective[0]!);
  expect(answer.status).toBe("feasible");
});

test("more rows than the basis is made for are unsupported", async () => {
  const coefficients = new Float64Array([1]);
  const constraints = Array.from({ length: 100 }, () => ({ coefficients, lower: null, upper: 1 }));
  const program = { direction: "maximise" as const, objective: coefficients, constraints };
  const box = { lower: new Float64Array(1), upper: coefficients, integer: [true] };
  expect((await exact.solve({ ...program, ...box })).status).toBe("unsupported");
});

test("a variable that nothing bounds is unsupported", async () => {
  const program: LinearProgram = {
    direction: "maximise",
    objective: new Float64Array([1]),
    constraints: [],
    lower: new Float64Array(1),
    upper: new Float64Array([Infinity]),
    integer: [false],
  };
  expect((await exact.solve(program)).status).toBe("unsupported");
});
