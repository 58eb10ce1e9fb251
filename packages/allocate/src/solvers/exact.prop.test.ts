import type { LinearProgram, LinearSolution } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { instanceOf, instanceClasses, leastRegretProgram, optimumProgram } from "../../test/instances.ts";
import { exact } from "./exact.ts";

const value = ({ objective }: LinearProgram, { values }: LinearSolution): number =>
  objective.reduce((sum, c, j) => sum + c * values[j]!, 0);

const drawn = fc
  .record({ seed: fc.nat(), name: fc.constantFrom(...instanceClasses), n: fc.integer({ min: 1, max: 80 }) })
  .map(({ seed, name, n }) => ({ seed, instance: instanceOf(name, n, createRng(seed).stream(name)) }));

/** The program with column `order[j]` in place j, rows times `row`, objective times `unit`. */
function changed(program: LinearProgram, order: readonly number[], row: number, unit: number): LinearProgram {
  const take = (values: Float64Array): Float64Array => Float64Array.from(order, (j) => values[j]!);
  return {
    ...program,
    objective: take(program.objective).map((c) => c * unit),
    lower: take(program.lower),
    upper: take(program.upper),
    integer: order.map((j) => program.integer[j]!),
    constraints: program.constraints.map(({ coefficients, lower, upper }) => ({
      coefficients: take(coefficients).map((a) => a * row),
      lower: lower === null ? null : lower * row,
      upper: upper === null ? null : upper * row,
    })),
  };
}

test("order and units of columns and rows change no optimum", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, fc.constantFrom(1, 1024, 1e-6, 1e9), async ({ seed, instance }, unit) => {
      const optima = instance.returns.map((values) => 0.9 * values.reduce((sum, v) => sum + Math.max(0, v), 0));
      for (const program of [optimumProgram(instance, 0), leastRegretProgram(instance, optima)]) {
        const order = shuffle(createRng(seed).stream("order"), program.objective.keys());
        const other = changed(program, order, unit, unit);
        const [a, b] = [await exact.solve(program), await exact.solve(other)];
        expect(b.status).toBe(a.status);
        if (a.status !== "optimal") continue;
        const scale = Math.abs(value(program, a)) + (program.direction === "minimise" ? Math.max(...optima) : 0);
        expect(Math.abs(value(other, b) / unit - value(program, a))).toBeLessThanOrEqual(1e-10 * scale);
      }
    }),
    { numRuns: 60 },
  );
});

test("a larger budget never lowers an optimum", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, fc.nat({ max: 2 }), async ({ instance }, scenario) => {
      let before = -Infinity;
      for (const share of [0, 0.5, 0.9, 1, 1.001, 1.2, 2, 5]) {
        const program = optimumProgram({ ...instance, budget: share * instance.budget }, scenario);
        const answer = await exact.solve(program);
        expect(answer.status).toBe("optimal");
        const reached = value(program, answer);
        expect(reached).toBeGreaterThanOrEqual(before - 1e-10 * Math.abs(before));
        before = reached;
      }
    }),
    { numRuns: 40 },
  );
});

test("removing a column that was not taken changes no optimum", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ instance }) => {
      const program = optimumProgram(instance, 1);
      const answer = await exact.solve(program);
      const out = answer.values.indexOf(0);
      if (out < 0) return;
      const order = [...program.objective.keys()].filter((j) => j !== out);
      const other = changed(program, order, 1, 1);
      const [a, b] = [value(program, answer), value(other, await exact.solve(other))];
      expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-10 * Math.abs(a));
    }),
    { numRuns: 40 },
  );
});

test("a start, even the optimum, changes no optimum", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, async ({ instance }) => {
      const program = optimumProgram(instance, 1);
      const first = await exact.solve(program);
      const again = await exact.solve(program, { start: first.values });
      expect(again.status).toBe("optimal");
      expect(Math.abs(value(program, again) - value(program, first))).toBeLessThanOrEqual(
        1e-11 * Math.abs(value(program, first)),
      );
    }),
    { numRuns: 40 },
  );
});
