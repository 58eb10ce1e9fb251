import type { LinearConstraint, LinearProgram, Solver } from "@ie/contracts";
import { deepFreeze, expectThat, type TestRunner } from "@ie/contracts/testing";
import { sequence } from "./sequence.ts";

const constraint = (coefficients: readonly number[], lower: number | null, upper: number | null): LinearConstraint => ({
  coefficients: Float64Array.from(coefficients),
  lower,
  upper,
});

interface Given {
  readonly direction: LinearProgram["direction"];
  readonly objective: readonly number[];
  readonly constraints: readonly LinearConstraint[];
  /** Default 0 to 1. */
  readonly upper?: readonly number[];
  /** Default all. */
  readonly integer?: readonly boolean[];
}

function program({ direction, objective, constraints, upper, integer }: Given): LinearProgram {
  return {
    direction,
    objective: Float64Array.from(objective),
    constraints,
    lower: new Float64Array(objective.length),
    upper: Float64Array.from(objective, (_, i) => upper?.[i] ?? 1),
    integer: objective.map((_, i) => integer?.[i] ?? true),
  };
}

/** max 5a + 4b + 3c with 2a + 3b + c ≤ 5, 4a + b + 2c ≤ 11, 3a + 4b + 2c ≤ 8: 13 at (2, 0, 1) (Chvátal 1983, chapter 2). */
const chvatal = program({
  direction: "maximise",
  objective: [5, 4, 3],
  constraints: [constraint([2, 3, 1], null, 5), constraint([4, 1, 2], null, 11), constraint([3, 4, 2], null, 8)],
  upper: [Infinity, Infinity, Infinity],
  integer: [false, false, false],
});

function knapsack(seed: number): { readonly given: LinearProgram; readonly best: number } {
  const next = sequence(seed);
  const n = 3 + next(7);
  const value = Array.from({ length: n }, () => next(1000) / 500 - 0.5);
  const weight = Array.from({ length: n }, () => (1 + next(999)) / 1000);
  const capacity = (weight.reduce((a, b) => a + b, 0) * (1 + next(9))) / 10;
  let best = 0;
  for (let bits = 0; bits < 1 << n; bits++) {
    const dot = (values: readonly number[]): number => values.reduce((sum, v, i) => sum + v * ((bits >> i) & 1), 0);
    if (dot(weight) <= capacity) best = Math.max(best, dot(value));
  }
  const constraints = [constraint(weight, null, capacity)];
  return { given: program({ direction: "maximise", objective: value, constraints }), best };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6;
}

/** What every mixed-integer linear solver must do, as tests of `runner`. */
export function describeSolver({ describe, test }: TestRunner, name: string, solver: Solver): void {
  const expectOptimum = async (given: LinearProgram, optimum: number): Promise<void> => {
    const { status, values, bound } = await solver.solve(deepFreeze(given));
    expectThat(status === "optimal", `${name}: ${status}`);
    expectThat(values.length === given.objective.length, `${name}: ${values.length} values`);
    const reached = dot(given.objective, values);
    expectThat(close(reached, optimum), `${name}: reaches ${reached}, the optimum is ${optimum}`);
    const proved = bound === null || close(bound, optimum);
    expectThat(proved, `${name}: proves ${bound}, the optimum is ${optimum}`);
    given.constraints.forEach(({ coefficients, columns, lower, upper }, i) => {
      const sum = coefficients.reduce((total, value, k) => total + value * values[columns?.[k] ?? k]!, 0);
      const kept = sum >= (lower ?? -Infinity) - 1e-6 && sum <= (upper ?? Infinity) + 1e-6;
      expectThat(kept, `${name}: breaks constraint ${i} with ${sum}`);
    });
    values.forEach((value, i) => {
      expectThat(value >= -1e-6 && value <= given.upper[i]! + 1e-6, `${name}: variable ${i} is ${value}`);
      const whole = !given.integer[i] || close(value, Math.round(value));
      expectThat(whole, `${name}: variable ${i} is ${value}, not whole`);
    });
  };

  describe(`${name} solves mixed-integer linear programs`, () => {
    test("continuous variables", () => expectOptimum(chvatal, 13));

    test("whole numbers above 1, and an equation", async () => {
      const constraints = [constraint([3, 5], null, 13), constraint([1, -1], 1, 1)];
      const given = program({ direction: "maximise", objective: [2, 3], constraints, upper: [4, 4] });
      await expectOptimum(given, 7);
    });

    test("a whole and a continuous variable, minimised from below", async () => {
      const constraints = [constraint([1, 1], 1.5, null)];
      const given = program({
        direction: "minimise",
        objective: [1, 3],
        constraints,
        upper: [1, Infinity],
        integer: [true, false],
      });
      await expectOptimum(given, 2.5);
    });

    test("twenty knapsacks, against enumeration", async () => {
      for (let seed = 1; seed <= 20; seed++) {
        const { given, best } = knapsack(seed);
        await expectOptimum(given, best);
      }
    });

    test("rows of named columns, in any order", async () => {
      const sparse = { columns: Int32Array.of(2, 0), coefficients: Float64Array.of(1, 1), lower: null, upper: 1 };
      const needs = { columns: Int32Array.of(0, 1), coefficients: Float64Array.of(1, -1), lower: null, upper: 0 };
      const constraints = [constraint([1, 1, 1], null, 2), sparse, needs];
      await expectOptimum(program({ direction: "maximise", objective: [3, 1, 2], constraints }), 4);
    });

    test("a start does not change the optimum, and once aborted it gives nothing worse than a failure", async () => {
      const { given, best } = knapsack(5);
      const start = new Float64Array(given.objective.length);
      const { status, values } = await solver.solve(given, { start });
      expectThat(status === "optimal" && close(dot(given.objective, values), best), `${name}: ${status} with a start`);
      const stopped = await solver.solve(given, { signal: AbortSignal.abort(), start });
      const said = ["optimal", "feasible", "failed"].includes(stopped.status);
      expectThat(said, `${name}: ${stopped.status} after an abort`);
      const given0 = stopped.status === "failed" || stopped.values.length === start.length;
      expectThat(given0, `${name}: ${stopped.values.length} values after an abort`);
    });

    test("says that a program is infeasible", async () => {
      const constraints = [constraint([1, 1], 3, null)];
      const { status } = await solver.solve(program({ direction: "maximise", objective: [1, 1], constraints }));
      expectThat(status === "infeasible", `${name}: ${status}`);
    });

    test("gives the same values twice", async () => {
      const { given } = knapsack(7);
      const [first, second] = [await solver.solve(given), await solver.solve(given)];
      expectThat(
        first.values.every((value, i) => Object.is(value, second.values[i])),
        `${name}: other values the second time`,
      );
    });
  });
}
